#include "corridor_report/known_trip.h"

#include "base/arena.h"
#include "trip/event_store.h"

#include <string.h>

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .reason = "ANSWER_TOO_LARGE",
    .message = "the trip needs more memory than a call may have",
};

/* Those recorded by then; how many diversions came later. */
static int64_t forget(struct known_trip *known, int64_t known_us)
{
    int64_t diversions = 0;
    size_t kept = 0;

    for (size_t i = 0; i < known->count; i++) {
        if (known->events[i]->recorded_us <= known_us)
            known->events[kept++] = known->events[i];
        else
            diversions += known->events[i]->kind == EVENT_DIVERTED;
    }
    known->count = kept;
    return diversions;
}

/* The points of the way it took in that version. */
static bool make_way(struct cv_arena *arena, struct trip *trip)
{
    for (size_t i = 0; i < trip->point_count; i++) {
        struct trip_point *point = &trip->points[i];

        if (point->first_path > trip->path_version)
            point->last_path = point->first_path;
        else if (point->last_path > trip->path_version)
            point->last_path = TRIP_STILL;
    }
    return trip_make_way(arena, trip);
}

static struct cv_status fold(struct cv_arena *arena, struct known_trip *known)
{
    struct trip_event **sorted =
        cv_arena_array(arena, known->count + 1, sizeof(struct trip_event *));
    struct trip_state *state = &known->trip.state;

    state->holds = cv_arena_array(arena, known->count + 1, sizeof(*state->holds));
    if (sorted == NULL || state->holds == NULL || !make_way(arena, &known->trip))
        return FULL;
    memcpy(sorted, known->events, known->count * sizeof(struct trip_event *));
    trip_fold(state, sorted, known->count);
    return CV_STATUS_OK;
}

struct cv_status known_trip_fold(struct cv_books *books, struct cv_uuid trip, int64_t path_version,
                                 int64_t known_us, struct known_trip *known)
{
    struct cv_status status;

    *known = (struct known_trip){.trip = {.uid = trip}};
    status = trip_events_load(books, trip, 0, &known->events, &known->count);
    if (cv_ok(status))
        status = trip_points_load(books, &known->trip);
    if (!cv_ok(status))
        return status;
    known->trip.path_version = path_version - forget(known, known_us);
    return fold(books->arena, known);
}
