/* The Sales service: what was sold. Each method is one file, verb_noun.c in the folder of its noun.
 */
#ifndef LOGISTICS_SALES_H
#define LOGISTICS_SALES_H

#include "caravan/logistics/v1/sales.caravan.h"
#include "logistics.h"

/* Register the service. `service` is borrowed for the life of the server. */
struct cv_status sales_serve(struct cv_server *server, struct logistics *service);

#endif
