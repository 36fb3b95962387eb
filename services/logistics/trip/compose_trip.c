#include "app/unit.h"
#include "base/arena.h"
#include "cargo/cargo_store.h"
#include "corridors.h"
#include "service/audit.h"
#include "trip/trip_change.h"
#include "trip/wagon.h"
#include "trip/wagon_store.h"

#include <string.h>

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "the consist needs more memory than a call may have",
};

struct state {
    struct cv_unit unit;
    const Caravan__Logistics__V1__ComposeTripRequest *request;
    struct cv_id ids[2]; /* corridor, trip */
    struct trip asked;   /* its wagons */
};

static bool stays(const struct trip *asked, const char *number)
{
    for (size_t i = 0; i < asked->wagon_count; i++) {
        if (strcmp(asked->wagons[i].number, number) == 0)
            return true;
    }
    return false;
}

/* Nothing is planned on the wagons that are taken out. */
static struct cv_status check_cargo(struct cv_books *books, const struct trip *trip,
                                    const struct trip *asked)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && i < trip->wagon_count; i++) {
        if (!stays(asked, trip->wagons[i].number))
            status = cargo_wagon_free(books, trip->uid, trip->wagons[i].number);
    }
    return status;
}

/* The numbers, with blanks between. NULL: the arena is full. */
static const char *consist(struct cv_arena *arena, const struct trip *trip)
{
    const char *text = trip->wagons[0].number;

    for (size_t i = 1; i < trip->wagon_count && text != NULL; i++)
        text = cv_arena_printf(arena, "%s %s", text, trip->wagons[i].number);
    return text;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct trip_change change;
    struct cv_books books;
    struct trip_event event;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = trip_change_begin(&change, &books, state->ids[0].text, state->ids[1].text,
                                   state->request->etag, 1);
    if (cv_ok(status))
        cv_audit_before(&books, trip_wire(books.arena, state->ids[0].text, &change.trip));
    if (!cv_ok(status))
        return status;
    event = trip_command(&books, EVENT_COMPOSED);
    event.wagon = consist(books.arena, &state->asked);
    if (event.wagon == NULL)
        return FULL;
    status = trip_change_command(&change, &event);
    if (cv_ok(status))
        status = check_cargo(&books, &change.trip, &state->asked);
    if (!cv_ok(status))
        return status;
    change.trip.wagons = state->asked.wagons;
    change.trip.wagon_count = state->asked.wagon_count;
    status = trip_wagons_replace(&books, &change.trip);
    if (cv_ok(status))
        status = cargo_wagons_limit(&books, change.trip.uid);
    if (cv_ok(status))
        status = trip_change_end(&change);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)trip_wire(books.arena, state->ids[0].text, &change.trip);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ComposeTripRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->request = request;
    state->unit.committed = corridors_committed;
    cv_check_name(&check, "name", request->name, TRIP_NAME, state->ids);
    trip_wagons_read(&check, request->wagons, request->n_wagons, &state->asked);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_compose_trip_method compose_trip = {
    handle, sizeof(struct state)};
