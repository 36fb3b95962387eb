#include "sales.h"

struct cv_status sales_serve(struct cv_server *server, struct logistics *service)
{
    const struct caravan_logistics_v1_sales_handlers handlers = {};

    return caravan_logistics_v1_sales_serve(server, &handlers, service);
}
