#include "base/arena.h"
#include "base/clock.h"
#include "corridors.h"
#include "trip/event_store.h"
#include "trip/trip_alert.h"
#include "trip/trip_event.h"

#define PAGE            100
#define HEARTBEAT_EVERY (15 * CV_NS_PER_S)

struct state {
    struct cv_watch watch;
    struct cv_id ids[2]; /* corridor, trip */
    int64_t last;        /* the sequence sent last */
    bool begun;
};

static Caravan__Logistics__V1__WatchTripResponse *new_message(struct cv_arena *arena, int64_t seq)
{
    Caravan__Logistics__V1__WatchTripResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__watch_trip_response__init(message);
    message->sequence = seq;
    return message;
}

static struct cv_status check_resume(struct cv_books *books, struct state *state)
{
    int64_t newest;
    struct cv_status status = trip_events_newest(books, &newest);

    state->begun = true;
    return cv_ok(status) && state->last > newest
               ? cv_status_f(books->arena, CV_OUT_OF_RANGE, "SEQUENCE_UNKNOWN",
                             "the log ends at %lld; resume from a sequence that was sent",
                             (long long)newest)
               : status;
}

/* Those that the event raised or cleared. */
static void wire_alerts(struct cv_arena *arena, const struct trip *trip,
                        const struct trip_alert *alerts, size_t count,
                        Caravan__Logistics__V1__WatchTripResponse *message)
{
    message->alerts = cv_arena_array(arena, count + 1, sizeof(*message->alerts));
    for (size_t i = 0; message->alerts != NULL && i < count; i++) {
        const struct forecast_made *cleared = alerts[i].cleared;

        if (alerts[i].raised->seq != message->sequence &&
            (cleared == NULL || cleared->seq != message->sequence))
            continue;
        message->alerts[message->n_alerts] =
            trip_alert_wire(arena, trip, &alerts[i], message->sequence);
        if (message->alerts[message->n_alerts] == NULL)
            return;
        message->n_alerts++;
    }
}

static struct cv_status read_on(struct cv_watch *watch, struct cv_tx *tx, struct cv_arena *arena,
                                struct cv_watch_page *page)
{
    struct state *state = CV_CONTAINER_OF(watch, struct state, watch);
    struct trip_alert *alerts = NULL;
    size_t alert_count = 0;
    struct trip_event *rows;
    struct cv_status status;
    struct cv_books books;
    struct trip trip;

    cv_books_open(&books, &watch->scope, tx);
    status = trip_get(&books, state->ids[0].text, state->ids[1].text, &trip);
    if (cv_ok(status) && !state->begun)
        status = check_resume(&books, state);
    if (cv_ok(status))
        status = trip_events_after(&books, trip.uid, state->last, PAGE, &rows, &page->count);
    if (cv_ok(status) && page->count > 0)
        status = trip_alerts_load(&books, trip.uid, &alerts, &alert_count);
    page->messages = cv_arena_array(arena, PAGE, sizeof(*page->messages));
    for (size_t i = 0; cv_ok(status) && page->messages != NULL && i < page->count; i++) {
        Caravan__Logistics__V1__WatchTripResponse *message = new_message(arena, rows[i].seq);

        if (message == NULL)
            break;
        message->event = trip_event_wire(arena, &trip, &rows[i]);
        if (rows[i].seq == trip.last_seq)
            message->trip = trip_wire(arena, state->ids[0].text, &trip);
        wire_alerts(arena, &trip, alerts, alert_count, message);
        page->messages[i] = &message->base;
        state->last = rows[i].seq;
    }
    page->more = page->count == PAGE;
    return status;
}

static const ProtobufCMessage *sign(struct cv_watch *watch, struct cv_arena *arena,
                                    enum cv_watch_sign sign)
{
    struct state *state = CV_CONTAINER_OF(watch, struct state, watch);
    Caravan__Logistics__V1__WatchTripResponse *message = new_message(arena, state->last);

    if (message != NULL)
        message->caught_up = sign == CV_WATCH_CAUGHT_UP;
    return (ProtobufCMessage *)message;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__WatchTripRequest *request)
{
    static const struct cv_watch_kind KIND = {read_on, sign, HEARTBEAT_EVERY, NULL};
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct logistics *service = cv_call_service(call);
    struct state *state = memory;

    state->last = request->resume_sequence;
    cv_check_name(&check, "name", request->name, TRIP_NAME, state->ids);
    cv_check_range(&check, "resume_sequence", request->resume_sequence, 0, INT64_MAX);
    if (cv_check_fine(&check))
        cv_watch_begin(&state->watch, &KIND, call, service->store, &service->trips);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_watch_trip_method watch_trip = {handle,
                                                                            sizeof(struct state)};
