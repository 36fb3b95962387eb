#include "app/unit.h"
#include "corridors.h"
#include "place/place.h"

struct state {
    struct cv_unit unit;
    const Caravan__Logistics__V1__Place *asked;
    struct cv_id id;
    uint32_t mask;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_check check = cv_check_begin(unit->op.scope->arena);
    struct place place;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = place_get(&books, state->id.text, &place);
    if (cv_ok(status))
        status = cv_field_etag_match(books.arena, state->asked->etag, place.version);
    if (!cv_ok(status))
        return status;
    place_read(&check, state->asked, state->mask, &place);
    place_check(&check, &place);
    if (!cv_check_fine(&check))
        return check.status;
    status = place_replace(&books, &place);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)place_wire(books.arena, &place);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__UpdatePlaceRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->asked = request->place;
    if (state->asked == NULL) {
        cv_check_fail(&check, "place", "place is required");
    } else {
        cv_check_name(&check, "place.name", state->asked->name, PLACE_NAME, &state->id);
        cv_field_etag_given(&check, "place.etag", state->asked->etag);
        state->mask = place_mask(&check, request->update_mask);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_update_place_method update_place = {
    handle, sizeof(struct state)};
