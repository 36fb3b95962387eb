#include "app/unit.h"
#include "hubs.h"
#include "reader/reader.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[2]; /* hub, reader */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_status status;
    struct reader reader;
    struct cv_books books;
    struct hub_ref hub;

    cv_books_open(&books, unit->op.scope, tx);
    status = hub_find(&books, state->ids[0].text, &hub);
    if (cv_ok(status))
        status = reader_get(&books, hub.no, state->ids[1].text, &reader);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)reader_wire(books.arena, state->ids[0].text, &reader);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__GetReaderRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, READER_NAME, state->ids);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_hubs_get_reader_method get_reader = {handle,
                                                                       sizeof(struct state)};
