#include "corridors.h"

struct cv_status corridors_serve(struct cv_server *server, struct logistics *service)
{
    const struct caravan_logistics_v1_corridors_handlers handlers = {};

    return caravan_logistics_v1_corridors_serve(server, &handlers, service);
}
