#include "app/unit.h"
#include "corridors.h"
#include "service/audit.h"
#include "trip/trip.h"
#include "trip/trip_change.h"

struct state {
    struct cv_unit unit;
    const Caravan__Logistics__V1__CancelTripRequest *request;
    struct cv_id ids[2]; /* corridor, trip */
};

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
    event = trip_command(&books, EVENT_CANCELLED);
    event.cause = (int64_t)state->request->cause;
    status = trip_change_command(&change, &event);
    if (cv_ok(status))
        status = trip_change_end(&change);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)trip_wire(books.arena, state->ids[0].text, &change.trip);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__CancelTripRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->request = request;
    state->unit.committed = corridors_committed;
    cv_check_name(&check, "name", request->name, TRIP_NAME, state->ids);
    cv_field_enum(&check, "cause", &caravan__logistics__v1__delay_cause__descriptor, request->cause,
                  false);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_cancel_trip_method cancel_trip = {handle,
                                                                              sizeof(struct state)};
