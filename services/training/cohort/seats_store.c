#include "cohort/seats_store.h"

#include <inttypes.h>

struct cv_status seats_open(struct cv_books *books, const struct cohort *cohort)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO cohort_seats (org_id, cohort_uid, capacity, "
                                 "waiting_capacity, taken, waiting, last_sequence) "
                                 "VALUES ($1, $2, $3, $4, 0, 0, 0)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort->uid);
    cv_stmt_int64(stmt, 3, cohort->capacity);
    cv_stmt_int64(stmt, 4, cohort->waiting_capacity);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status seats_limit(struct cv_books *books, const struct cohort *cohort)
{
    struct cv_stmt *stmt;

    if (cohort->capacity < cohort->taken)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "SEATS_TAKEN",
                           "%" PRId64 " seats are taken: the capacity cannot be %" PRId64 "",
                           cohort->taken, cohort->capacity);
    if (cohort->waiting_capacity < cohort->waiting)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "WAITLIST_TAKEN",
                           "%" PRId64 " wait: the waiting list cannot end at %" PRId64 "",
                           cohort->waiting, cohort->waiting_capacity);
    stmt = cv_tx_prepare(books->tx, "UPDATE cohort_seats SET capacity = $3, waiting_capacity = $4 "
                                    "WHERE org_id = $1 AND cohort_uid = $2");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort->uid);
    cv_stmt_int64(stmt, 3, cohort->capacity);
    cv_stmt_int64(stmt, 4, cohort->waiting_capacity);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status seats_change(struct cv_books *books, struct cohort *cohort,
                              struct seats_change change)
{
    struct cv_stmt *stmt;

    if (change.taken == 0 && change.waiting == 0 && change.sequence == 0)
        return CV_STATUS_OK;
    stmt = cv_tx_prepare(books->tx,
                         "UPDATE cohort_seats SET taken = taken + $3, waiting = waiting + $4, "
                         "last_sequence = last_sequence + $5 WHERE org_id = $1 AND "
                         "cohort_uid = $2 AND last_sequence = $6 AND taken = $7");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort->uid);
    cv_stmt_int64(stmt, 3, change.taken);
    cv_stmt_int64(stmt, 4, change.waiting);
    cv_stmt_int64(stmt, 5, change.sequence);
    cv_stmt_int64(stmt, 6, cohort->last_sequence);
    cv_stmt_int64(stmt, 7, cohort->taken);
    cohort->taken += change.taken;
    cohort->waiting += change.waiting;
    cohort->last_sequence += change.sequence;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}
