/* Trips in the store: the row, its points, its holds. Wagons and events have files of their own. */
#ifndef LOGISTICS_TRIP_STORE_H
#define LOGISTICS_TRIP_STORE_H

#include "service/books_store.h"
#include "trip/fold.h"

struct trip_wagon {
    const char *number;
    int64_t numbering; /* a WagonNumbering */
    const char *type;
    int64_t limit_grams;
    int64_t slots;
    bool refused;
};

struct trip {
    struct cv_uuid corridor_uid;
    struct cv_uuid uid;
    const char *id;
    const char *number;
    int64_t direction; /* a Direction */
    const char *project;
    int64_t path_version;
    int64_t last_seq;
    int64_t version;
    int64_t created_us;
    int64_t recorded_us;
    struct trip_state state;   /* with the way, unless listed */
    struct trip_point *points; /* by position; the dropped ones, too */
    size_t point_count;
    struct trip_wagon *wagons;
    size_t wagon_count;
};

/* Positions are given out once; twenty diversions of the longest way fit. */
#define TRIP_POSITION_MAX 999

/* ---- what others need of a trip ---- */

struct trip_ref {
    struct cv_uuid corridor_uid;
    struct cv_uuid uid;
    int64_t state; /* a TripState */
    int64_t direction;
    int64_t leg_count; /* of its way now */
};

/* NOT_FOUND names it, and `field` if that is not NULL. */
struct cv_status trip_find(struct cv_books *books, const char *corridor, const char *trip,
                           const char *field, struct trip_ref *ref);
/* The position of the point of its way at that place; -1: it does not call there. */
struct cv_status trip_position(struct cv_books *books, struct cv_uuid trip, struct cv_uuid place,
                               int64_t *position);

/* ---- whole ---- */

/* The trip of a corridor of this id, with points, holds and wagons. NOT_FOUND names it. */
struct cv_status trip_get(struct cv_books *books, const char *corridor, const char *id,
                          struct trip *trip);
/* Sets uid, version and times; `points` are those of the way. */
struct cv_status trip_insert(struct cv_books *books, struct trip *trip);
/* Without points, holds and wagons. */
struct cv_status trip_list(struct cv_books *books, struct cv_uuid corridor,
                           struct cv_listed *listed);

/* What is asked for of a trip; "": any. */
struct trip_traits {
    const char *number;
    const char *wagon;       /* its number, in the consist */
    const char *consignment; /* its id, booked on the trip */
};

/* As trip_list(), but the newest first. */
struct cv_status trip_search(struct cv_books *books, struct cv_uuid corridor,
                             const struct trip_traits *traits, struct cv_listed *listed);

/* The version after its own, with all that a fold may have changed, and new points. ABORTED when
 * its own is no longer the newest. */
struct cv_status trip_save(struct cv_books *books, struct trip *trip);

/* The points of the way, from all of them. False: the arena is full. */
bool trip_make_way(struct cv_arena *arena, struct trip *trip);

#define TRIP_STILL INT64_MAX /* last_path of a point that is on the way */

/* trip_points_store.c */
struct cv_status trip_points_load(struct cv_books *books, struct trip *trip);
struct cv_status trip_points_save(struct cv_books *books, struct trip *trip);
struct cv_status trip_holds_load(struct cv_books *books, struct trip *trip);
struct cv_status trip_holds_save(struct cv_books *books, const struct trip *trip);

#endif
