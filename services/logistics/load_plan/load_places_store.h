/* The places of a wagon that a load of the plan holds, on each of its legs. For load_store.c and
 * adoption_store.c. */
#ifndef LOGISTICS_LOAD_PLACES_STORE_H
#define LOGISTICS_LOAD_PLACES_STORE_H

#include "load_plan/load_store.h"

/* The trip's point at that place; INVALID_ARGUMENT names `field`. */
struct cv_status load_point(struct cv_books *books, const struct trip_ref *trip, const char *place,
                            const char *field, int64_t *point);
/* The box is on this wagon on the leg. FAILED_PRECONDITION, ALREADY_PLANNED. */
struct cv_status load_take_leg(struct cv_books *books, const struct load *load, int64_t leg);
/* And in this place of it. FAILED_PRECONDITION, SLOT_TAKEN. */
struct cv_status load_take_slot(struct cv_books *books, const struct load *load, int64_t leg,
                                int64_t slot);
/* All its places, and its weight, are others' again. */
struct cv_status load_give_places(struct cv_books *books, const struct load *load,
                                  const struct box *box);

#endif
