#include "app/unit.h"
#include "hub/hub.h"
#include "hubs.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_status status;
    struct cv_books books;
    struct hub hub;

    cv_books_open(&books, unit->op.scope, tx);
    status = hub_get(&books, state->id.text, &hub);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)hub_wire(books.arena, &hub);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__GetHubRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, HUB_NAME, &state->id);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_hubs_get_hub_method get_hub = {handle, sizeof(struct state)};
