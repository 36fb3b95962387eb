#include "trip/trip.h"

#include "place/place.h"

#include <string.h>

#define NUMBER_MAX  20
#define PROJECT_MAX 200
#define LEGS_MAX    49

#define YEAR_2200_US INT64_C(7258118400000000)

static const char *path(struct cv_check *check, const char *legs, size_t i, const char *field)
{
    const char *text = cv_arena_printf(check->arena, "%s[%zu].%s", legs, i, field);

    return text == NULL ? legs : text;
}

int64_t trip_time_read(struct cv_check *check, const char *field,
                       const Google__Protobuf__Timestamp *message)
{
    int64_t us = cv_wire_time_read(check, field, message);

    if (us <= 0)
        cv_check_fail(check, field, "%s is required", field);
    if (us >= YEAR_2200_US)
        cv_check_fail(check, field, "%s must be before the year 2200", field);
    return us;
}

static struct trip_point new_point(int64_t position, const char *place)
{
    return (struct trip_point){
        .position = position,
        .first_path = 1,
        .last_path = TRIP_STILL,
        .place = place,
    };
}

/* The leg from points[i] to points[i + 1], which begins to exist. */
static void read_leg(struct cv_check *check, const char *field,
                     const Caravan__Logistics__V1__Leg *leg, size_t i, struct trip_point *points)
{
    const char *origin = place_id(check, path(check, field, i, "origin"), leg->origin);
    const char *destination =
        place_id(check, path(check, field, i, "destination"), leg->destination);
    int64_t departure_us =
        trip_time_read(check, path(check, field, i, "departure_time"), leg->departure_time);
    int64_t arrival_us =
        trip_time_read(check, path(check, field, i, "arrival_time"), leg->arrival_time);

    if (i == 0)
        points[0] = new_point(points[0].position, origin);
    else if (strcmp(points[i].place, origin) != 0)
        cv_check_fail(check, path(check, field, i, "origin"),
                      "a leg begins where the one before ends, at places/%s", points[i].place);
    if (strcmp(origin, destination) == 0)
        cv_check_fail(check, path(check, field, i, "destination"),
                      "a leg goes from one place to another");
    cv_field_enum(check, path(check, field, i, "mode"),
                  &caravan__logistics__v1__transport_mode__descriptor, leg->mode, true);
    if (departure_us < points[i].arrival.first_us)
        cv_check_fail(check, path(check, field, i, "departure_time"),
                      "it cannot leave before it has arrived");
    if (arrival_us < departure_us)
        cv_check_fail(check, path(check, field, i, "arrival_time"),
                      "it cannot arrive before it has left");
    points[i].mode = leg->mode;
    points[i].departure.first_us = points[i].departure.planned_us = departure_us;
    points[i + 1] = new_point(points[i].position + 1, destination);
    points[i + 1].arrival.first_us = points[i + 1].arrival.planned_us = arrival_us;
}

size_t trip_legs_read(struct cv_check *check, const char *field,
                      Caravan__Logistics__V1__Leg *const *legs, size_t count, int64_t first,
                      struct trip_point **points)
{
    cv_check_range(check, field, (int64_t)count, 0, LEGS_MAX);
    if (count == 0 || !cv_check_fine(check))
        return 0;
    *points = cv_arena_array(check->arena, count + 1, sizeof(**points));
    if (*points == NULL) {
        cv_check_fail(check, field, "out of memory");
        return 0;
    }
    (*points)[0].position = first;
    for (size_t i = 0; i < count; i++)
        read_leg(check, field, legs[i], i, *points);
    return count + 1;
}

void trip_read(struct cv_check *check, const Caravan__Logistics__V1__Trip *message,
               struct trip *trip, int64_t *departure_us)
{
    trip->number = message->number;
    trip->direction = message->direction;
    trip->project = message->project;
    cv_check_text(check, "trip.number", message->number, NUMBER_MAX, true);
    cv_field_enum(check, "trip.direction", &caravan__logistics__v1__direction__descriptor,
                  message->direction, true);
    cv_check_text(check, "trip.project", message->project, PROJECT_MAX, false);
    *departure_us = message->departure_time == NULL
                        ? 0
                        : trip_time_read(check, "trip.departure_time", message->departure_time);
    if (message->n_legs == 0 && *departure_us <= 0)
        cv_check_fail(check, "trip.legs",
                      "a trip has legs, or a departure_time to plan those of its corridor from");
    if (message->n_legs > 0 && message->departure_time != NULL)
        cv_check_fail(check, "trip.departure_time", "of a trip with legs the first leg says so");
    trip->point_count =
        trip_legs_read(check, "trip.legs", message->legs, message->n_legs, 0, &trip->points);
}

bool trip_expand(struct cv_arena *arena, const struct corridor *corridor, int64_t departure_us,
                 struct trip *trip)
{
    bool inbound = trip->direction == CARAVAN__LOGISTICS__V1__DIRECTION__DIRECTION_INBOUND;
    size_t last = corridor->point_count - 1;
    int64_t us = departure_us;

    trip->point_count = corridor->point_count;
    trip->points = cv_arena_array(arena, trip->point_count, sizeof(*trip->points));
    if (trip->points == NULL)
        return false;
    for (size_t i = 0; i <= last; i++) {
        const struct corridor_point *at = &corridor->points[inbound ? last - i : i];
        /* What leads on stands at the end of the leg that comes first in the corridor. */
        const struct corridor_point *leg = inbound && i < last ? at - 1 : at;
        struct trip_point *point = &trip->points[i];

        *point = new_point((int64_t)i, at->place);
        if (i > 0)
            point->arrival.first_us = point->arrival.planned_us = us;
        if (i > 0)
            us += at->dwell_minutes * TRIP_MINUTE;
        if (i == last)
            break;
        point->mode = leg->mode;
        point->departure.first_us = point->departure.planned_us = us;
        us += leg->run_minutes * TRIP_MINUTE;
    }
    return true;
}

static Caravan__Logistics__V1__Leg *wire_leg(struct cv_arena *arena, const struct trip_point *from,
                                             const struct trip_point *to)
{
    Caravan__Logistics__V1__Leg *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__leg__init(message);
    message->mode = (Caravan__Logistics__V1__TransportMode)from->mode;
    message->origin = cv_arena_printf(arena, "places/%s", from->place);
    message->destination = cv_arena_printf(arena, "places/%s", to->place);
    message->departure_time = trip_time_wire(arena, from->departure.planned_us);
    message->arrival_time = trip_time_wire(arena, to->arrival.planned_us);
    return message;
}

static bool wire_legs(struct cv_arena *arena, const struct trip *trip,
                      Caravan__Logistics__V1__Trip *message)
{
    const struct trip_state *state = &trip->state;

    message->legs = cv_arena_array(arena, state->way_count + 1, sizeof(*message->legs));
    if (message->legs == NULL)
        return false;
    for (size_t i = 0; i + 1 < state->way_count; i++)
        message->legs[message->n_legs++] = wire_leg(arena, state->way[i], state->way[i + 1]);
    return true;
}

Caravan__Logistics__V1__Trip *trip_wire(struct cv_arena *arena, const char *corridor,
                                        const struct trip *trip)
{
    Caravan__Logistics__V1__Trip *message = cv_arena_alloc(arena, sizeof(*message));
    const struct trip_state *state = &trip->state;

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__trip__init(message);
    message->name = cv_arena_printf(arena, "corridors/%s/trips/%s", corridor, trip->id);
    message->number = cv_wire_text(trip->number);
    message->direction = (Caravan__Logistics__V1__Direction)trip->direction;
    message->project = cv_wire_text(trip->project);
    message->state = (Caravan__Logistics__V1__TripState)state->phase;
    message->interrupted = state->interrupted;
    message->interruption_cause = (Caravan__Logistics__V1__DelayCause)state->cause;
    message->consist_changed = state->consist_changed;
    message->incident_count = (int32_t)state->incidents;
    message->path_version = (int32_t)trip->path_version;
    message->sequence = trip->last_seq;
    message->etag = cv_wire_text(cv_field_etag(arena, trip->version));
    message->create_time = cv_wire_time(arena, trip->created_us);
    message->update_time = cv_wire_time(arena, trip->recorded_us);
    return wire_legs(arena, trip, message) && trip_parts_wire(arena, trip, message) ? message
                                                                                    : NULL;
}
