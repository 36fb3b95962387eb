#include "bag/bag.h"

#include "prefecture/prefecture.h"
#include "service/audit.h"

#include <inttypes.h>

void bag_read(struct cv_check *check, const char *hub, const Caravan__Logistics__V1__Bag *message,
              struct bag *bag)
{
    bag->chute = "";
    bag->manifest = "";
    bag->prefecture =
        hub_child_id(check, "bag.prefecture", message->prefecture, PREFECTURE_NAME, hub);
}

Caravan__Logistics__V1__Bag *bag_wire(struct cv_arena *arena, const char *hub,
                                      const struct bag *bag)
{
    Caravan__Logistics__V1__Bag *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__bag__init(message);
    message->name = hub_child_name(arena, hub, "bags", bag->id);
    message->prefecture = hub_child_name(arena, hub, "prefectures", bag->prefecture);
    message->state = (Caravan__Logistics__V1__LoadState)bag->load.state;
    message->chute = hub_child_name(arena, hub, "chutes", bag->chute);
    message->manifest = hub_child_name(arena, hub, "manifests", bag->manifest);
    message->parcel_count = bag->parcels;
    message->missort_count = bag->missorts;
    message->grams = bag->grams;
    message->inferred_removal_count = bag->removals;
    message->closing = load_closing_wire(arena, &bag->load);
    message->create_time = cv_wire_time(arena, bag->load.reached_us[LOAD_OPEN]);
    message->close_time = load_time_wire(arena, &bag->load, LOAD_CLOSED);
    message->dispatch_time = load_time_wire(arena, &bag->load, LOAD_DISPATCHED);
    message->arrive_time = load_time_wire(arena, &bag->load, LOAD_ARRIVED);
    message->open_time = load_time_wire(arena, &bag->load, LOAD_OPENED);
    return message;
}

struct cv_status bag_missort_check(struct cv_arena *arena, const char *what, const char *id,
                                   int64_t missorts)
{
    if (missorts == 0)
        return CV_STATUS_OK;
    return cv_status_f(arena, CV_FAILED_PRECONDITION, "MISSORT_IN_BAG",
                       "%s %s holds %" PRId64 " parcels for another prefecture: take them out and "
                       "scan them into another bag",
                       what, id, missorts);
}

static struct cv_status step(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct bag_step *self = CV_CONTAINER_OF(unit, struct bag_step, unit);
    struct bag bag;
    struct cv_status status = bag_get(books, hub_no, unit->ids[1].text, NULL, &bag);

    if (cv_ok(status))
        cv_audit_before(books, bag_wire(books->arena, unit->ids[0].text, &bag));
    if (cv_ok(status))
        status = load_move_check(books->arena, LOAD_BAG, bag.id, &bag.load, self->to);
    if (cv_ok(status))
        status = bag_advance(books, hub_no, &bag, self->to);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)bag_wire(books->arena, unit->ids[0].text, &bag);
    return status;
}

void bag_step_run(struct bag_step *self, struct cv_call *call, const char *name,
                  const char *request_id, enum load_state to)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    self->to = to;
    cv_check_name(&check, "name", name, BAG_NAME, self->unit.ids);
    hub_unit_write(&self->unit, call, &check, request_id, step);
}
