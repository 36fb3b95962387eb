#include "app/unit.h"
#include "corridor/corridor.h"
#include "corridors.h"
#include "trip/trip.h"

#define NUMBER_MAX 20

struct state {
    struct cv_unit unit;
    struct cv_id corridor;
    struct trip_traits traits;
    struct cv_id consignment;
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct state *state,
                                const struct trip *rows, size_t count, bool more)
{
    Caravan__Logistics__V1__FindTripsResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__find_trips_response__init(message);
    message->trips = cv_arena_array(arena, count + 1, sizeof(*message->trips));
    if (message->trips == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->trips[i] = trip_wire(arena, state->corridor.text, &rows[i]);
    message->n_trips = count;
    if (more)
        message->next_page_token = cv_page_next(&state->page, arena, rows[count - 1].uid);
    return &message->base;
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
        status =
            trip_search(&books, corridor.uid, &state->traits, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, state, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__FindTripsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, CORRIDOR_NAME, &state->corridor);
    cv_check_text(&check, "number", request->number, NUMBER_MAX, false);
    cv_check_text(&check, "wagon", request->wagon, NUMBER_MAX, false);
    if (request->consignment[0] != '\0')
        cv_check_name(&check, "consignment", request->consignment, "consignments/@",
                      &state->consignment);
    cv_field_page(&check, call, request->parent, request->page_size, request->page_token,
                  &state->page);
    state->traits = (struct trip_traits){
        .number = request->number,
        .wagon = request->wagon,
        .consignment = request->consignment[0] == '\0' ? "" : state->consignment.text,
    };
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_find_trips_method find_trips = {handle,
                                                                            sizeof(struct state)};
