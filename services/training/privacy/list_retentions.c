#include "app/unit.h"
#include "learning.h"
#include "privacy/retention_store.h"

struct state {
    struct cv_unit unit;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    Caravan__Training__V1__ListRetentionsResponse *message;
    Caravan__Training__V1__Retention *rows;
    struct cv_status status = CV_STATUS_OK;
    struct cv_books books;

    cv_books_open(&books, unit->op.scope, tx);
    message = cv_arena_alloc(books.arena, sizeof(*message));
    rows = cv_arena_array(books.arena, RETENTION_CLASSES, sizeof(*rows));
    if (message == NULL || rows == NULL)
        return CV_STATUS_OK;
    caravan__training__v1__list_retentions_response__init(message);
    message->retentions =
        cv_arena_array(books.arena, RETENTION_CLASSES, sizeof(*message->retentions));
    for (int i = 0; message->retentions != NULL && cv_ok(status) && i < RETENTION_CLASSES; i++) {
        int64_t days;

        status = retention_days(&books, (enum retention_class)(i + 1), &days);
        caravan__training__v1__retention__init(&rows[i]);
        rows[i].class_ = (Caravan__Training__V1__RetentionClass)(i + 1);
        rows[i].days = (int32_t)days;
        message->retentions[message->n_retentions++] = &rows[i];
    }
    *reply = (ProtobufCMessage *)message;
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__ListRetentionsRequest *request)
{
    struct state *state = memory;

    (void)request;
    cv_unit_read(&state->unit, call, training_store(call), work);
}

const struct caravan_training_v1_learning_list_retentions_method list_retentions = {
    handle, sizeof(struct state)};
