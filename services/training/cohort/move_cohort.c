#include "cohort/cohort.h"
#include "cohort/completed_cohort.h"
#include "enrolment/enrolment_store.h"
#include "enrolment/promotion.h"
#include "learning.h"

enum move {
    OPEN = 1,
    START,
    COMPLETE,
    CANCEL
};

/* From which states a move leads to which. */
#define FROM(state) (1u << (state))

static const struct {
    unsigned from;
    int64_t to;
} MOVES[] = {
    [OPEN] = {FROM(COHORT_PLANNED), COHORT_OPEN},
    [START] = {FROM(COHORT_OPEN), COHORT_RUNNING},
    [COMPLETE] = {FROM(COHORT_RUNNING), COHORT_COMPLETED},
    [CANCEL] = {FROM(COHORT_PLANNED) | FROM(COHORT_OPEN) | FROM(COHORT_RUNNING), COHORT_CANCELLED},
};

/* Nobody waits for a cohort that is over, nor holds an offer of it. */
static struct cv_status end_waiting(struct cv_books *books, struct cohort *cohort, int64_t to)
{
    int32_t today = training_today(books->tx);
    struct cv_status status = enrolment_leave_all(books, cohort, ENROLMENT_WAITLISTED, to, today);

    return cv_ok(status) ? enrolment_leave_all(books, cohort, ENROLMENT_OFFERED, to, today)
                         : status;
}

static struct cv_status complete(struct cv_books *books, struct cohort *cohort)
{
    int64_t enrolled;
    struct cv_status status = enrolment_count_in(books, cohort, ENROLMENT_ENROLLED, &enrolled);

    if (cv_ok(status) && enrolled > 0)
        return cv_status(CV_FAILED_PRECONDITION, "STILL_ENROLLED",
                         "say first of each who is enrolled whether he completed");
    return cv_ok(status) ? end_waiting(books, cohort, ENROLMENT_LAPSED) : status;
}

static struct cv_status cancel(struct cv_books *books, struct cohort *cohort)
{
    struct cv_status status = end_waiting(books, cohort, ENROLMENT_CANCELLED);

    return cv_ok(status) ? enrolment_leave_all(books, cohort, ENROLMENT_ENROLLED,
                                               ENROLMENT_CANCELLED, training_today(books->tx))
                         : status;
}

static struct cv_status move(struct cv_books *books, const struct cv_move_call *call,
                             struct cohort *cohort)
{
    struct cv_status status = CV_STATUS_OK;

    if ((MOVES[call->move].from & FROM(cohort->state)) == 0)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "the cohort is not in the state for that");
    if (call->move == COMPLETE)
        status = complete(books, cohort);
    else if (call->move == CANCEL)
        status = cancel(books, cohort);
    cohort->state = MOVES[call->move].to;
    return cv_ok(status) ? cohort_replace(books, cohort) : status;
}

static struct cv_status change(struct cv_books *books, const struct cv_move_call *call,
                               void **message)
{
    struct cohort cohort;
    struct cv_status status =
        cohort_get(books, call->ids[0].text, call->ids[1].text, NULL, &cohort);

    if (cv_ok(status))
        status = cv_move_match(call, books, cohort.version, cohort_wire(books->arena, &cohort));
    if (cv_ok(status))
        status = promotion_settle(books, &cohort);
    if (cv_ok(status))
        status = move(books, call, &cohort);
    if (cv_ok(status) && call->move == COMPLETE)
        status = cohort_tell(books, &cohort);
    if (cv_ok(status))
        *message = cohort_wire(books->arena, &cohort);
    return status;
}

static const struct cv_move MOVE = {COHORT_NAME, NULL, change};

MOVE_METHOD(learning, cohort, Cohort);
