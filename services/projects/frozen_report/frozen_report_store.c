#include "frozen_report/frozen_report_store.h"

#include <string.h>

#define COLUMNS                                                                                    \
    "uid, id, title, effective_through, known_us, row_count, entry_count, recorded_us, "           \
    "recorded_by, sha256"

struct cv_status frozen_report_insert(struct cv_books *books, struct cv_uuid programme,
                                      struct frozen_report *report)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO frozen_report (org_id, programme_uid, " COLUMNS ", body) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
                   "ON CONFLICT (org_id, programme_uid, id) DO NOTHING");

    report->uid = cv_uuid7();
    report->recorded_us = books->recorded_us;
    report->recorded_by = books->subject;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, report->uid);
    cv_stmt_text(stmt, 4, report->id);
    cv_stmt_text(stmt, 5, report->title);
    cv_stmt_int64(stmt, 6, report->effective_through);
    cv_stmt_int64(stmt, 7, report->known_us);
    cv_stmt_int64(stmt, 8, report->row_count);
    cv_stmt_int64(stmt, 9, report->entry_count);
    cv_stmt_int64(stmt, 10, report->recorded_us);
    cv_stmt_text(stmt, 11, report->recorded_by);
    cv_stmt_blob(stmt, 12, report->sha256, sizeof(report->sha256));
    cv_stmt_blob(stmt, 13, report->body.at, report->body.len);
    return cv_books_insert(books, stmt, "frozen report", report->id);
}

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct frozen_report *report)
{
    struct cv_slice sha256 = cv_stmt_get_blob(stmt, 9, books->arena);

    *report = (struct frozen_report){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .title = cv_stmt_get_text(stmt, 2, books->arena),
        .effective_through = cv_books_get_date(stmt, 3),
        .known_us = cv_stmt_get_int64(stmt, 4),
        .row_count = cv_stmt_get_int64(stmt, 5),
        .entry_count = cv_stmt_get_int64(stmt, 6),
        .recorded_us = cv_stmt_get_int64(stmt, 7),
        .recorded_by = cv_stmt_get_text(stmt, 8, books->arena),
    };
    if (sha256.len == sizeof(report->sha256))
        memcpy(report->sha256, sha256.at, sha256.len);
}

struct cv_status frozen_report_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                                   const char *field, struct frozen_report *report)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT " COLUMNS ", body FROM frozen_report WHERE org_id = $1 "
                                 "AND programme_uid = $2 AND id = $3");
    uint8_t digest[CV_SHA256_BYTES];
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found) {
        read_row(books, stmt, report);
        report->body = cv_stmt_get_blob(stmt, 10, books->arena);
    }
    status = cv_books_found(books, stmt, found, field, "frozen report %s in this programme", id);
    if (!cv_ok(status) || books->arena->exhausted)
        return status;
    cv_sha256(report->body, digest);
    return memcmp(digest, report->sha256, sizeof(digest)) == 0
               ? CV_STATUS_OK
               : cv_status(CV_DATA_LOSS, "FROZEN_REPORT_DAMAGED",
                           "the rows of the frozen report are not those that were hashed");
}

struct cv_status frozen_report_list(struct cv_books *books, struct cv_uuid programme,
                                    struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT " COLUMNS " FROM frozen_report WHERE org_id = $1 "
                                 "AND programme_uid = $2 AND uid > $3 ORDER BY uid LIMIT $4");
    struct frozen_report *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
