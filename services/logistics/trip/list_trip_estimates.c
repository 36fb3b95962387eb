#include "app/unit.h"
#include "base/arena.h"
#include "corridors.h"
#include "trip/forecast_store.h"
#include "trip/trip.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[2]; /* corridor, trip */
};

static const int32_t HOURS[] = {24, 12, 6};
#define HOURS_COUNT (sizeof(HOURS) / sizeof(HOURS[0]))

static Caravan__Logistics__V1__TripEstimate *wire_estimate(struct cv_arena *arena,
                                                           const struct forecast_made *made)
{
    Caravan__Logistics__V1__TripEstimate *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__trip_estimate__init(message);
    message->point = (int32_t)made->point;
    message->arrival_time = trip_time_wire(arena, made->arrival_us);
    message->late_time = trip_time_wire(arena, made->late_us);
    message->basis = (Caravan__Logistics__V1__EstimateBasis)made->basis;
    message->made_time = trip_time_wire(arena, made->made_us);
    message->sequence = made->seq;
    return message;
}

/* Rounded. */
static int32_t minutes_between(int64_t from_us, int64_t to_us)
{
    int64_t half = to_us < from_us ? -TRIP_MINUTE / 2 : TRIP_MINUTE / 2;

    return (int32_t)((to_us - from_us + half) / TRIP_MINUTE);
}

static Caravan__Logistics__V1__EstimateScore *wire_score(struct cv_arena *arena,
                                                         const struct forecast_made *made,
                                                         int32_t hours, int64_t arrived_us)
{
    Caravan__Logistics__V1__EstimateScore *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__estimate_score__init(message);
    message->point = (int32_t)made->point;
    message->hours_before = hours;
    message->error_minutes = minutes_between(made->arrival_us, arrived_us);
    message->by_late_time = made->late_us != 0 && arrived_us <= made->late_us;
    return message;
}

/* Only arrivals that were seen are compared with. */
static bool score(struct cv_arena *arena, const struct trip *trip, const struct forecast_made *made,
                  size_t count, Caravan__Logistics__V1__ListTripEstimatesResponse *message)
{
    for (size_t i = 0; i < trip->state.way_count; i++) {
        const struct trip_point *point = trip->state.way[i];

        for (size_t k = 0; k < HOURS_COUNT; k++) {
            const struct forecast_made *standing =
                forecast_standing(made, count, point->position,
                                  point->arrival.actual_us - HOURS[k] * 60 * TRIP_MINUTE);

            if (point->arrival.actual_us != 0 && !point->arrival.inferred && standing != NULL &&
                standing->arrival_us != 0) {
                message->scores[message->n_scores] =
                    wire_score(arena, standing, HOURS[k], point->arrival.actual_us);
                if (message->scores[message->n_scores++] == NULL)
                    return false;
            }
        }
    }
    return true;
}

static ProtobufCMessage *answer(struct cv_arena *arena, const struct trip *trip,
                                const struct forecast_made *made, size_t count)
{
    Caravan__Logistics__V1__ListTripEstimatesResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_trip_estimates_response__init(message);
    message->estimates = cv_arena_array(arena, count + 1, sizeof(*message->estimates));
    message->scores =
        cv_arena_array(arena, trip->point_count * HOURS_COUNT + 1, sizeof(*message->scores));
    if (message->estimates == NULL || message->scores == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (made[i].basis == FORECAST_NONE)
            continue;
        message->estimates[message->n_estimates] = wire_estimate(arena, &made[i]);
        if (message->estimates[message->n_estimates++] == NULL)
            return NULL;
    }
    return score(arena, trip, made, count, message) ? (ProtobufCMessage *)message : NULL;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct forecast_made *made;
    struct cv_status status;
    struct cv_books books;
    struct trip trip;
    size_t count;

    cv_books_open(&books, unit->op.scope, tx);
    status = trip_get(&books, state->ids[0].text, state->ids[1].text, &trip);
    if (cv_ok(status))
        status = forecasts_load(&books, trip.uid, &made, &count);
    if (cv_ok(status))
        *reply = answer(books.arena, &trip, made, count);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListTripEstimatesRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, TRIP_NAME, state->ids);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_list_trip_estimates_method list_trip_estimates = {
    handle, sizeof(struct state)};
