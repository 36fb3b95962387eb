/* The rules for a trip event's fields, and its form on the wire. */
#ifndef LOGISTICS_TRIP_EVENT_H
#define LOGISTICS_TRIP_EVENT_H

#include "caravan/logistics/v1/trip_event.pb-c.h"
#include "trip/trip.h"

/* Check an observation and take it. Texts are borrowed from the message. */
void trip_event_read(struct cv_check *check, const Caravan__Logistics__V1__TripEvent *message,
                     struct trip_event *event);

/* What two kinds of request have in common: hold and wagon belong to some kinds of event, and are
 * required there. */
void trip_event_check_parts(struct cv_check *check, struct trip_event *event);

/* The same news: everything but when it was sent. */
bool trip_event_same(const struct trip_event *a, const struct trip_event *b);

/* The place of its point is looked up in `trip`. NULL when the arena is full. */
Caravan__Logistics__V1__TripEvent *trip_event_wire(struct cv_arena *arena, const struct trip *trip,
                                                   const struct trip_event *event);

/* A wagon's number as it is always written, in the arena; "" after a failure. */
const char *trip_wagon_number(struct cv_check *check, const char *field, const char *number,
                              int64_t numbering);

#endif
