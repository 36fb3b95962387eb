#include "bag/bagging.h"

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__UnbagParcelRequest *request)
{
    bagging_run(memory, call, request->name, request->carrier, request->number, request->request_id,
                STEP_UNBAGGED);
}

const struct caravan_logistics_v1_hubs_unbag_parcel_method unbag_parcel = {handle,
                                                                           sizeof(struct bagging)};
