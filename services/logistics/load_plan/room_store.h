/* What may still be taken of a wagon on a leg, and of a box on a trip: the limits themselves.
 *
 * A taking succeeds or is refused in one UPDATE, inside the transaction of what is taken, so no
 * number of callers at once can pass a limit, and no sum is ever needed to keep it. */
#ifndef LOGISTICS_ROOM_STORE_H
#define LOGISTICS_ROOM_STORE_H

#include "service/books_store.h"

struct box_room {
    int64_t limit_grams;
    int64_t used_grams;
    int64_t minor;
    int64_t packages;
    bool loaded; /* has been on board of the trip */
    bool landed; /* is where the trip was to take it */
};

/* Unless it is there already. */
struct cv_status room_open_wagon(struct cv_books *books, struct cv_uuid trip, const char *wagon,
                                 int64_t leg, int64_t limit_grams, int64_t limit_slots);
struct cv_status room_open_box(struct cv_books *books, struct cv_uuid trip, struct cv_uuid corridor,
                               struct cv_uuid box, int64_t limit_grams);

/* Negative amounts give back. FAILED_PRECONDITION: WAGON_FULL. */
struct cv_status room_take_wagon(struct cv_books *books, struct cv_uuid trip, const char *wagon,
                                 int64_t leg, int64_t grams, int64_t slots);
/* The same of a box that is on it: beyond the limits, too, and *excess is then set. */
struct cv_status room_force_wagon(struct cv_books *books, struct cv_uuid trip, const char *wagon,
                                  int64_t leg, int64_t grams, int64_t slots, bool *excess);
/* From the box, and from each wagon it is planned on, on each leg; with `excess` as by
 * room_force_wagon(). FAILED_PRECONDITION: NOT_PLANNED, BOX_FULL, WAGON_FULL. */
struct cv_status room_take_box(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box,
                               int64_t grams, int64_t minor, int64_t packages, bool *excess);

/* *found: it is planned on this trip, or was on board of it. */
struct cv_status room_get_box(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box,
                              struct box_room *room, bool *found);
struct cv_status room_set_box(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box,
                              bool loaded, bool landed);

#endif
