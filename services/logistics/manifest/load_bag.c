#include "manifest/manifest.h"

static struct cv_status check_fits(struct cv_arena *arena, const struct manifest *manifest,
                                   const struct bag *bag)
{
    if (bag->load.state != LOAD_CLOSED)
        return load_move_check(arena, LOAD_BAG, bag->id, &bag->load, LOAD_DISPATCHED);
    if (bag->manifest_no != 0)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "ON_MANIFEST",
                           "bag %s is on manifest %s: take it off there first", bag->id,
                           bag->manifest);
    if (bag->prefecture_no != manifest->prefecture_no)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "MISSORT_BAG",
                           "bag %s goes to prefecture %s, the truck to %s", bag->id,
                           bag->prefecture, manifest->prefecture);
    return CV_STATUS_OK;
}

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct manifest_bag *self = CV_CONTAINER_OF(unit, struct manifest_bag, unit);
    struct manifest manifest;
    struct bag bag;
    struct cv_status status = manifest_bag_find(self, books, hub_no, &manifest, &bag);

    if (cv_ok(status))
        status = check_fits(books->arena, &manifest, &bag);
    if (cv_ok(status))
        status = bag_put(books, hub_no, bag.no, manifest.no);
    if (cv_ok(status))
        status = manifest_get(books, hub_no, manifest.id, &manifest);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)manifest_wire(books->arena, unit->ids[0].text, &manifest);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__LoadBagRequest *request)
{
    manifest_bag_run(memory, call, request->name, request->bag, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_load_bag_method load_bag = {handle,
                                                                   sizeof(struct manifest_bag)};
