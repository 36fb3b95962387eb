/* What an audit of trips asks of the store. */
#ifndef LOGISTICS_TRIP_AUDIT_STORE_H
#define LOGISTICS_TRIP_AUDIT_STORE_H

#include "trip/trip_store.h"

struct trip_place {
    const char *org;
    const char *corridor;
    const char *trip;
};

/* All trips of all organisations, in the arena. */
struct cv_status trip_places(struct cv_tx *tx, struct cv_arena *arena, struct trip_place **places,
                             size_t *count);

/* Wagons of an open trip that are not on duty there, or on duty for one that has ended. */
struct cv_status trip_off_duty(struct cv_books *books, const struct trip *trip, int64_t *wagons);

#endif
