/* The rules for a load's fields, and its form on the wire. */
#ifndef LOGISTICS_LOAD_H
#define LOGISTICS_LOAD_H

#include "caravan/logistics/v1/load.pb-c.h"
#include "load_plan/load_store.h"
#include "service/field.h"
#include "trip/trip.h"

#define LOAD_NAME TRIP_NAME "/loads/@"

/* Texts are borrowed from the request or in the arena. */
void load_read(struct cv_check *check, const Caravan__Logistics__V1__Load *message,
               struct load *load);
/* `trip`: the ids of corridor and trip. NULL when the arena is full. */
Caravan__Logistics__V1__Load *load_wire(struct cv_arena *arena, const struct cv_id trip[2],
                                        const struct load *load);

#endif
