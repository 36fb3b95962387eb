#include "trip/trip_change.h"

#include "base/arena.h"
#include "cargo/cargo_store.h"
#include "closed_trip/closed_trip.h"
#include "service/field.h"
#include "trip/forecast_store.h"
#include "trip/wagon_store.h"

#include <string.h>

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "the trip needs more memory than a call may have",
};

bool trip_change_path(struct trip_change *change)
{
    struct cv_arena *arena = change->books->arena;

    return trip_make_way(arena, &change->trip);
}

static bool fold(struct trip_change *change)
{
    struct trip_event **sorted;

    sorted = cv_arena_array(change->books->arena, change->count + 1, sizeof(struct trip_event *));
    change->trip.state.holds =
        cv_arena_array(change->books->arena, change->count + 1, sizeof(*change->trip.state.holds));
    if (sorted == NULL || change->trip.state.holds == NULL)
        return false;
    memcpy(sorted, change->events, change->count * sizeof(struct trip_event *));
    trip_fold(&change->trip.state, sorted, change->count);
    return true;
}

struct cv_status trip_change_begin(struct trip_change *change, struct cv_books *books,
                                   const char *corridor, const char *id, const char *etag,
                                   size_t more)
{
    struct cv_status status;

    *change = (struct trip_change){.books = books};
    status = trip_get(books, corridor, id, &change->trip);
    if (cv_ok(status) && etag[0] != '\0')
        status = cv_field_etag_match(books->arena, etag, change->trip.version);
    if (cv_ok(status))
        status = trip_events_newest(books, &change->next_seq);
    if (cv_ok(status))
        status = trip_events_load(books, change->trip.uid, more, &change->events, &change->count);
    if (!cv_ok(status))
        return status;
    change->known = change->count;
    change->next_seq++;
    return fold(change) ? CV_STATUS_OK : FULL;
}

struct trip_event *trip_change_add(struct trip_change *change, const struct trip_event *event)
{
    struct trip_event *copy = cv_arena_copy(change->books->arena, event, sizeof(*event));

    if (copy == NULL)
        return NULL;
    copy->seq = change->next_seq++;
    copy->recorded_us = change->books->recorded_us;
    copy->corrected_us = trip_event_corrected(copy);
    copy->anomaly = "";
    copy->retracted_by = "";
    change->events[change->count++] = copy;
    return copy;
}

const struct trip_event *trip_change_find(const struct trip_change *change, const char *id)
{
    for (size_t i = 0; i < change->count; i++) {
        if (strcmp(change->events[i]->id, id) == 0)
            return change->events[i];
    }
    return NULL;
}

/* ---- outcomes ---- */

/* It says when the trip was where. */
static bool is_actual(const struct trip_event *event)
{
    return event->classifier == EVENT_ACTUAL && event->kind != EVENT_NONE &&
           event->kind < EVENT_READY;
}

/* A newer plan or estimate of the same is there. */
static bool outdated(const struct trip_change *change, size_t index)
{
    const struct trip_event *event = change->events[index];

    for (size_t i = 0; i < index; i++) {
        const struct trip_event *other = change->events[i];

        if (other->kind == event->kind && other->point == event->point &&
            other->classifier == event->classifier && other->counts &&
            trip_event_told(other) > trip_event_told(event))
            return true;
    }
    return false;
}

static int64_t outcome_of(const struct trip_change *change, size_t index, int64_t newest_us)
{
    const struct trip_event *event = change->events[index];

    if (event->repeats)
        return OUTCOME_DUPLICATE;
    if (event->anomaly[0] != '\0')
        return OUTCOME_ANOMALY;
    if (event->classifier == EVENT_ACTUAL ? is_actual(event) && event->corrected_us < newest_us
                                          : outdated(change, index))
        return OUTCOME_LATE;
    return OUTCOME_APPLIED;
}

/* In the order in which they came. A command that does not count, because of what is known of later
 * times, is refused after all. */
static struct cv_status judge(struct trip_change *change)
{
    int64_t newest_us = 0;

    for (size_t i = 0; i < change->count; i++) {
        struct trip_event *event = change->events[i];

        if (event->retracted_by[0] != '\0' && event->anomaly[0] == '\0' && i >= change->known)
            event->anomaly = "RETRACTED";
        if (i >= change->known)
            event->outcome = outcome_of(change, i, newest_us);
        if (event->counts && is_actual(event) && event->corrected_us > newest_us)
            newest_us = event->corrected_us;
        if (i >= change->known && event->commanded && !event->counts)
            return trip_refused(event->anomaly);
    }
    return CV_STATUS_OK;
}

/* ---- storing ---- */

static struct cv_status store_events(struct trip_change *change)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; i < change->count && cv_ok(status); i++) {
        const struct trip_event *event = change->events[i];

        if (i >= change->known)
            status = trip_event_insert(change->books, change->trip.uid, event);
        else if (event->counts != event->was_counting ||
                 strcmp(event->retracted_by, event->was_retracted_by) != 0)
            status = trip_event_judge(change->books, event);
    }
    return status;
}

static bool was_refused(const struct trip_change *change, const char *number)
{
    for (size_t i = 0; i < change->count; i++) {
        const struct trip_event *event = change->events[i];

        if (event->kind == EVENT_WAGON_REFUSED && event->counts &&
            strcmp(event->wagon, number) == 0)
            return true;
    }
    return false;
}

static struct cv_status store_wagons(struct trip_change *change)
{
    struct trip *trip = &change->trip;

    if (trip->state.phase >= TRIP_CLOSED)
        return trip_wagons_release(change->books, trip->uid);
    for (size_t i = 0; i < trip->wagon_count; i++)
        trip->wagons[i].refused = was_refused(change, trip->wagons[i].number);
    return trip_wagons_refuse(change->books, trip);
}

static struct cv_status store_forecasts(struct trip_change *change)
{
    struct forecast_given given;
    struct cv_status status = durations_save(change->books, &change->trip);

    if (cv_ok(status))
        status = forecast_given(change->books, &change->trip, &given);
    if (!cv_ok(status))
        return status;
    for (size_t i = 0; i < change->trip.point_count; i++)
        forecast_forget(&change->trip.points[i]); /* also of those it no longer comes to */
    trip_forecast(&change->trip.state, &given);
    return forecast_keep(change->books, &change->trip);
}

struct cv_status trip_change_end(struct trip_change *change)
{
    struct cv_status status;

    if (!fold(change))
        return FULL;
    status = judge(change);
    change->trip.last_seq = change->next_seq - 1;
    if (cv_ok(status))
        status = store_events(change);
    if (cv_ok(status))
        status = store_wagons(change);
    if (cv_ok(status))
        status = store_forecasts(change);
    if (cv_ok(status))
        status = trip_save(change->books, &change->trip);
    if (cv_ok(status))
        status = cargo_follow(change->books, change->trip.uid);
    return cv_ok(status) && change->trip.state.phase == TRIP_CLOSED
               ? closed_trip_tell(change->books, change->trip.corridor_uid, change->trip.uid)
               : status;
}
