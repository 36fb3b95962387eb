#include "bag/bag.h"
#include "chute/chute.h"
#include "service/audit.h"

struct state {
    struct hub_unit unit;
    const char *bag;
};

/* Both are free for each other. */
static struct cv_status check_free(struct cv_arena *arena, const struct chute *chute,
                                   const struct bag *bag)
{
    if (bag->load.state != LOAD_OPEN)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "BAG_NOT_OPEN",
                           "bag %s is closed: hang an open one", bag->id);
    if (chute->bag[0] != '\0')
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "CHUTE_LINKED",
                           "bag %s hangs at chute %s: take it off first", chute->bag, chute->id);
    if (bag->chute[0] != '\0')
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "BAG_LINKED",
                           "bag %s hangs at chute %s: take it off first", bag->id, bag->chute);
    return CV_STATUS_OK;
}

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct chute chute;
    struct bag bag;
    struct cv_status status = chute_get(books, hub_no, unit->ids[1].text, &chute);

    if (cv_ok(status))
        cv_audit_before(books, chute_wire(books->arena, unit->ids[0].text, &chute));
    if (cv_ok(status))
        status = bag_get(books, hub_no, state->bag, "bag", &bag);
    if (cv_ok(status))
        status = check_free(books->arena, &chute, &bag);
    if (cv_ok(status))
        status = bag_hang(books, hub_no, bag.no, chute.no);
    if (!cv_ok(status))
        return status;
    chute.bag = bag.id;
    *reply = (ProtobufCMessage *)chute_wire(books->arena, unit->ids[0].text, &chute);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__LinkChuteRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, CHUTE_NAME, state->unit.ids);
    state->bag = hub_child_id(&check, "bag", request->bag, BAG_NAME, state->unit.ids[0].text);
    hub_unit_write(&state->unit, call, &check, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_link_chute_method link_chute = {handle,
                                                                       sizeof(struct state)};
