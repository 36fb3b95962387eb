#include "bag/bag.h"
#include "chute/chute.h"
#include "service/audit.h"

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    struct chute chute;
    struct bag_ref bag;
    struct cv_status status = chute_get(books, hub_no, unit->ids[1].text, &chute);

    if (cv_ok(status))
        cv_audit_before(books, chute_wire(books->arena, unit->ids[0].text, &chute));
    if (cv_ok(status) && chute.bag[0] == '\0')
        status = cv_status_f(books->arena, CV_FAILED_PRECONDITION, "CHUTE_NOT_LINKED",
                             "no bag hangs at chute %s", chute.id);
    if (cv_ok(status))
        status = bag_find(books, hub_no, chute.bag, &bag);
    if (cv_ok(status))
        status = bag_hang(books, hub_no, bag.no, 0);
    if (!cv_ok(status))
        return status;
    chute.bag = "";
    *reply = (ProtobufCMessage *)chute_wire(books->arena, unit->ids[0].text, &chute);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__UnlinkChuteRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct hub_unit *unit = memory;

    cv_check_name(&check, "name", request->name, CHUTE_NAME, unit->ids);
    hub_unit_write(unit, call, &check, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_unlink_chute_method unlink_chute = {handle,
                                                                           sizeof(struct hub_unit)};
