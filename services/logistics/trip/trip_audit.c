#include "trip/trip_audit.h"

#include "base/arena.h"
#include "trip/event_store.h"
#include "trip/trip_audit_store.h"

#include <stdio.h>
#include <string.h>

#define TOLD_MAX   20
#define TRIPS_MAX  ((size_t)256 * 1024 * 1024) /* memory for the names of all */
#define MEMORY_MAX ((size_t)64 * 1024 * 1024)  /* and for one of them */

static bool same_times(const struct trip_times *a, const struct trip_times *b)
{
    return a->planned_us == b->planned_us && a->estimated_us == b->estimated_us &&
           a->actual_us == b->actual_us && a->inferred == b->inferred && a->cause == b->cause;
}

static bool same_point(const struct trip_point *a, const struct trip_point *b)
{
    return same_times(&a->arrival, &b->arrival) && same_times(&a->departure, &b->departure) &&
           a->transshipment == b->transshipment && a->border_state == b->border_state;
}

static bool same_holds(const struct trip_state *a, const struct trip_state *b)
{
    int64_t opened = 0;
    int64_t closed = 0;

    for (size_t i = 0; i < a->hold_count; i++) {
        opened += a->holds[i].opened_us;
        closed += a->holds[i].closed_us;
    }
    for (size_t i = 0; i < b->hold_count; i++) {
        opened -= b->holds[i].opened_us;
        closed -= b->holds[i].closed_us;
    }
    return a->hold_count == b->hold_count && opened == 0 && closed == 0;
}

/* The wagons that are stored are those that it was composed of. */
static bool same_consist(const struct trip *kept, const char *consist)
{
    for (size_t i = 0; i < kept->wagon_count; i++) {
        size_t length = strlen(kept->wagons[i].number);

        if (strncmp(consist, kept->wagons[i].number, length) != 0)
            return false;
        consist += length;
        if (*consist == ' ')
            consist++;
        else if (*consist != '\0')
            return false;
    }
    return *consist == '\0';
}

/* NULL: they agree; else what does not. */
static const char *difference(const struct trip *kept, const struct trip *anew)
{
    const struct trip_state *a = &kept->state;
    const struct trip_state *b = &anew->state;

    if (a->phase != b->phase)
        return "state";
    if (a->interrupted != b->interrupted || a->cause != b->cause)
        return "interruption";
    if (a->consist_changed != b->consist_changed || a->incidents != b->incidents)
        return "flags";
    if (!same_holds(a, b))
        return "holds";
    if (!same_consist(kept, b->consist))
        return "wagons";
    for (size_t i = 0; i < kept->point_count; i++) {
        if (!same_point(&kept->points[i], &anew->points[i]))
            return "points";
    }
    return NULL;
}

static const char *event_difference(struct trip_event *const *events, size_t count,
                                    const struct trip *trip)
{
    for (size_t i = 0; i < count; i++) {
        if (events[i]->counts != events[i]->was_counting ||
            strcmp(events[i]->retracted_by, events[i]->was_retracted_by) != 0)
            return "events";
    }
    return count > 0 && events[count - 1]->seq != trip->last_seq ? "sequence" : NULL;
}

static struct cv_status fold_anew(struct cv_books *books, struct trip *trip,
                                  struct trip_event **events, size_t count)
{
    struct trip_event **sorted =
        cv_arena_array(books->arena, count + 1, sizeof(struct trip_event *));

    trip->state.holds = cv_arena_array(books->arena, count + 1, sizeof(*trip->state.holds));
    if (sorted == NULL || trip->state.holds == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    memcpy(sorted, events, count * sizeof(struct trip_event *));
    trip_fold(&trip->state, sorted, count);
    return CV_STATUS_OK;
}

static struct cv_status compare(struct cv_books *books, const struct trip_place *place,
                                struct trip_audit *audit, const char **what)
{
    struct trip_event **events = NULL;
    struct trip kept;
    struct trip anew;
    size_t count = 0;
    int64_t off_duty = 0;
    struct cv_status status = trip_get(books, place->corridor, place->trip, &kept);

    if (cv_ok(status))
        status = trip_get(books, place->corridor, place->trip, &anew);
    if (cv_ok(status))
        status = trip_events_load(books, kept.uid, 0, &events, &count);
    if (cv_ok(status))
        status = fold_anew(books, &anew, events, count);
    if (cv_ok(status))
        status = trip_off_duty(books, &kept, &off_duty);
    if (!cv_ok(status))
        return status;
    audit->trips++;
    audit->events += (int64_t)count;
    *what = difference(&kept, &anew);
    if (*what == NULL)
        *what = event_difference(events, count, &kept);
    if (*what == NULL && off_duty != 0)
        *what = "wagons";
    return status;
}

static struct cv_status one_trip(struct cv_tx *tx, const struct trip_place *place,
                                 struct trip_audit *audit)
{
    struct cv_arena arena;
    struct cv_books books = {.tx = tx, .arena = &arena, .org = place->org, .subject = ""};
    const char *what = NULL;
    struct cv_status status;

    cv_arena_init(&arena, MEMORY_MAX);
    status = compare(&books, place, audit, &what);
    if (!cv_ok(status))
        status = cv_status(status.code, status.reason, "a trip cannot be read");
    cv_arena_release(&arena);
    if (what != NULL && audit->wrong++ < TOLD_MAX)
        (void)printf("%s corridors/%s/trips/%s: %s\n", place->org, place->corridor, place->trip,
                     what);
    return status;
}

struct cv_status trip_audit_run(struct cv_tx *tx, struct trip_audit *audit)
{
    struct trip_place *places;
    struct cv_status status;
    struct cv_arena arena;
    size_t count;

    cv_arena_init(&arena, TRIPS_MAX);
    status = trip_places(tx, &arena, &places, &count);
    for (size_t i = 0; cv_ok(status) && i < count; i++)
        status = one_trip(tx, &places[i], audit);
    cv_arena_release(&arena);
    return status;
}
