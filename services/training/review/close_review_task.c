#include "learning.h"
#include "review/review.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    int64_t outcome;
    const char *reason;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct review review;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = review_get(&books, state->id.text, &review);
    if (cv_ok(status))
        cv_audit_before(&books, (ProtobufCMessage *)review_wire(books.arena, &review));
    if (cv_ok(status))
        status = review_close(&books, &review, state->outcome, state->reason);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)review_wire(books.arena, &review);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__CloseReviewTaskRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, REVIEW_NAME, &state->id);
    cv_field_enum(&check, "outcome", &caravan__training__v1__review_outcome__descriptor,
                  request->outcome, true);
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, false);
    state->outcome = (int64_t)request->outcome;
    state->reason = request->reason;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_close_review_task_method close_review_task = {
    handle, sizeof(struct state)};
