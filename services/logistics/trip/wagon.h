/* The rules for a wagon's fields. */
#ifndef LOGISTICS_TRIP_WAGON_H
#define LOGISTICS_TRIP_WAGON_H

#include "caravan/logistics/v1/trip.pb-c.h"
#include "trip/trip.h"

/* Check the consist of a request and take it into `trip`. Texts are in the arena or borrowed. */
void trip_wagons_read(struct cv_check *check, Caravan__Logistics__V1__Wagon *const *wagons,
                      size_t count, struct trip *trip);

#endif
