#include "app/date.h"
#include "enrolment/enrolment.h"
#include "enrolment/promotion.h"
#include "learning.h"
#include "person/person_store.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[3];
    int64_t move;
    int32_t date; /* as asked */
    const char *etag;
};

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

static struct cv_status check_move(struct cv_books *books, const struct state *state,
                                   const struct cohort *cohort, const struct enrolment *enrolment)
{
    bool begun = cohort->state == COHORT_RUNNING || cohort->state == COHORT_COMPLETED;

    if (state->move == ACCEPT && enrolment->state == ENROLMENT_LAPSED)
        return cv_status(CV_FAILED_PRECONDITION, "OFFER_LAPSED",
                         "the time to accept is over, and the seat was offered to the next");
    if ((MOVES[state->move].from & FROM(enrolment->state)) == 0)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "the enrolment is not in the state for that");
    if (state->move >= COMPLETE && !begun)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE", "the cohort has not begun");
    if (state->move == ACCEPT)
        return consent_required(books, enrolment->person_uid, CONSENT_TRAINING, cohort->course_uid);
    if (state->date != CV_DATE_NONE && state->date < enrolment->enrolled_date)
        return cv_status_field(books->arena, "date", "date must not be before %s, the enrolment",
                               cv_field_date_text(books->arena, enrolment->enrolled_date));
    return CV_STATUS_OK;
}

static struct cv_status move(struct cv_books *books, const struct state *state,
                             struct cohort *cohort, struct enrolment *enrolment)
{
    struct cv_status status = check_move(books, state, cohort, enrolment);
    int32_t date = state->date != CV_DATE_NONE ? state->date : training_today(books->tx);

    if (cv_ok(status))
        status = enrolment_step_to(books, cohort, enrolment, MOVES[state->move].to, date);
    if (cv_ok(status))
        status = promotion_settle(books, cohort);
    return status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    const struct cv_id *ids = state->ids;
    struct cohort cohort;
    struct enrolment enrolment;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = cohort_get(&books, ids[0].text, ids[1].text, NULL, &cohort);
    if (cv_ok(status))
        status = promotion_settle(&books, &cohort);
    if (cv_ok(status))
        status = enrolment_get(&books, ids[0].text, ids[1].text, ids[2].text, NULL, &enrolment);
    if (cv_ok(status) && state->etag[0] != '\0')
        status = cv_field_etag_match(books.arena, state->etag, enrolment.version);
    if (cv_ok(status))
        cv_audit_before(&books, (ProtobufCMessage *)enrolment_wire(books.arena, &enrolment));
    if (cv_ok(status))
        status = move(&books, state, &cohort, &enrolment);
    if (cv_ok(status))
        status = enrolment_get_uid(&books, enrolment.uid, &enrolment);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)enrolment_wire(books.arena, &enrolment);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__MoveEnrolmentRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, ENROLMENT_NAME, state->ids);
    cv_field_enum(&check, "move", &caravan__training__v1__enrolment_move__descriptor, request->move,
                  true);
    state->move = request->move;
    state->date = cv_field_past_date(&check, "date", request->date, false);
    if (state->date != CV_DATE_NONE && state->move < COMPLETE)
        cv_check_fail(&check, "date", "date is today's for this move");
    state->etag = request->etag;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_move_enrolment_method move_enrolment = {
    handle, sizeof(struct state)};
