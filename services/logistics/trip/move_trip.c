#include "app/unit.h"
#include "corridors.h"
#include "service/audit.h"
#include "trip/trip_change.h"
#include "trip/trip_event.h"

struct state {
    struct cv_unit unit;
    const Caravan__Logistics__V1__MoveTripRequest *request;
    struct cv_id ids[2]; /* corridor, trip */
    struct trip_event asked;
};

static void read(struct cv_check *check, const Caravan__Logistics__V1__MoveTripRequest *request,
                 struct trip_event *event)
{
    *event = (struct trip_event){
        .kind = request->kind,
        .point = request->point,
        .occurred_us = cv_wire_time_read(check, "occurred_time", request->occurred_time),
        .offset_minutes = request->utc_offset_minutes,
        .cause = request->cause,
        .hold = request->hold_id,
        .hold_kind = request->hold_kind,
        .wagon = request->wagon,
    };
    cv_field_enum(check, "kind", &caravan__logistics__v1__trip_event_kind__descriptor,
                  request->kind, true);
    if (event->kind > EVENT_READY)
        cv_check_fail(check, "kind", "this move has a method of its own");
    if (event->kind == EVENT_WAGON_REFUSED && event->cause == 0)
        cv_check_fail(check, "cause", "a wagon is refused for a reason");
    cv_check_range(check, "utc_offset_minutes", request->utc_offset_minutes, -840, 840);
    trip_event_check_parts(check, event);
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct trip_change change;
    struct cv_books books;
    struct trip_event event;
    struct trip_event now;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = trip_change_begin(&change, &books, state->ids[0].text, state->ids[1].text,
                                   state->request->etag, 1);
    if (cv_ok(status))
        cv_audit_before(&books, trip_wire(books.arena, state->ids[0].text, &change.trip));
    if (!cv_ok(status))
        return status;
    event = state->asked;
    now = trip_command(&books, event.kind);
    event.id = now.id;
    event.classifier = now.classifier;
    event.source = "";
    event.retracts = "";
    event.commanded = true;
    if (event.occurred_us == 0)
        event.occurred_us = now.occurred_us;
    status = trip_change_command(&change, &event);
    if (cv_ok(status))
        status = trip_change_end(&change);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)trip_wire(books.arena, state->ids[0].text, &change.trip);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__MoveTripRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->request = request;
    state->unit.committed = corridors_committed;
    cv_check_name(&check, "name", request->name, TRIP_NAME, state->ids);
    read(&check, request, &state->asked);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_move_trip_method move_trip = {handle,
                                                                          sizeof(struct state)};
