#include "app/unit.h"
#include "corridor/corridor.h"
#include "corridors.h"

struct state {
    struct cv_unit unit;
    const Caravan__Logistics__V1__Corridor *asked;
    struct cv_id id;
    uint32_t mask;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_check check = cv_check_begin(unit->op.scope->arena);
    struct corridor corridor;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = corridor_get(&books, state->id.text, &corridor);
    if (cv_ok(status))
        status = cv_field_etag_match(books.arena, state->asked->etag, corridor.version);
    if (!cv_ok(status))
        return status;
    corridor_read(&check, state->asked, state->mask, &corridor);
    corridor_check(&check, &corridor);
    if (!cv_check_fine(&check))
        return check.status;
    status = corridor_replace(&books, &corridor);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)corridor_wire(books.arena, &corridor);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__UpdateCorridorRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->asked = request->corridor;
    if (state->asked == NULL) {
        cv_check_fail(&check, "corridor", "corridor is required");
    } else {
        cv_check_name(&check, "corridor.name", state->asked->name, CORRIDOR_NAME, &state->id);
        cv_field_etag_given(&check, "corridor.etag", state->asked->etag);
        state->mask = corridor_mask(&check, request->update_mask);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_update_corridor_method update_corridor = {
    handle, sizeof(struct state)};
