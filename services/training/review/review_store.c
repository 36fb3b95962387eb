#include "review/review_store.h"

#include "certificate/certificate_moves.h"

#define SELECT                                                                                     \
    "SELECT t.uid, t.id, c.id, c.state, t.cause, t.outcome, t.reason, t.recorded_us, "             \
    "t.closed_us FROM review_task t JOIN certificate c ON c.org_id = t.org_id "                    \
    "AND c.uid = t.certificate_uid WHERE t.org_id = $1 "

static struct review read_row(struct cv_books *books, struct cv_stmt *stmt)
{
    return (struct review){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .certificate = cv_stmt_get_text(stmt, 2, books->arena),
        .certificate_state = cv_stmt_get_int64(stmt, 3),
        .cause = cv_stmt_get_int64(stmt, 4),
        .outcome = cv_stmt_get_int64(stmt, 5),
        .reason = cv_stmt_get_text(stmt, 6, books->arena),
        .recorded_us = cv_stmt_get_int64(stmt, 7),
        .closed_us = cv_stmt_get_int64(stmt, 8),
    };
}

struct cv_status review_raise(struct cv_books *books, struct cv_uuid cohort, struct cv_uuid person)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO review_task (org_id, uid, id, certificate_uid, cause, outcome, "
                   "reason, closed_us, closed_by, recorded_us) SELECT l.org_id, $4, $5, "
                   "l.certificate_uid, $6, 0, '', 0, '', $7 FROM certificate_live l "
                   "WHERE l.org_id = $1 AND l.cohort_uid = $2 AND l.person_uid = $3 "
                   "ON CONFLICT (org_id, certificate_uid, closed_us) DO NOTHING");
    struct cv_uuid uid = cv_uuid7();
    char id[CV_UUID_TEXT];

    cv_uuid_print(uid, id);
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort);
    cv_stmt_uuid(stmt, 3, person);
    cv_stmt_uuid(stmt, 4, uid);
    cv_stmt_text(stmt, 5, id);
    cv_stmt_int64(stmt, 6, REVIEW_RESULT_CHANGED);
    cv_stmt_int64(stmt, 7, books->recorded_us);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status review_get(struct cv_books *books, const char *id, struct review *review)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND t.id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        *review = read_row(books, stmt);
    return cv_books_found(books, stmt, found, NULL, "reviewTasks/%s", id);
}

struct cv_status review_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, SELECT "AND t.closed_us = 0 AND t.uid > $2 ORDER BY t.uid LIMIT $3");
    struct review *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_int64(stmt, 3, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        *row = read_row(books, stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status review_close(struct cv_books *books, struct review *review, int64_t outcome,
                              const char *reason)
{
    static const struct cv_status CLOSED = {
        .code = CV_FAILED_PRECONDITION,
        .reason = "ALREADY_CLOSED",
        .message = "the task was closed before",
    };
    bool revoked = review->certificate_state == CERTIFICATE_REVOKED;
    struct cv_stmt *stmt;

    if (review->closed_us != 0)
        return CLOSED;
    if ((outcome == REVIEW_REVOKED) != revoked)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         revoked ? "the certificate is revoked, and so not kept"
                                 : "the certificate is not revoked; do that first");
    stmt = cv_tx_prepare(books->tx,
                         "UPDATE review_task SET outcome = $3, reason = $4, closed_us = $5, "
                         "closed_by = $6 WHERE org_id = $1 AND uid = $2 AND closed_us = 0");
    review->outcome = outcome;
    review->reason = reason;
    review->closed_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, review->uid);
    cv_stmt_int64(stmt, 3, outcome);
    cv_stmt_text(stmt, 4, reason);
    cv_stmt_int64(stmt, 5, books->recorded_us);
    cv_stmt_text(stmt, 6, books->subject);
    return cv_books_change(stmt, CLOSED);
}
