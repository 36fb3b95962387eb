#include "trip/trip_alert.h"

#include "base/arena.h"
#include "trip/forecast_store.h"
#include "trip/trip.h"

_Static_assert((int)SLIP_60 == (int)CARAVAN__LOGISTICS__V1__SLIP__SLIP_60_MINUTES,
               "the number is the wire's");

struct cv_status trip_alerts_load(struct cv_books *books, struct cv_uuid trip,
                                  struct trip_alert **alerts, size_t *count)
{
    struct forecast_made *made;
    size_t made_count;
    struct cv_status status = forecasts_load(books, trip, &made, &made_count);

    *count = 0;
    if (!cv_ok(status))
        return status;
    *alerts = cv_arena_array(books->arena, made_count + 1, sizeof(**alerts));
    if (*alerts == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, "ANSWER_TOO_LARGE",
                         "the alerts need more memory than a call may have");
    *count = trip_alerts(made, made_count, *alerts);
    return CV_STATUS_OK;
}

static const char *place_of(const struct trip *trip, int64_t position)
{
    for (size_t i = 0; i < trip->point_count; i++) {
        if (trip->points[i].position == position)
            return trip->points[i].place;
    }
    return "";
}

Caravan__Logistics__V1__TripAlert *trip_alert_wire(struct cv_arena *arena, const struct trip *trip,
                                                   const struct trip_alert *alert, int64_t seq)
{
    Caravan__Logistics__V1__TripAlert *message = cv_arena_alloc(arena, sizeof(*message));
    const struct forecast_made *raised = alert->raised;

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__trip_alert__init(message);
    message->point = (int32_t)raised->point;
    message->place = cv_arena_printf(arena, "places/%s", place_of(trip, raised->point));
    message->slip = (Caravan__Logistics__V1__Slip)raised->slip;
    message->slip_minutes = (int32_t)((raised->arrival_us - raised->planned_us) / TRIP_MINUTE);
    message->planned_time = trip_time_wire(arena, raised->planned_us);
    message->forecast_time = trip_time_wire(arena, raised->arrival_us);
    message->raise_time = trip_time_wire(arena, raised->made_us);
    message->raise_sequence = raised->seq;
    if (alert->cleared != NULL && alert->cleared->seq <= seq) {
        message->clear_time = trip_time_wire(arena, alert->cleared->made_us);
        message->clear_sequence = alert->cleared->seq;
    }
    return message;
}
