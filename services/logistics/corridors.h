/* The Corridors service: a rail-road goods corridor. Each method is one file, verb_noun.c in the
 * folder of its noun. */
#ifndef LOGISTICS_CORRIDORS_H
#define LOGISTICS_CORRIDORS_H

#include "caravan/logistics/v1/corridors.caravan.h"
#include "logistics.h"

/* Register the service. `service` is borrowed for the life of the server. */
struct cv_status corridors_serve(struct cv_server *server, struct logistics *service);

#endif
