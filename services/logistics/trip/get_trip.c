#include "corridors.h"
#include "trip/trip.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct trip trip;
    struct cv_status status = trip_get(books, ids[0].text, ids[1].text, &trip);

    if (cv_ok(status))
        *message = trip_wire(books->arena, ids[0].text, &trip);
    return status;
}

LOOKUP_METHOD(corridors, trip, Trip, TRIP_NAME);
