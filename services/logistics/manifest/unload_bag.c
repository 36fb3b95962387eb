#include "manifest/manifest.h"

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct manifest_bag *self = CV_CONTAINER_OF(unit, struct manifest_bag, unit);
    struct manifest manifest;
    struct bag bag;
    struct cv_status status = manifest_bag_find(self, books, hub_no, &manifest, &bag);

    if (cv_ok(status) && bag.manifest_no != manifest.no)
        status = cv_status_f(books->arena, CV_FAILED_PRECONDITION, "NOT_ON_MANIFEST",
                             "bag %s is not on manifest %s", bag.id, manifest.id);
    if (cv_ok(status))
        status = bag_put(books, hub_no, bag.no, 0);
    if (cv_ok(status))
        status = manifest_get(books, hub_no, manifest.id, &manifest);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)manifest_wire(books->arena, unit->ids[0].text, &manifest);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__UnloadBagRequest *request)
{
    manifest_bag_run(memory, call, request->name, request->bag, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_unload_bag_method unload_bag = {handle,
                                                                       sizeof(struct manifest_bag)};
