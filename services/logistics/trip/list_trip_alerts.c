#include "app/unit.h"
#include "base/arena.h"
#include "corridors.h"
#include "trip/trip.h"
#include "trip/trip_alert.h"

struct state {
    struct cv_unit unit;
    const Caravan__Logistics__V1__ListTripAlertsRequest *request;
    struct cv_id ids[2]; /* corridor, trip */
};

static ProtobufCMessage *answer(const struct state *state, struct cv_arena *arena,
                                const struct trip *trip, const struct trip_alert *alerts,
                                size_t count)
{
    Caravan__Logistics__V1__ListTripAlertsResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_trip_alerts_response__init(message);
    message->alerts = cv_arena_array(arena, count + 1, sizeof(*message->alerts));
    if (message->alerts == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (state->request->standing_only && alerts[i].cleared != NULL)
            continue;
        message->alerts[message->n_alerts] =
            trip_alert_wire(arena, trip, &alerts[i], trip->last_seq);
        if (message->alerts[message->n_alerts++] == NULL)
            return NULL;
    }
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct trip_alert *alerts;
    struct cv_status status;
    struct cv_books books;
    struct trip trip;
    size_t count;

    cv_books_open(&books, unit->op.scope, tx);
    status = trip_get(&books, state->ids[0].text, state->ids[1].text, &trip);
    if (cv_ok(status))
        status = trip_alerts_load(&books, trip.uid, &alerts, &count);
    if (cv_ok(status))
        *reply = answer(state, books.arena, &trip, alerts, count);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListTripAlertsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->request = request;
    cv_check_name(&check, "parent", request->parent, TRIP_NAME, state->ids);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_list_trip_alerts_method list_trip_alerts = {
    handle, sizeof(struct state)};
