#include "exchange_record_store.h"

struct exchange_record exchange_record_row(struct cv_books *books, struct cv_stmt *stmt)
{
    return (struct exchange_record){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .recorded_us = cv_stmt_get_int64(stmt, 2),
        .struck_us = cv_stmt_get_int64(stmt, 3),
        .struck_reason = cv_stmt_get_text(stmt, 4, books->arena),
    };
}

void exchange_record_bind(struct cv_books *books, struct cv_stmt *stmt,
                          struct exchange_record *record)
{
    record->uid = cv_uuid7();
    record->recorded_us = books->recorded_us;
    record->struck_us = 0;
    record->struck_reason = "";
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, record->uid);
    cv_stmt_text(stmt, 3, record->id);
    cv_stmt_int64(stmt, 4, books->recorded_us);
    cv_stmt_text(stmt, 5, books->subject);
}

struct cv_status exchange_record_strike(struct cv_books *books, struct exchange_record *record,
                                        const char *reason)
{
    static const struct cv_status STRUCK = {
        .code = CV_FAILED_PRECONDITION,
        .reason = "ALREADY_STRUCK",
        .message = "it was struck before, and does not count any more",
    };
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO struck_record (org_id, uid, recorded_us, "
                                 "recorded_by, reason) VALUES ($1, $2, $3, $4, $5) "
                                 "ON CONFLICT (org_id, uid) DO NOTHING");

    record->struck_us = books->recorded_us;
    record->struck_reason = reason;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, record->uid);
    cv_stmt_int64(stmt, 3, books->recorded_us);
    cv_stmt_text(stmt, 4, books->subject);
    cv_stmt_text(stmt, 5, reason);
    return cv_books_change(stmt, STRUCK);
}
