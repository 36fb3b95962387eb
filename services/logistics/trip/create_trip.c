#include "corridor/corridor.h"
#include "corridors.h"
#include "place/place_store.h"
#include "trip/trip.h"

struct state {
    struct cv_creation_ids ids;
    struct trip trip;
    int64_t departure_us; /* without legs: when to leave */
    size_t leg_points;    /* as many as the legs asked for have */
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->trip.id = state->ids.id.text;
    trip_read(check, thing, &state->trip, &state->departure_us);
    state->leg_points = state->trip.point_count;
}

/* Its places, which must exist. */
static struct cv_status find_places(struct cv_books *books, struct trip *trip)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; i < trip->point_count && cv_ok(status); i++) {
        const char *field = cv_arena_printf(books->arena, "trip.legs[%zu].%s", i == 0 ? 0 : i - 1,
                                            i == 0 ? "origin" : "destination");
        struct place_ref place;

        status = place_find(books, trip->points[i].place, field, &place);
        trip->points[i].place_uid = place.uid;
        trip->points[i].border = place.border;
    }
    return status;
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct trip *trip = &state->trip;
    struct corridor corridor;
    struct cv_status status = corridor_get(books, state->ids.parent->text, &corridor);

    if (!cv_ok(status))
        return status;
    trip->corridor_uid = corridor.uid;
    if (state->leg_points == 0 && !trip_expand(books->arena, &corridor, state->departure_us, trip))
        return CV_STATUS_OK; /* a full arena is told by whoever encodes */
    status = find_places(books, trip);
    if (cv_ok(status) && trip_make_way(books->arena, trip))
        status = trip_insert(books, trip);
    return status;
}

static struct trip_times as_planned(const struct trip_times *times)
{
    return (struct trip_times){.first_us = times->first_us, .planned_us = times->first_us};
}

/* What is there, as it was created: what happened to it since does not make it another trip. */
static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct trip *trip = &state->trip;
    struct cv_status status = trip_get(books, state->ids.parent->text, state->ids.id.text, trip);
    size_t count = 0;

    if (!cv_ok(status))
        return status;
    for (size_t i = 0; i < trip->point_count; i++) {
        struct trip_point *point = &trip->points[i];

        if (point->first_path > 1)
            continue;
        point->last_path = TRIP_STILL;
        point->arrival = as_planned(&point->arrival);
        point->departure = as_planned(&point->departure);
        trip->points[count++] = *point;
    }
    trip->point_count = count;
    (void)trip_make_way(books->arena, trip); /* a full arena is told by whoever encodes */
    return CV_STATUS_OK;
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)trip_wire(arena, state->ids.parent->text, &state->trip);
}

const struct cv_creation trip_creation = {"trip", "trip_id", CORRIDOR_NAME, sizeof(struct state),
                                          read,   record,    load,          wire};

CREATION_METHOD(corridors, trip, Trip);
