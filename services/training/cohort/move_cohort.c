#include "cohort/cohort.h"
#include "cohort/completed_cohort.h"
#include "cohort/funding_store.h"
#include "enrolment/enrolment_store.h"
#include "enrolment/promotion.h"
#include "learning.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[2];
    int64_t move;
    int64_t actual_minor; /* -1: not said */
    const char *currency; /* of it */
    bool funds;           /* what is reserved can be asked for */
    struct cv_sagas *sagas;
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

/* What is reserved follows. */
static struct cv_status fund(struct cv_books *books, const struct state *state,
                             const struct cohort *cohort)
{
    if (state->move == CANCEL)
        return funding_release(books, cohort);
    return state->move == COMPLETE
               ? funding_settle(books, cohort, state->currency, state->actual_minor)
               : CV_STATUS_OK;
}

static struct cv_status move(struct cv_books *books, const struct state *state,
                             struct cohort *cohort)
{
    struct cv_status status;

    if ((MOVES[state->move].from & FROM(cohort->state)) == 0)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "the cohort is not in the state for that");
    if (state->move == OPEN && state->funds && cohort->estimate_minor > 0)
        return funding_reserve(books, cohort, training_today(books->tx)); /* it opens later */
    status = fund(books, state, cohort);
    if (cv_ok(status) && state->move == COMPLETE)
        status = complete(books, cohort);
    else if (cv_ok(status) && state->move == CANCEL)
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
    if (cv_ok(status))
        status = cohort_tell(&books, &cohort);
    if (cv_ok(status)) /* with how its funding is now */
        status = cohort_get_uid(&books, cohort.uid, &cohort);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)cohort_wire(books.arena, &cohort);
    return status;
}

static void committed(struct cv_unit *unit)
{
    cv_sagas_kick(CV_CONTAINER_OF(unit, struct state, unit)->sagas);
}

static int64_t read_cost(struct cv_check *check,
                         const Caravan__Training__V1__MoveCohortRequest *request)
{
    if (request->actual_cost == NULL)
        return -1;
    if ((int)request->move != COMPLETE)
        cv_check_fail(check, "actual_cost", "actual_cost is of a cohort that is completed");
    cv_check_range(check, "actual_cost.minor_units", request->actual_cost->minor_units, 0,
                   CV_FIELD_MONEY_MAX);
    return request->actual_cost->minor_units;
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
    state->actual_minor = read_cost(&check, request);
    state->currency = request->actual_cost == NULL ? "" : request->actual_cost->currency;
    state->sagas = training_sagas(call);
    state->funds = state->sagas->peer != NULL;
    state->unit.committed = committed;
    state->etag = request->etag;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_move_cohort_method move_cohort = {handle,
                                                                            sizeof(struct state)};
