#include "app/unit.h"
#include "corridor/corridor.h"
#include "corridors.h"
#include "trip/trip.h"

struct state {
    struct cv_unit unit;
    struct cv_id corridor;
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct state *state,
                                const struct trip *rows, size_t count, bool more)
{
    Caravan__Logistics__V1__ListTripsResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_trips_response__init(message);
    message->trips = cv_arena_array(arena, count + 1, sizeof(*message->trips));
    if (message->trips == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->trips[i] = trip_wire(arena, state->corridor.text, &rows[i]);
    message->n_trips = count;
    if (more)
        message->next_page_token = cv_page_next(&state->page, arena, rows[count - 1].uid);
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct corridor_ref corridor;
    struct cv_status status;
    struct cv_books books;
    struct trip *rows;
    size_t count;
    bool more;

    cv_books_open(&books, unit->op.scope, tx);
    status = corridor_find(&books, state->corridor.text, NULL, &corridor);
    if (cv_ok(status))
        status = trip_list(&books, corridor.uid, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, state, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListTripsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, CORRIDOR_NAME, &state->corridor);
    cv_field_page(&check, call, request->parent, request->page_size, request->page_token,
                  &state->page);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_list_trips_method list_trips = {handle,
                                                                            sizeof(struct state)};
