/* Bookings in the store: packages of a line in a box on a trip. Each takes from what is left of the
 * line, of the box and of each wagon that the box is planned on. */
#ifndef LOGISTICS_BOOKING_STORE_H
#define LOGISTICS_BOOKING_STORE_H

#include "consignment/consignment_store.h"
#include "load_plan/load_store.h"

struct booking {
    struct cv_uuid uid;
    const char *id;
    struct cv_uuid trip_uid;
    struct cv_uuid box_uid;
    const char *box; /* ids */
    const char *consignment;
    struct cv_uuid consignment_uid;
    int64_t line; /* from 1 */
    int64_t packages;
    int64_t grams;
    int64_t minor;
    const char *currency;
    bool cancelled;
    bool loaded, landed; /* of a new one: its box was, as in box_room */
    int64_t recorded_us;
};

/* Sets uid, mass, value, loaded, landed and recorded_us. NOT_FOUND for box and consignment;
 * FAILED_PRECONDITION as in booking.proto. */
struct cv_status booking_insert(struct cv_books *books, const struct trip_ref *trip,
                                struct booking *booking);
struct cv_status booking_get(struct cv_books *books, const struct trip_ref *trip, const char *id,
                             struct booking *booking);
/* FAILED_PRECONDITION: ALREADY_LOADED, ALREADY_CANCELLED. */
struct cv_status booking_cancel(struct cv_books *books, struct booking *booking);
struct cv_status booking_list(struct cv_books *books, const struct trip_ref *trip,
                              struct cv_listed *listed);

/* Those not cancelled. */
struct cv_status booking_of_box(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box,
                                struct booking **rows, size_t *count);
/* The same of one line of a consignment on all trips, as they were recorded; line 0: of all lines.
 */
struct cv_status booking_of_line(struct cv_books *books, struct cv_uuid consignment, int64_t line,
                                 struct booking **rows, size_t *count);
struct cv_status booking_weigh(struct cv_books *books, const struct booking *booking);

#endif
