#include "chute/chute.h"

struct state {
    struct hub_unit unit;
    const Caravan__Logistics__V1__Chute *asked;
    uint32_t mask;
};

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_check check = cv_check_begin(books->arena);
    struct chute chute;
    struct cv_status status = chute_get(books, hub_no, unit->ids[1].text, &chute);

    if (cv_ok(status))
        status = cv_field_etag_match(books->arena, state->asked->etag, chute.version);
    if (!cv_ok(status))
        return status;
    chute_read(state->asked, state->mask, &chute);
    chute_check(&check, &chute);
    if (!cv_check_fine(&check))
        return check.status;
    status = chute_replace(books, hub_no, &chute);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)chute_wire(books->arena, unit->ids[0].text, &chute);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__UpdateChuteRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->asked = request->chute;
    if (state->asked == NULL) {
        cv_check_fail(&check, "chute", "chute is required");
    } else {
        cv_check_name(&check, "chute.name", state->asked->name, CHUTE_NAME, state->unit.ids);
        cv_field_etag_given(&check, "chute.etag", state->asked->etag);
        state->mask = chute_mask(&check, request->update_mask);
    }
    hub_unit_write(&state->unit, call, &check, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_update_chute_method update_chute = {handle,
                                                                           sizeof(struct state)};
