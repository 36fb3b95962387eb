#include "app/unit.h"
#include "hub/hub.h"
#include "hubs.h"

struct state {
    struct cv_unit unit;
    const Caravan__Logistics__V1__Hub *asked;
    struct cv_id id;
    uint32_t mask;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_check check = cv_check_begin(unit->op.scope->arena);
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);
    struct hub hub;

    if (cv_ok(status))
        status = hub_get(&books, state->id.text, &hub);
    if (cv_ok(status))
        status = cv_field_etag_match(books.arena, state->asked->etag, hub.version);
    if (!cv_ok(status))
        return status;
    hub_read(state->asked, state->mask, &hub);
    hub_check(&check, &hub);
    if (!cv_check_fine(&check))
        return check.status;
    status = hub_replace(&books, &hub);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)hub_wire(books.arena, &hub);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__UpdateHubRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->asked = request->hub;
    if (state->asked == NULL) {
        cv_check_fail(&check, "hub", "hub is required");
    } else {
        cv_check_name(&check, "hub.name", state->asked->name, HUB_NAME, &state->id);
        cv_field_etag_given(&check, "hub.etag", state->asked->etag);
        state->mask = hub_mask(&check, request->update_mask);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_hubs_update_hub_method update_hub = {handle,
                                                                       sizeof(struct state)};
