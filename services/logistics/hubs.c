#include "hubs.h"

struct cv_status hubs_serve(struct cv_server *server, struct logistics *service)
{
    const struct caravan_logistics_v1_hubs_handlers handlers = {};

    return caravan_logistics_v1_hubs_serve(server, &handlers, service);
}
