#include "bag/bag.h"

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    struct bag bag;
    struct cv_status status = bag_get(books, hub_no, unit->ids[1].text, NULL, &bag);

    if (cv_ok(status))
        *reply = (ProtobufCMessage *)bag_wire(books->arena, unit->ids[0].text, &bag);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__GetBagRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct hub_unit *unit = memory;

    cv_check_name(&check, "name", request->name, BAG_NAME, unit->ids);
    hub_unit_read(unit, call, &check, work);
}

const struct caravan_logistics_v1_hubs_get_bag_method get_bag = {handle, sizeof(struct hub_unit)};
