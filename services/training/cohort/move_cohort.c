#include "cohort/cohort.h"
#include "cohort/completed_cohort.h"
#include "enrolment/enrolment_store.h"
#include "enrolment/promotion.h"
#include "learning.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[2];
    int64_t move;
    const char *etag;
};

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

static struct cv_status move(struct cv_books *books, const struct state *state,
                             struct cohort *cohort)
{
    struct cv_status status = CV_STATUS_OK;

    if ((MOVES[state->move].from & FROM(cohort->state)) == 0)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "the cohort is not in the state for that");
    if (state->move == COMPLETE)
        status = complete(books, cohort);
    else if (state->move == CANCEL)
        status = cancel(books, cohort);
    cohort->state = MOVES[state->move].to;
    return cv_ok(status) ? cohort_replace(books, cohort) : status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cohort cohort;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = cohort_get(&books, state->ids[0].text, state->ids[1].text, NULL, &cohort);
    if (cv_ok(status) && state->etag[0] != '\0')
        status = cv_field_etag_match(books.arena, state->etag, cohort.version);
    if (cv_ok(status))
        cv_audit_before(&books, (ProtobufCMessage *)cohort_wire(books.arena, &cohort));
    if (cv_ok(status))
        status = promotion_settle(&books, &cohort);
    if (cv_ok(status))
        status = move(&books, state, &cohort);
    if (cv_ok(status) && state->move == COMPLETE)
        status = cohort_tell(&books, &cohort);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)cohort_wire(books.arena, &cohort);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__MoveCohortRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, COHORT_NAME, state->ids);
    cv_field_enum(&check, "move", &caravan__training__v1__cohort_move__descriptor, request->move,
                  true);
    state->move = request->move;
    state->etag = request->etag;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_move_cohort_method move_cohort = {handle,
                                                                            sizeof(struct state)};
