/* The rules for a trip's fields, and its form on the wire. */
#ifndef LOGISTICS_TRIP_H
#define LOGISTICS_TRIP_H

#include "caravan/logistics/v1/trip.pb-c.h"
#include "corridor/corridor_store.h"
#include "service/field.h"
#include "trip/trip_store.h"

#define TRIP_NAME "corridors/@/trips/@"

/* A required instant from 1970 to 2199, so that whatever is reckoned from it is an instant, too. */
int64_t trip_time_read(struct cv_check *check, const char *field,
                       const Google__Protobuf__Timestamp *message);

/* Check a new trip and take it into `trip`; without legs its points are left to trip_expand(), and
 * *departure_us says when it is to leave. Texts are borrowed from the request, or in the arena. */
void trip_read(struct cv_check *check, const Caravan__Logistics__V1__Trip *message,
               struct trip *trip, int64_t *departure_us);

/* The points of these legs, of position `first` and following; 0 with no legs or after a failure.
 * `field` is the path of the legs. */
size_t trip_legs_read(struct cv_check *check, const char *field,
                      Caravan__Logistics__V1__Leg *const *legs, size_t count, int64_t first,
                      struct trip_point **points);

/* The points of a trip through the corridor in its direction. False: the arena is full. */
bool trip_expand(struct cv_arena *arena, const struct corridor *corridor, int64_t departure_us,
                 struct trip *trip);

/* `corridor`: its id. NULL when the arena is full. */
Caravan__Logistics__V1__Trip *trip_wire(struct cv_arena *arena, const char *corridor,
                                        const struct trip *trip);

/* Not set for 0, none. */
Google__Protobuf__Timestamp *trip_time_wire(struct cv_arena *arena, int64_t us);

/* trip_parts.c: points, holds and wagons of the message. False: the arena is full. */
bool trip_parts_wire(struct cv_arena *arena, const struct trip *trip,
                     Caravan__Logistics__V1__Trip *message);

#endif
