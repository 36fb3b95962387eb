#include "bag/bag.h"
#include "bag/leaving.h"
#include "service/audit.h"

static struct cv_status check_leaving(struct cv_books *books, int64_t hub_no, const struct bag *bag)
{
    int64_t missorts;
    struct cv_status status;

    if (bag->manifest_no != 0)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "ON_MANIFEST",
                           "bag %s leaves with manifest %s", bag->id, bag->manifest);
    status = bag_missorts(books, hub_no, bag->no, &missorts);
    return cv_ok(status) ? bag_missort_check(books->arena, "bag", bag->id, missorts) : status;
}

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    struct bag bag;
    struct cv_status status = bag_get(books, hub_no, unit->ids[1].text, NULL, &bag);

    if (cv_ok(status))
        cv_audit_before(books, bag_wire(books->arena, unit->ids[0].text, &bag));
    if (cv_ok(status))
        status = load_move_check(books->arena, LOAD_BAG, bag.id, &bag.load, LOAD_DISPATCHED);
    if (cv_ok(status))
        status = check_leaving(books, hub_no, &bag);
    if (cv_ok(status))
        status = bag_advance(books, hub_no, &bag, LOAD_DISPATCHED);
    if (cv_ok(status))
        status = leaving_tell(books, unit->ids[0].text, bag.no, 0);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)bag_wire(books->arena, unit->ids[0].text, &bag);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__DispatchBagRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct hub_unit *unit = memory;

    cv_check_name(&check, "name", request->name, BAG_NAME, unit->ids);
    hub_unit_write(unit, call, &check, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_dispatch_bag_method dispatch_bag = {handle,
                                                                           sizeof(struct hub_unit)};
