/* The alerts of a trip from the store, and their form on the wire. */
#ifndef LOGISTICS_TRIP_TRIP_ALERT_H
#define LOGISTICS_TRIP_TRIP_ALERT_H

#include "caravan/logistics/v1/trip_event.pb-c.h"
#include "trip/alert.h"
#include "trip/trip_store.h"

/* All alerts of a trip. The rows are in books->arena. */
struct cv_status trip_alerts_load(struct cv_books *books, struct cv_uuid trip,
                                  struct trip_alert **alerts, size_t *count);

/* As it stood after the event of this sequence. NULL when the arena is full. */
Caravan__Logistics__V1__TripAlert *trip_alert_wire(struct cv_arena *arena, const struct trip *trip,
                                                   const struct trip_alert *alert, int64_t seq);

#endif
