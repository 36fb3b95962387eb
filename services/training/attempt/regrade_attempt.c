#include "attempt/attempt.h"
#include "learning.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[4]; /* course, cohort, assessment, attempt */
    int64_t score;
    const char *reason;
};

static struct cv_status regrade(struct cv_books *books, const struct state *state,
                                struct attempt *attempt)
{
    struct assessment assessment;
    struct cv_status status = assessment_get(books, state->ids, state->ids[2].text, &assessment);

    if (cv_ok(status))
        status = attempt_get(books, &assessment, state->ids[3].text, attempt);
    if (!cv_ok(status))
        return status;
    cv_audit_before(books, (ProtobufCMessage *)attempt_wire(books->arena, state->ids, attempt));
    if (state->score > assessment.max_score)
        status = cv_status_field(books->arena, "score", "score must not be above max_score");
    if (cv_ok(status))
        status = attempt_regrade(books, &assessment, attempt, state->score, state->reason);
    return cv_ok(status) ? attempt_get(books, &assessment, state->ids[3].text, attempt) : status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct attempt attempt;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = regrade(&books, state, &attempt);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)attempt_wire(books.arena, state->ids, &attempt);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__RegradeAttemptRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, ATTEMPT_NAME, state->ids);
    cv_check_range(&check, "score", request->score, 0, INT32_MAX);
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, true);
    state->score = request->score;
    state->reason = request->reason;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_regrade_attempt_method regrade_attempt = {
    handle, sizeof(struct state)};
