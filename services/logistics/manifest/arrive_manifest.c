#include "manifest/manifest.h"

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ArriveManifestRequest *request)
{
    manifest_step_run(memory, call, request->name, request->request_id, LOAD_ARRIVED);
}

const struct caravan_logistics_v1_hubs_arrive_manifest_method arrive_manifest = {
    handle, sizeof(struct manifest_step)};
