/* The load plan in the store, and what came of each load in it. */
#ifndef LOGISTICS_LOAD_STORE_H
#define LOGISTICS_LOAD_STORE_H

#include "box/box_store.h"
#include "load_plan/room_store.h"
#include "trip/trip_store.h"

/* As BoxLoadState in load.proto. */
enum box_load_state {
    LOAD_PLANNED = 1,
    LOAD_SEEN,
    LOAD_ADOPTED,
    LOAD_LEFT,
};

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
    int64_t state;
    const char *reason;    /* why it was adopted or left; "": neither */
    const char *anomaly;   /* what was wrong when it was adopted; "": nothing */
    int64_t loaded_us;     /* 0: not yet */
    int64_t discharged_us; /* 0: not yet */
    int64_t discharged_at; /* a point; -1: none of the trip */
    int64_t booked_grams;
    int64_t recorded_us;
    const char *discrepancy; /* of those listed; "": none */
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
/* FAILED_PRECONDITION: ALREADY_LOADED, ALREADY_LEFT, STILL_BOOKED. */
struct cv_status load_delete(struct cv_books *books, const struct trip_ref *trip,
                             const struct load *load, const struct box *box);
/* In the plan and not left behind: it holds its places. */
bool load_stands(const struct load *load);
/* A seen load becomes one of the plan, with slot, origin, destination and reason as they are in the
 * struct ("" and 0: as was seen); sets points and anomaly. FAILED_PRECONDITION: TRIP_ENDED,
 * NOT_SEEN, ALREADY_PLANNED. */
struct cv_status load_adopt(struct cv_books *books, const struct trip_ref *trip,
                            const struct box *box, struct load *load);
/* It stays where it is, for the reason in the struct. FAILED_PRECONDITION: TRIP_ENDED, NOT_PLANNED,
 * ALREADY_LEFT, ALREADY_LOADED. */
struct cv_status load_leave(struct cv_books *books, const struct trip_ref *trip,
                            const struct box *box, struct load *load);
/* The id of the place of the trip's point. */
struct cv_status load_place(struct cv_books *books, struct cv_uuid trip, int64_t point,
                            const char **place);
/* What was adopted of the box is more than its wagon has room for. */
struct cv_status load_overfull(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box);
struct cv_status load_list(struct cv_books *books, const struct trip_ref *trip,
                           struct cv_listed *listed);

/* Sets the discrepancy of loads of this trip. */
struct cv_status load_reconcile(struct cv_books *books, const struct trip_ref *trip,
                                struct load *rows, size_t count);

/* All loads of a box on all trips, by the point they begin at. */
struct cv_status load_of_box(struct cv_books *books, const struct box *box, struct load **rows,
                             size_t *count);
/* Does a load of this box on the trip stand; were all that do adopted? */
struct cv_status load_standing(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box,
                               bool *stands, bool *adopted);
/* What came of it. */
struct cv_status load_follow(struct cv_books *books, const struct load *load);

/* Is another box on board in this place of the wagon? */
struct cv_status load_slot_occupied(struct cv_books *books, struct cv_uuid trip, const char *wagon,
                                    int64_t slot, struct cv_uuid but_box, bool *occupied);

/* FAILED_PRECONDITION, TRIP_ENDED. */
struct cv_status load_trip_open(struct cv_books *books, const struct trip_ref *trip);

#endif
