/* What others are told of a closed trip, and what they were told last. */
#ifndef LOGISTICS_CLOSED_TRIP_STORE_H
#define LOGISTICS_CLOSED_TRIP_STORE_H

#include "service/books_store.h"

struct closed_trip_figures {
    int32_t left_on; /* by the clock there, as in reports of the corridor */
    int64_t packages;
    int64_t grams;
    int64_t boxes;
    int64_t units;
};

struct closed_trip {
    struct cv_uuid corridor_uid; /* given, both */
    struct cv_uuid uid;
    const char *corridor; /* ids */
    const char *id;
    int64_t direction;
    struct closed_trip_figures now;
};

struct cv_status closed_trip_is(struct cv_books *books, struct cv_uuid corridor,
                                struct cv_uuid trip, bool *closed);
struct cv_status closed_trip_get(struct cv_books *books, struct closed_trip *trip);
/* What was told last becomes what is true now; *news: it was not the same. */
struct cv_status closed_trip_told(struct cv_books *books, const struct closed_trip *trip,
                                  bool *news);

#endif
