#include "bag/bag.h"

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__OpenBagRequest *request)
{
    bag_step_run(memory, call, request->name, request->request_id, LOAD_OPENED);
}

const struct caravan_logistics_v1_hubs_open_bag_method open_bag = {handle, sizeof(struct bag_step)};
