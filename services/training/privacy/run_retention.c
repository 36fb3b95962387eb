#include "app/unit.h"
#include "learning.h"
#include "privacy/retention_store.h"

struct state {
    struct cv_unit unit;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    Caravan__Training__V1__RunRetentionResponse *message;
    struct retention_run run;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = retention_run(&books, unit->op.scope, &run);
    message = cv_arena_alloc(books.arena, sizeof(*message));
    *reply = (ProtobufCMessage *)message;
    if (!cv_ok(status) || message == NULL)
        return status;
    caravan__training__v1__run_retention_response__init(message);
    message->erased_persons = (int32_t)run.erased_persons;
    message->deleted_consents = (int32_t)run.deleted_consents;
    message->more = run.more;
    return CV_STATUS_OK;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__RunRetentionRequest *request)
{
    struct state *state = memory;

    cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
}

const struct caravan_training_v1_learning_run_retention_method run_retention = {
    handle, sizeof(struct state)};
