#include "bag/bag.h"
#include "service/audit.h"

struct state {
    struct hub_unit unit;
    struct load_closing closing;
};

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct bag bag;
    struct cv_status status = bag_get(books, hub_no, unit->ids[1].text, NULL, &bag);

    if (cv_ok(status))
        cv_audit_before(books, bag_wire(books->arena, unit->ids[0].text, &bag));
    if (cv_ok(status))
        status = load_move_check(books->arena, LOAD_BAG, bag.id, &bag.load, LOAD_CLOSED);
    if (cv_ok(status))
        status = load_count_check(books->arena, &state->closing, bag.parcels);
    if (cv_ok(status))
        status = bag_close(books, hub_no, &bag, &state->closing);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)bag_wire(books->arena, unit->ids[0].text, &bag);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__CloseBagRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, BAG_NAME, state->unit.ids);
    load_closing_read(&check, request->closing, &state->closing);
    hub_unit_write(&state->unit, call, &check, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_close_bag_method close_bag = {handle, sizeof(struct state)};
