#include "bag/bag.h"

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ArriveBagRequest *request)
{
    bag_step_run(memory, call, request->name, request->request_id, LOAD_ARRIVED);
}

const struct caravan_logistics_v1_hubs_arrive_bag_method arrive_bag = {handle,
                                                                       sizeof(struct bag_step)};
