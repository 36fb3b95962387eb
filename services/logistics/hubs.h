/* The Hubs service: parcel sorting hubs. Each method is one file, verb_noun.c in the folder of its
 * noun. */
#ifndef LOGISTICS_HUBS_H
#define LOGISTICS_HUBS_H

#include "caravan/logistics/v1/hubs.caravan.h"
#include "logistics.h"

/* Register the service. `service` is borrowed for the life of the server. */
struct cv_status hubs_serve(struct cv_server *server, struct logistics *service);

#endif
