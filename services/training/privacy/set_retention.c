#include "learning.h"
#include "privacy/retention_store.h"
#include "service/field.h"

#define DAYS_MIN 30
#define DAYS_MAX 36525

struct state {
    struct cv_unit unit;
    int64_t class;
    int64_t days;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    Caravan__Training__V1__Retention *message;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = retention_set(&books, state->class, state->days);
    message = cv_arena_alloc(books.arena, sizeof(*message));
    *reply = (ProtobufCMessage *)message;
    if (!cv_ok(status) || message == NULL)
        return status;
    caravan__training__v1__retention__init(message);
    message->class_ = (Caravan__Training__V1__RetentionClass)state->class;
    message->days = (int32_t)state->days;
    return CV_STATUS_OK;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__SetRetentionRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    const Caravan__Training__V1__Retention *retention = request->retention;
    struct state *state = memory;

    if (retention == NULL) {
        cv_check_fail(&check, "retention", "retention is required");
    } else {
        state->class = (int64_t)retention->class_;
        state->days = retention->days;
        cv_field_enum(&check, "retention.class",
                      &caravan__training__v1__retention_class__descriptor, state->class, true);
        cv_check_range(&check, "retention.days", state->days, DAYS_MIN, DAYS_MAX);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_set_retention_method set_retention = {
    handle, sizeof(struct state)};
