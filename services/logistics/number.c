#include "number.h"

void number_bind(struct cv_books *books, struct cv_stmt *stmt, int64_t hub_no)
{
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
}

struct cv_status number_read(struct cv_stmt *stmt, int64_t *number)
{
    *number = cv_stmt_step(stmt) ? cv_stmt_get_int64(stmt, 0) : 0;
    return cv_stmt_finish(stmt);
}

struct cv_status number_next(struct cv_books *books, const char *sql, int64_t hub_no,
                             int64_t *number)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, sql);
    struct cv_status status;

    number_bind(books, stmt, hub_no);
    status = number_read(stmt, number);
    ++*number;
    return status;
}
