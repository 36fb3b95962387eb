#include "app/unit.h"
#include "base/arena.h"
#include "corridors.h"
#include "service/audit.h"
#include "trip/trip_change.h"
#include "trip/trip_event.h"

#include <string.h>

#define BATCH_MAX 500
/* So many of a trip are folded in some milliseconds. What is commanded goes on beyond it. */
#define EVENTS_MAX 5000

struct state {
    struct cv_unit unit;
    const Caravan__Logistics__V1__RecordTripEventsRequest *request;
    struct cv_id ids[2]; /* corridor, trip */
};

/* What becomes of one of them. */
struct item {
    const struct trip_event *event; /* added, or the one that was there */
    bool duplicate;
    struct cv_status refusal; /* OK: it is no refusal */
};

struct run {
    struct trip_change change;
    struct item *items;
    size_t count;
    size_t refused;
    size_t added;
};

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "the events need more memory than a call may have",
};

static struct cv_status take(struct run *run, const Caravan__Logistics__V1__TripEvent *message,
                             struct item *item)
{
    struct cv_arena *arena = run->change.books->arena;
    struct cv_check check = cv_check_begin(arena);
    const struct trip_event *known;
    struct trip_event event;

    trip_event_read(&check, message, &event);
    if (!cv_check_fine(&check))
        return check.status;
    if (event.kind == EVENT_NONE && event.occurred_us == 0)
        event.occurred_us = run->change.books->recorded_us;
    known = trip_change_find(&run->change, event.id);
    if (known == NULL) {
        item->event = trip_change_add(&run->change, &event);
        run->added++;
        return item->event == NULL ? FULL : CV_STATUS_OK;
    }
    if (message->occurred_time == NULL)
        event.occurred_us = known->occurred_us;
    if (!trip_event_same(known, &event))
        return cv_status_f(arena, CV_ALREADY_EXISTS, "EVENT_CONFLICT",
                           "event %s says something else already; retract it, and tell what is "
                           "true under another id",
                           event.id);
    item->event = known;
    item->duplicate = true;
    return CV_STATUS_OK;
}

static Caravan__Logistics__V1__TripEventResult *wire_result(struct cv_arena *arena,
                                                            const struct item *item, bool recorded)
{
    Caravan__Logistics__V1__TripEventResult *message = cv_arena_alloc(arena, sizeof(*message));
    int64_t outcome = item->duplicate ? OUTCOME_DUPLICATE : OUTCOME_REJECTED;

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__trip_event_result__init(message);
    if (cv_ok(item->refusal) && !item->duplicate && recorded)
        outcome = item->event->outcome;
    message->outcome = (Caravan__Logistics__V1__EventOutcome)outcome;
    if (!cv_ok(item->refusal)) {
        message->reason =
            cv_wire_text(item->refusal.reason == NULL ? "INVALID_FIELD" : item->refusal.reason);
        message->field = cv_wire_text(item->refusal.field);
        message->message = cv_wire_text(item->refusal.message);
    } else if (!recorded && !item->duplicate) {
        message->reason = cv_wire_text("BATCH_REJECTED");
        message->message = cv_wire_text("another event of the batch was rejected");
    } else {
        message->sequence = item->event->seq;
    }
    if (outcome == OUTCOME_ANOMALY) {
        message->reason = cv_wire_text(item->event->anomaly);
        message->message = cv_wire_text(trip_reason_text(item->event->anomaly));
    }
    return message;
}

static ProtobufCMessage *answer(const struct state *state, const struct run *run, bool recorded)
{
    struct cv_arena *arena = run->change.books->arena;
    Caravan__Logistics__V1__RecordTripEventsResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__record_trip_events_response__init(message);
    message->results = cv_arena_array(arena, run->count + 1, sizeof(*message->results));
    if (message->results == NULL)
        return NULL;
    message->n_results = run->count;
    for (size_t i = 0; i < run->count; i++)
        message->results[i] = wire_result(arena, &run->items[i], recorded);
    message->recorded = recorded;
    message->trip = trip_wire(arena, state->ids[0].text, &run->change.trip);
    return (ProtobufCMessage *)message;
}

static struct cv_status run_items(struct run *run, const struct state *state)
{
    run->count = state->request->n_events;
    if (run->change.count + run->count > EVENTS_MAX)
        return cv_status_f(run->change.books->arena, CV_RESOURCE_EXHAUSTED, "TRIP_FULL",
                           "a trip has at most %d events", EVENTS_MAX);
    run->items = cv_arena_array(run->change.books->arena, run->count + 1, sizeof(*run->items));
    if (run->items == NULL)
        return FULL;
    for (size_t i = 0; i < run->count; i++) {
        struct item *item = &run->items[i];

        item->refusal = take(run, state->request->events[i], item);
        if (item->refusal.code == CV_RESOURCE_EXHAUSTED)
            return item->refusal;
        run->refused += !cv_ok(item->refusal);
    }
    return CV_STATUS_OK;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    bool all =
        state->request->mode == CARAVAN__LOGISTICS__V1__BATCH_MODE__BATCH_MODE_ALL_OR_NOTHING;
    struct cv_books books;
    struct run run = {0};
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);
    bool recorded;

    if (!cv_ok(status))
        return status;
    cv_audit_log(&books); /* events are only ever added */
    status = trip_change_begin(&run.change, &books, state->ids[0].text, state->ids[1].text, "",
                               state->request->n_events);
    if (cv_ok(status))
        status = run_items(&run, state);
    if (!cv_ok(status))
        return status;
    recorded = run.refused == 0 || !all;
    unit->nothing_done = !recorded || run.added == 0;
    if (!unit->nothing_done)
        status = trip_change_end(&run.change);
    if (cv_ok(status))
        *reply = answer(state, &run, recorded);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__RecordTripEventsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->request = request;
    state->unit.committed = corridors_committed;
    cv_check_range(&check, "events", (int64_t)request->n_events, 1, BATCH_MAX);
    cv_check_name(&check, "parent", request->parent, TRIP_NAME, state->ids);
    cv_field_enum(&check, "mode", &caravan__logistics__v1__batch_mode__descriptor, request->mode,
                  false);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_record_trip_events_method record_trip_events = {
    handle, sizeof(struct state)};
