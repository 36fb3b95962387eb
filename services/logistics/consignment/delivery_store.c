#include "consignment/delivery_store.h"

struct cv_status delivery_insert(struct cv_books *books, const struct consignment *consignment,
                                 const struct delivery *delivery)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO delivery (org_id, consignment_uid, uid, line, packages, missing, "
                   "occurred_us, offset_minutes, reference, recorded_us, recorded_by) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, consignment->uid);
    cv_stmt_uuid(stmt, 3, cv_uuid7());
    cv_stmt_int64(stmt, 4, delivery->line);
    cv_stmt_int64(stmt, 5, delivery->packages);
    cv_stmt_int64(stmt, 6, delivery->missing);
    cv_stmt_int64(stmt, 7, delivery->occurred_us);
    cv_stmt_int64(stmt, 8, delivery->offset_minutes);
    cv_stmt_text(stmt, 9, delivery->reference);
    cv_stmt_int64(stmt, 10, books->recorded_us);
    cv_stmt_text(stmt, 11, books->subject);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}
