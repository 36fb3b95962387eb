#include "closed_trip/closed_trip.h"

#include "app/wire.h"
#include "base/arena.h"
#include "booking/booking_store.h"
#include "service/outbox.h"

struct cv_status closed_trip_tell(struct cv_books *books, struct cv_uuid corridor,
                                  struct cv_uuid uid)
{
    struct closed_trip trip = {.corridor_uid = corridor, .uid = uid};
    Caravan__Events__V1__TripClosed closed = CARAVAN__EVENTS__V1__TRIP_CLOSED__INIT;
    Caravan__Events__V1__Event event = CARAVAN__EVENTS__V1__EVENT__INIT;
    struct cv_status status = closed_trip_get(books, &trip);
    bool news = false;

    if (cv_ok(status))
        status = closed_trip_told(books, &trip, &news);
    if (!cv_ok(status) || !news)
        return status;
    closed.departure_date = cv_wire_date(books->arena, trip.now.left_on);
    closed.direction = (int32_t)trip.direction;
    closed.packages = trip.now.packages;
    closed.grams = trip.now.grams;
    closed.boxes = trip.now.boxes;
    closed.units = trip.now.units;
    event.subject = cv_arena_printf(books->arena, "corridors/%s/trips/%s", trip.corridor, trip.id);
    event.payload_case = CARAVAN__EVENTS__V1__EVENT__PAYLOAD_TRIP_CLOSED;
    event.trip_closed = &closed;
    return cv_outbox_add(books, &event);
}

struct cv_status closed_trips_tell(struct cv_books *books, struct cv_uuid corridor,
                                   struct cv_uuid consignment)
{
    struct booking *bookings;
    size_t count;
    struct cv_status status = booking_of_line(books, consignment, 0, &bookings, &count);

    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        bool closed = false;

        status = closed_trip_is(books, corridor, bookings[i].trip_uid, &closed);
        if (cv_ok(status) && closed)
            status = closed_trip_tell(books, corridor, bookings[i].trip_uid);
    }
    return status;
}
