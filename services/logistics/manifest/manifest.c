#include "manifest/manifest.h"

#include "bag/leaving.h"
#include "base/arena.h"
#include "manifest/unloading_store.h"
#include "prefecture/prefecture.h"
#include "service/audit.h"

#define VEHICLE_MAX 40

void manifest_read(struct cv_check *check, const char *hub,
                   const Caravan__Logistics__V1__Manifest *message, struct manifest *manifest)
{
    manifest->vehicle = message->vehicle;
    manifest->prefecture =
        hub_child_id(check, "manifest.prefecture", message->prefecture, PREFECTURE_NAME, hub);
    cv_check_text(check, "manifest.vehicle", message->vehicle, VEHICLE_MAX, false);
}

Caravan__Logistics__V1__Manifest *manifest_wire(struct cv_arena *arena, const char *hub,
                                                const struct manifest *manifest)
{
    Caravan__Logistics__V1__Manifest *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__manifest__init(message);
    message->name = hub_child_name(arena, hub, "manifests", manifest->id);
    message->prefecture = hub_child_name(arena, hub, "prefectures", manifest->prefecture);
    message->vehicle = cv_wire_text(manifest->vehicle);
    message->state = (Caravan__Logistics__V1__LoadState)manifest->load.state;
    message->bag_count = manifest->bags;
    message->parcel_count = manifest->parcels;
    message->closing = load_closing_wire(arena, &manifest->load);
    message->create_time = cv_wire_time(arena, manifest->load.reached_us[LOAD_OPEN]);
    message->close_time = load_time_wire(arena, &manifest->load, LOAD_CLOSED);
    message->dispatch_time = load_time_wire(arena, &manifest->load, LOAD_DISPATCHED);
    message->arrive_time = load_time_wire(arena, &manifest->load, LOAD_ARRIVED);
    message->open_time = load_time_wire(arena, &manifest->load, LOAD_OPENED);
    return message;
}

static char **bag_names(struct cv_arena *arena, const char *hub, const struct bag_ids *bags)
{
    char **names = cv_arena_array(arena, bags->count + 1, sizeof(char *));

    for (size_t i = 0; names != NULL && i < bags->count; i++)
        names[i] = hub_child_name(arena, hub, "bags", bags->ids[i]);
    return names;
}

struct cv_status manifest_tell_unloading(struct cv_books *books, const char *hub, int64_t hub_no,
                                         const struct manifest *manifest,
                                         Caravan__Logistics__V1__Manifest *message)
{
    struct bag_ids missing = {0};
    struct bag_ids surplus = {0};
    struct cv_status status = CV_STATUS_OK;

    if (message == NULL || manifest->load.state < LOAD_ARRIVED)
        return status;
    status = unloading_missing(books, hub_no, manifest->no, &missing);
    if (cv_ok(status))
        status = unloading_surplus(books, hub_no, manifest->no, &surplus);
    if (!cv_ok(status))
        return status;
    message->missing_bags = bag_names(books->arena, hub, &missing);
    message->surplus_bags = bag_names(books->arena, hub, &surplus);
    if (message->missing_bags != NULL && message->surplus_bags != NULL) {
        message->n_missing_bags = missing.count;
        message->n_surplus_bags = surplus.count;
    }
    return status;
}

/* The last moment to find a parcel on the wrong truck. */
static struct cv_status check_missorts(struct cv_books *books, int64_t hub_no,
                                       const struct manifest *manifest)
{
    int64_t missorts;
    struct cv_status status = bag_missorts_all(books, hub_no, manifest->no, &missorts);

    return cv_ok(status) ? bag_missort_check(books->arena, "manifest", manifest->id, missorts)
                         : status;
}

struct cv_status manifest_step_take(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                                    enum load_state to, struct manifest *manifest)
{
    struct cv_status status = manifest_get(books, hub_no, unit->ids[1].text, manifest);

    if (cv_ok(status))
        cv_audit_before(books, manifest_wire(books->arena, unit->ids[0].text, manifest));
    if (cv_ok(status))
        status = load_move_check(books->arena, LOAD_MANIFEST, manifest->id, &manifest->load, to);
    if (cv_ok(status) && to == LOAD_DISPATCHED)
        status = check_missorts(books, hub_no, manifest);
    return cv_ok(status) ? manifest_advance(books, hub_no, manifest, to) : status;
}

static struct cv_status step(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct manifest_step *self = CV_CONTAINER_OF(unit, struct manifest_step, unit);
    Caravan__Logistics__V1__Manifest *message;
    struct manifest manifest;
    struct cv_status status = manifest_step_take(unit, books, hub_no, self->to, &manifest);

    /* Bags that have arrived are opened one by one. */
    if (cv_ok(status) && self->to != LOAD_OPENED)
        status = bag_advance_all(books, hub_no, manifest.no, self->to);
    if (cv_ok(status) && self->to == LOAD_DISPATCHED)
        status = leaving_tell(books, unit->ids[0].text, 0, manifest.no);
    if (!cv_ok(status))
        return status;
    message = manifest_wire(books->arena, unit->ids[0].text, &manifest);
    *reply = (ProtobufCMessage *)message;
    return manifest_tell_unloading(books, unit->ids[0].text, hub_no, &manifest, message);
}

void manifest_step_run(struct manifest_step *self, struct cv_call *call, const char *name,
                       const char *request_id, enum load_state to)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    self->to = to;
    cv_check_name(&check, "name", name, MANIFEST_NAME, self->unit.ids);
    hub_unit_write(&self->unit, call, &check, request_id, step);
}

struct cv_status manifest_bag_find(const struct manifest_bag *self, struct cv_books *books,
                                   int64_t hub_no, struct manifest *manifest, struct bag *bag)
{
    struct cv_status status = manifest_get(books, hub_no, self->unit.ids[1].text, manifest);

    if (cv_ok(status))
        cv_audit_before(books, manifest_wire(books->arena, self->unit.ids[0].text, manifest));
    if (cv_ok(status))
        status = load_move_check(books->arena, LOAD_MANIFEST, manifest->id, &manifest->load,
                                 LOAD_CLOSED);
    return cv_ok(status) ? bag_get(books, hub_no, self->bag, "bag", bag) : status;
}

void manifest_bag_run(struct manifest_bag *self, struct cv_call *call, const char *name,
                      const char *bag, const char *request_id, hub_work *work)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    cv_check_name(&check, "name", name, MANIFEST_NAME, self->unit.ids);
    self->bag = hub_child_id(&check, "bag", bag, BAG_NAME, self->unit.ids[0].text);
    hub_unit_write(&self->unit, call, &check, request_id, work);
}
