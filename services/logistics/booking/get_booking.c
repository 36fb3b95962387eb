#include "booking/booking.h"
#include "corridors.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct booking booking;
    struct trip_ref trip;
    struct cv_status status = trip_find(books, ids[0].text, ids[1].text, NULL, &trip);

    if (cv_ok(status))
        status = booking_get(books, &trip, ids[2].text, &booking);
    if (cv_ok(status))
        *message = booking_wire(books->arena, ids, &booking);
    return status;
}

LOOKUP_METHOD(corridors, booking, Booking, BOOKING_NAME);
