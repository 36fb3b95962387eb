#include "app/unit.h"
#include "base/arena.h"
#include "corridors.h"
#include "place/place_store.h"
#include "service/audit.h"
#include "trip/trip.h"
#include "trip/trip_change.h"

#include <string.h>

struct state {
    struct cv_unit unit;
    const Caravan__Logistics__V1__DivertTripRequest *request;
    struct cv_id ids[2]; /* corridor, trip */
    struct trip_point *points;
    size_t point_count; /* 0: it ends where it is */
};

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "the trip needs more memory than a call may have",
};

/* The legs can follow on where it is. */
static struct cv_status check_begin(const struct state *state, const struct trip_change *change)
{
    const struct trip_state *trip = &change->trip.state;
    const char *at = trip->way[trip->at]->place;

    if (state->point_count == 0 && trip->phase != TRIP_ARRIVED)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "a trip ends early at a point where it has arrived");
    if (state->point_count > 0 && strcmp(state->points[0].place, at) != 0)
        return cv_status_field(change->books->arena, "legs[0].origin",
                               "the new way begins at places/%s", at);
    return CV_STATUS_OK;
}

/* New points, after those there are. */
static struct cv_status append(const struct state *state, struct trip_change *change)
{
    struct cv_books *books = change->books;
    struct trip *trip = &change->trip;
    size_t more = state->point_count == 0 ? 0 : state->point_count - 1;
    struct trip_point *points =
        cv_arena_array(books->arena, trip->point_count + more + 1, sizeof(*points));
    int64_t position = trip->points[trip->point_count - 1].position;
    struct cv_status status = CV_STATUS_OK;

    if (points == NULL)
        return FULL;
    if (position + (int64_t)more > TRIP_POSITION_MAX)
        return cv_status(CV_RESOURCE_EXHAUSTED, "TRIP_FULL", "the trip was diverted too often");
    memcpy(points, trip->points, trip->point_count * sizeof(*points));
    for (size_t i = 1; i <= more && cv_ok(status); i++) {
        const char *field = cv_arena_printf(books->arena, "legs[%zu].destination", i - 1);
        struct trip_point *point = &points[trip->point_count++];
        struct place_ref place;

        *point = state->points[i];
        point->position = ++position;
        point->first_path = trip->path_version;
        status = place_find(books, point->place, field, &place);
        point->place_uid = place.uid;
        point->border = place.border;
    }
    trip->points = points;
    return status;
}

static struct cv_status take_path(const struct state *state, struct trip_change *change)
{
    struct trip *trip = &change->trip;
    struct trip_state *now = &trip->state;
    struct trip_point *at = now->way[now->at];

    trip->path_version++;
    for (size_t i = now->at + 1; i < now->way_count; i++)
        now->way[i]->last_path = trip->path_version;
    at->mode = state->point_count == 0 ? 0 : state->points[0].mode;
    return append(state, change);
}

/* When it is to leave where it is, unless it has. */
static struct cv_status plan_departure(const struct state *state, struct trip_change *change)
{
    const struct trip_state *now = &change->trip.state;
    struct trip_event event = trip_command(change->books, EVENT_DEPARTED);

    if (state->point_count == 0 || now->phase == TRIP_DEPARTED)
        return CV_STATUS_OK;
    event.classifier = EVENT_PLANNED;
    event.point = now->way[now->at]->position;
    event.occurred_us = state->points[0].departure.first_us;
    return trip_change_add(change, &event) == NULL ? FULL : CV_STATUS_OK;
}

static struct cv_status divert(const struct state *state, struct trip_change *change)
{
    struct trip_event event = trip_command(change->books, EVENT_DIVERTED);
    struct cv_status status;

    event.cause = (int64_t)state->request->cause;
    status = trip_change_command(change, &event);
    if (cv_ok(status))
        status = check_begin(state, change);
    if (cv_ok(status))
        status = plan_departure(state, change);
    if (cv_ok(status))
        status = take_path(state, change);
    if (cv_ok(status) && !trip_change_path(change))
        status = FULL;
    return cv_ok(status) ? trip_change_end(change) : status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct trip_change change;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = trip_change_begin(&change, &books, state->ids[0].text, state->ids[1].text,
                                   state->request->etag, 2);
    if (cv_ok(status))
        cv_audit_before(&books, trip_wire(books.arena, state->ids[0].text, &change.trip));
    if (cv_ok(status))
        status = divert(state, &change);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)trip_wire(books.arena, state->ids[0].text, &change.trip);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__DivertTripRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->request = request;
    state->unit.committed = corridors_committed;
    cv_check_name(&check, "name", request->name, TRIP_NAME, state->ids);
    cv_field_enum(&check, "cause", &caravan__logistics__v1__delay_cause__descriptor, request->cause,
                  false);
    state->point_count =
        trip_legs_read(&check, "legs", request->legs, request->n_legs, 0, &state->points);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_divert_trip_method divert_trip = {handle,
                                                                              sizeof(struct state)};
