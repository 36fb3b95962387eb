#include "app/date.h"
#include "cohort/completed_cohort.h"
#include "enrolment/enrolment.h"
#include "enrolment/promotion.h"
#include "learning.h"
#include "person/person_store.h"

enum move {
    ACCEPT = 1,
    WITHDRAW,
    COMPLETE,
    FAIL,
    NO_SHOW
};

/* From which states a move leads to which. */
#define FROM(state) (1u << (state))

static const struct {
    unsigned from;
    int64_t to;
} MOVES[] = {
    [ACCEPT] = {FROM(ENROLMENT_OFFERED), ENROLMENT_ENROLLED},
    [WITHDRAW] = {FROM(ENROLMENT_WAITLISTED) | FROM(ENROLMENT_OFFERED) | FROM(ENROLMENT_ENROLLED),
                  ENROLMENT_WITHDREW},
    [COMPLETE] = {FROM(ENROLMENT_ENROLLED), ENROLMENT_COMPLETED},
    [FAIL] = {FROM(ENROLMENT_ENROLLED), ENROLMENT_FAILED},
    [NO_SHOW] = {FROM(ENROLMENT_ENROLLED), ENROLMENT_NO_SHOW},
};

static struct cv_status check_move(struct cv_books *books, const struct cv_move_call *call,
                                   const struct cohort *cohort, const struct enrolment *enrolment)
{
    bool begun = cohort->state == COHORT_RUNNING || cohort->state == COHORT_COMPLETED;

    if (call->move == ACCEPT && enrolment->state == ENROLMENT_LAPSED)
        return cv_status(CV_FAILED_PRECONDITION, "OFFER_LAPSED",
                         "the time to accept is over, and the seat was offered to the next");
    if ((MOVES[call->move].from & FROM(enrolment->state)) == 0)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "the enrolment is not in the state for that");
    if (call->move >= COMPLETE && !begun)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE", "the cohort has not begun");
    if (call->move == ACCEPT)
        return consent_required(books, enrolment->person_uid, CONSENT_TRAINING, cohort->course_uid);
    if (call->date != CV_DATE_NONE && call->date < enrolment->enrolled_date)
        return cv_status_field(books->arena, "date", "date must not be before %s, the enrolment",
                               cv_field_date_text(books->arena, enrolment->enrolled_date));
    return CV_STATUS_OK;
}

static struct cv_status move(struct cv_books *books, const struct cv_move_call *call,
                             struct cohort *cohort, struct enrolment *enrolment)
{
    struct cv_status status = check_move(books, call, cohort, enrolment);
    int32_t date = call->date != CV_DATE_NONE ? call->date : training_today(books->tx);

    if (cv_ok(status))
        status = enrolment_step_to(books, cohort, enrolment, MOVES[call->move].to, date);
    if (cv_ok(status))
        status = promotion_settle(books, cohort);
    return cv_ok(status) ? cohort_tell(books, cohort) : status;
}

static struct cv_status change(struct cv_books *books, const struct cv_move_call *call,
                               void **message)
{
    const struct cv_id *ids = call->ids;
    struct enrolment enrolment;
    struct cohort cohort;
    struct cv_status status = cohort_get(books, ids[0].text, ids[1].text, NULL, &cohort);

    if (cv_ok(status))
        status = promotion_settle(books, &cohort);
    if (cv_ok(status))
        status = enrolment_get(books, ids[0].text, ids[1].text, ids[2].text, NULL, &enrolment);
    if (cv_ok(status))
        status =
            cv_move_match(call, books, enrolment.version, enrolment_wire(books->arena, &enrolment));
    if (cv_ok(status))
        status = move(books, call, &cohort, &enrolment);
    if (cv_ok(status))
        status = enrolment_get_uid(books, enrolment.uid, &enrolment);
    if (cv_ok(status))
        *message = enrolment_wire(books->arena, &enrolment);
    return status;
}

static void check_date(struct cv_check *check, const struct cv_move_call *call)
{
    if (call->date != CV_DATE_NONE && call->move < COMPLETE)
        cv_check_fail(check, "date", "date is today's for this move");
}

static const struct cv_move MOVE = {ENROLMENT_NAME, check_date, change};

MOVE_METHOD(learning, enrolment, Enrolment);
