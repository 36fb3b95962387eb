/* A closed trip is an event for others (service/outbox.h): when it is closed, and whenever what is
 * known of it changes after that.
 *
 * Thread   Store threads, inside `work`. */
#ifndef LOGISTICS_CLOSED_TRIP_H
#define LOGISTICS_CLOSED_TRIP_H

#include "closed_trip/closed_trip_store.h"

/* The trip is closed: tell it, unless it was told so already. */
struct cv_status closed_trip_tell(struct cv_books *books, struct cv_uuid corridor,
                                  struct cv_uuid trip);
/* What is known of a consignment has changed: tell all closed trips that it is booked on. */
struct cv_status closed_trips_tell(struct cv_books *books, struct cv_uuid corridor,
                                   struct cv_uuid consignment);

#endif
