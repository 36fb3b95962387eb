#include "app/unit.h"
#include "corridors.h"
#include "trip/event_store.h"
#include "trip/trip_event.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[2]; /* corridor, trip */
    struct cv_page page;
};

/* The keys of a page are sequences. */
static struct cv_uuid key_of(int64_t seq)
{
    struct cv_uuid key = {0};

    for (int i = 0; i < 8; i++)
        key.bytes[15 - i] = (uint8_t)((uint64_t)seq >> 8 * i);
    return key;
}

static int64_t seq_of(struct cv_uuid key)
{
    uint64_t seq = 0;

    for (int i = 8; i < 16; i++)
        seq = seq << 8 | key.bytes[i];
    return (int64_t)(seq & INT64_MAX);
}

static ProtobufCMessage *answer(struct cv_arena *arena, const struct state *state,
                                const struct trip *trip, const struct trip_event *rows,
                                size_t count)
{
    Caravan__Logistics__V1__ListTripEventsResponse *message =
        cv_arena_alloc(arena, sizeof(*message));
    size_t size = (size_t)state->page.size;
    bool more = count > size;

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_trip_events_response__init(message);
    message->n_events = more ? size : count;
    message->events = cv_arena_array(arena, count + 1, sizeof(*message->events));
    if (message->events == NULL)
        return NULL;
    for (size_t i = 0; i < message->n_events; i++)
        message->events[i] = trip_event_wire(arena, trip, &rows[i]);
    if (more)
        message->next_page_token =
            cv_page_next(&state->page, arena, key_of(rows[message->n_events - 1].seq));
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct trip_event *rows;
    struct cv_status status;
    struct cv_books books;
    struct trip trip;
    size_t count;

    cv_books_open(&books, unit->op.scope, tx);
    status = trip_get(&books, state->ids[0].text, state->ids[1].text, &trip);
    if (cv_ok(status))
        status = trip_events_after(&books, trip.uid, seq_of(state->page.after),
                                   (size_t)state->page.size + 1, &rows, &count);
    if (cv_ok(status))
        *reply = answer(books.arena, state, &trip, rows, count);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListTripEventsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, TRIP_NAME, state->ids);
    cv_field_page(&check, call, request->parent, request->page_size, request->page_token,
                  &state->page);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_list_trip_events_method list_trip_events = {
    handle, sizeof(struct state)};
