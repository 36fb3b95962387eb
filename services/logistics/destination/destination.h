/* The rules for a destination's fields, and its form on the wire. */
#ifndef LOGISTICS_DESTINATION_H
#define LOGISTICS_DESTINATION_H

#include "destination/destination_store.h"
#include "prefecture/prefecture.h"

/* `field`: of the message in the request, "destinations[7]"; `hub`: its id. Texts are borrowed, or
 * in the check's arena. */
void destination_read(struct cv_check *check, const char *field, const char *hub,
                      const Caravan__Logistics__V1__Destination *message,
                      struct destination *destination);
Caravan__Logistics__V1__Destination *destination_wire(struct cv_arena *arena, const char *hub,
                                                      const struct destination *destination);

#endif
