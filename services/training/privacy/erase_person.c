#include "learning.h"
#include "person/person.h"
#include "privacy/erasure_store.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    Caravan__Training__V1__ErasePersonResponse *message;
    struct erasure erasure;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = erasure_find(&books, state->id.text, &erasure);
    if (cv_ok(status) && erasure.erased_us == 0)
        status = erasure_do(&books, unit->op.scope, state->id.text, &erasure);
    if (!cv_ok(status))
        return status;
    cv_tx_scrub(tx);
    message = cv_arena_alloc(books.arena, sizeof(*message));
    *reply = (ProtobufCMessage *)message;
    if (message == NULL)
        return CV_STATUS_OK;
    caravan__training__v1__erase_person_response__init(message);
    message->name = cv_arena_printf(books.arena, "persons/%s", state->id.text);
    message->erase_time = cv_wire_time(books.arena, erasure.erased_us);
    return CV_STATUS_OK;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__ErasePersonRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, PERSON_NAME, &state->id);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_erase_person_method erase_person = {handle,
                                                                              sizeof(struct state)};
