/* The consist of a trip, and which wagon runs in which open trip. */
#ifndef LOGISTICS_TRIP_WAGON_STORE_H
#define LOGISTICS_TRIP_WAGON_STORE_H

#include "trip/trip_store.h"

struct trip_wagon_ref {
    int64_t limit_grams;
    int64_t slots;
    bool refused; /* at a hand-over */
};

/* A wagon of the consist, by its number as it is written there. NOT_FOUND names it, and `field` if
 * that is not NULL. */
struct cv_status trip_wagon_find(struct cv_books *books, struct cv_uuid trip, const char *number,
                                 const char *field, struct trip_wagon_ref *wagon);

struct cv_status trip_wagons_load(struct cv_books *books, struct trip *trip);

/* Make trip->wagons the consist, and put them on duty. FAILED_PRECONDITION: WAGON_ON_OTHER_TRIP. */
struct cv_status trip_wagons_replace(struct cv_books *books, const struct trip *trip);

/* Note in the consist which wagons were refused. */
struct cv_status trip_wagons_refuse(struct cv_books *books, const struct trip *trip);

/* The trip has ended: others may have its wagons. */
struct cv_status trip_wagons_release(struct cv_books *books, struct cv_uuid trip);

#endif
