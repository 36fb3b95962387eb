#include "manifest/manifest.h"

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__DispatchManifestRequest *request)
{
    manifest_step_run(memory, call, request->name, request->request_id, LOAD_DISPATCHED);
}

const struct caravan_logistics_v1_hubs_dispatch_manifest_method dispatch_manifest = {
    handle, sizeof(struct manifest_step)};
