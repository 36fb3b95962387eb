#include "app/unit.h"
#include "corridors.h"
#include "place/place.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_status status;
    struct cv_books books;
    struct place place;

    cv_books_open(&books, unit->op.scope, tx);
    status = place_get(&books, state->id.text, &place);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)place_wire(books.arena, &place);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__GetPlaceRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, PLACE_NAME, &state->id);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_get_place_method get_place = {handle,
                                                                          sizeof(struct state)};
