/* The load plan in the store, and what came of each load in it. */
#ifndef LOGISTICS_LOAD_STORE_H
#define LOGISTICS_LOAD_STORE_H

#include "box/box_store.h"
#include "load_plan/room_store.h"
#include "trip/trip_store.h"

struct load {
    struct cv_uuid uid;
    const char *id;
    struct cv_uuid trip_uid;
    struct cv_uuid box_uid;
    const char *box; /* the id */
    const char *wagon;
    int64_t slot;
    const char *origin; /* places, by id */
    const char *destination;
    int64_t from_point;
    int64_t to_point;
    bool planned;
    int64_t loaded_us;     /* 0: not yet */
    int64_t discharged_us; /* 0: not yet */
    int64_t discharged_at; /* a point; -1: none of the trip */
    int64_t booked_grams;
    int64_t recorded_us;
};

/* A load of the plan, with its places on the wagon. Sets uid, points and recorded_us.
 * FAILED_PRECONDITION: TRIP_ENDED, WAGON_REFUSED, SLOT_TAKEN, ALREADY_PLANNED, WAGON_FULL. */
struct cv_status load_insert(struct cv_books *books, const struct trip_ref *trip,
                             const struct box *box, struct load *load);
/* A load that nobody planned. */
struct cv_status load_insert_seen(struct cv_books *books, const struct trip_ref *trip,
                                  const struct box *box, struct load *load);
struct cv_status load_get(struct cv_books *books, const struct trip_ref *trip, const char *id,
                          struct load *load);
/* FAILED_PRECONDITION: ALREADY_LOADED, STILL_BOOKED. */
struct cv_status load_delete(struct cv_books *books, const struct trip_ref *trip,
                             const struct load *load, const struct box *box);
struct cv_status load_list(struct cv_books *books, const struct trip_ref *trip,
                           struct cv_listed *listed);

/* All loads of a box on all trips, by the point they begin at. */
struct cv_status load_of_box(struct cv_books *books, const struct box *box, struct load **rows,
                             size_t *count);
/* What came of it. */
struct cv_status load_follow(struct cv_books *books, const struct load *load);

/* Is another box on board in this place of the wagon? */
struct cv_status load_slot_occupied(struct cv_books *books, struct cv_uuid trip, const char *wagon,
                                    int64_t slot, struct cv_uuid but_box, bool *occupied);

/* FAILED_PRECONDITION, TRIP_ENDED. */
struct cv_status load_trip_open(struct cv_books *books, const struct trip_ref *trip);

#endif
