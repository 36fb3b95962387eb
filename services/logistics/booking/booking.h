/* The rules for a booking's fields, and its form on the wire. */
#ifndef LOGISTICS_BOOKING_H
#define LOGISTICS_BOOKING_H

#include "booking/booking_store.h"
#include "caravan/logistics/v1/booking.pb-c.h"
#include "service/field.h"
#include "trip/trip.h"

#define BOOKING_NAME TRIP_NAME "/bookings/@"

/* Texts are borrowed from the request or in the arena. */
void booking_read(struct cv_check *check, const Caravan__Logistics__V1__Booking *message,
                  struct booking *booking);
/* `trip`: the ids of corridor and trip. NULL when the arena is full. */
Caravan__Logistics__V1__Booking *booking_wire(struct cv_arena *arena, const struct cv_id trip[2],
                                              const struct booking *booking);

#endif
