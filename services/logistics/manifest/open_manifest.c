#include "manifest/manifest.h"

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__OpenManifestRequest *request)
{
    manifest_step_run(memory, call, request->name, request->request_id, LOAD_OPENED);
}

const struct caravan_logistics_v1_hubs_open_manifest_method open_manifest = {
    handle, sizeof(struct manifest_step)};
