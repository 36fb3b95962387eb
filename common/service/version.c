#include "service/version.h"

struct cv_status cv_version_next(const struct cv_books *books, const struct cv_versions *versions,
                                 const struct cv_uuid *parent, struct cv_uuid uid, int64_t *version)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, versions->identity);
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    cv_stmt_int64(stmt, 3, *version);
    if (parent != NULL)
        cv_stmt_uuid(stmt, 4, *parent);
    status = cv_books_change(stmt, CV_BOOKS_CHANGED);
    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, versions->version);
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    cv_stmt_int64(stmt, 3, (*version)++);
    cv_stmt_int64(stmt, 4, books->recorded_us);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

void cv_version_bind(const struct cv_books *books, struct cv_stmt *stmt, struct cv_uuid uid,
                     int64_t version)
{
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    cv_stmt_int64(stmt, 3, version);
    cv_stmt_int64(stmt, 4, books->recorded_us);
    cv_stmt_int64(stmt, 5, CV_BOOKS_NOT_REPLACED);
    cv_stmt_text(stmt, 6, books->subject);
}
