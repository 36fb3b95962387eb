#include "manifest/manifest.h"

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    struct manifest manifest;
    struct cv_status status = manifest_get(books, hub_no, unit->ids[1].text, &manifest);

    if (cv_ok(status))
        *reply = (ProtobufCMessage *)manifest_wire(books->arena, unit->ids[0].text, &manifest);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__GetManifestRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct hub_unit *unit = memory;

    cv_check_name(&check, "name", request->name, MANIFEST_NAME, unit->ids);
    hub_unit_read(unit, call, &check, work);
}

const struct caravan_logistics_v1_hubs_get_manifest_method get_manifest = {handle,
                                                                           sizeof(struct hub_unit)};
