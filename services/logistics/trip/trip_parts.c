#include "trip/held.h"
#include "trip/trip.h"

Google__Protobuf__Timestamp *trip_time_wire(struct cv_arena *arena, int64_t us)
{
    return us == 0 ? NULL : cv_wire_time(arena, us);
}

static Caravan__Logistics__V1__PointTimes *wire_times(struct cv_arena *arena,
                                                      const struct trip_times *times,
                                                      int64_t forecast_us, int64_t late_us)
{
    Caravan__Logistics__V1__PointTimes *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__point_times__init(message);
    message->first_plan_time = trip_time_wire(arena, times->first_us);
    message->planned_time = trip_time_wire(arena, times->planned_us);
    message->estimated_time = trip_time_wire(arena, times->estimated_us);
    message->actual_time = trip_time_wire(arena, times->actual_us);
    message->inferred = times->inferred;
    message->forecast_time = trip_time_wire(arena, forecast_us);
    message->forecast_late_time = trip_time_wire(arena, late_us);
    message->cause = (Caravan__Logistics__V1__DelayCause)times->cause;
    return message;
}

/* By clocks that are apart it may seem to have left before it came. */
static void wire_stay(const struct trip_state *state, const struct trip_point *point,
                      Caravan__Logistics__V1__TripPoint *message)
{
    int64_t from_us = point->arrival.actual_us;
    int64_t to_us = point->departure.actual_us;

    if (from_us == 0 || to_us < from_us)
        return;
    message->stay_minutes = (int32_t)((to_us - from_us) / TRIP_MINUTE);
    message->held_minutes =
        (int32_t)(trip_held_us(state->holds, state->hold_count, from_us, to_us) / TRIP_MINUTE);
    message->own_minutes = message->stay_minutes - message->held_minutes;
}

static Caravan__Logistics__V1__TripPoint *
wire_point(struct cv_arena *arena, const struct trip_state *state, const struct trip_point *point)
{
    Caravan__Logistics__V1__TripPoint *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__trip_point__init(message);
    message->position = (int32_t)point->position;
    message->place = cv_arena_printf(arena, "places/%s", point->place);
    message->mode = (Caravan__Logistics__V1__TransportMode)point->mode;
    message->border = point->border;
    message->arrival =
        wire_times(arena, &point->arrival, point->forecast_us, point->forecast_late_us);
    message->departure = wire_times(arena, &point->departure, 0, 0);
    message->transshipment = (Caravan__Logistics__V1__TransshipmentState)point->transshipment;
    message->border_state = (Caravan__Logistics__V1__BorderState)point->border_state;
    message->dropped = point->last_path != TRIP_STILL;
    message->slip = (Caravan__Logistics__V1__Slip)point->slip;
    wire_stay(state, point, message);
    return message;
}

static Caravan__Logistics__V1__Wagon *wire_wagon(struct cv_arena *arena,
                                                 const struct trip_wagon *wagon)
{
    Caravan__Logistics__V1__Wagon *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__wagon__init(message);
    message->number = cv_wire_text(wagon->number);
    message->numbering = (Caravan__Logistics__V1__WagonNumbering)wagon->numbering;
    message->type = cv_wire_text(wagon->type);
    message->limit_grams = wagon->limit_grams;
    message->slots = (int32_t)wagon->slots;
    message->refused = wagon->refused;
    return message;
}

static Caravan__Logistics__V1__TripHold *wire_hold(struct cv_arena *arena,
                                                   const struct trip_hold *hold)
{
    Caravan__Logistics__V1__TripHold *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__trip_hold__init(message);
    message->hold_id = cv_wire_text(hold->id);
    message->kind = (Caravan__Logistics__V1__HoldKind)hold->kind;
    message->cause = (Caravan__Logistics__V1__DelayCause)hold->cause;
    message->point = (int32_t)hold->point;
    message->open_time = trip_time_wire(arena, hold->opened_us);
    message->close_time = trip_time_wire(arena, hold->closed_us);
    return message;
}

bool trip_parts_wire(struct cv_arena *arena, const struct trip *trip,
                     Caravan__Logistics__V1__Trip *message)
{
    const struct trip_state *state = &trip->state;

    message->points = cv_arena_array(arena, trip->point_count + 1, sizeof(*message->points));
    message->wagons = cv_arena_array(arena, trip->wagon_count + 1, sizeof(*message->wagons));
    message->holds = cv_arena_array(arena, state->hold_count + 1, sizeof(*message->holds));
    if (message->points == NULL || message->wagons == NULL || message->holds == NULL)
        return false;
    message->n_points = trip->point_count;
    for (size_t i = 0; i < trip->point_count; i++)
        message->points[i] = wire_point(arena, state, &trip->points[i]);
    message->n_wagons = trip->wagon_count;
    for (size_t i = 0; i < trip->wagon_count; i++)
        message->wagons[i] = wire_wagon(arena, &trip->wagons[i]);
    message->n_holds = state->hold_count;
    for (size_t i = 0; i < state->hold_count; i++)
        message->holds[i] = wire_hold(arena, &state->holds[i]);
    return true;
}
