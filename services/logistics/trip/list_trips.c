#include "corridor/corridor.h"
#include "corridors.h"
#include "trip/trip.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct corridor_ref corridor;
    struct cv_status status = corridor_find(books, list->parent->text, NULL, &corridor);

    return cv_ok(status) ? trip_list(books, corridor.uid, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return trip_wire(books->arena, list->parent->text, row);
}

static const struct cv_listing LISTING = {CORRIDOR_NAME, CV_LISTING_KEY(struct trip, uid), read,
                                          wire};

LISTING_METHOD(corridors, trips, Trips);
