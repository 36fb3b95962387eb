#include "app/unit.h"
#include "corridors.h"
#include "load_plan/load.h"
#include "service/field.h"

struct state {
    struct cv_unit unit;
    struct cv_id parent[2]; /* corridor, trip */
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct state *state,
                                const struct load *rows, size_t count, bool more)
{
    Caravan__Logistics__V1__ListLoadsResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_loads_response__init(message);
    message->loads = cv_arena_array(arena, count + 1, sizeof(*message->loads));
    if (message->loads == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->loads[i] = load_wire(arena, state->parent, &rows[i]);
    message->n_loads = count;
    if (more)
        message->next_page_token = cv_page_next(&state->page, arena, rows[count - 1].uid);
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct load *rows;
    struct trip_ref trip;
    struct cv_status status;
    struct cv_books books;
    size_t count;
    bool more;

    cv_books_open(&books, unit->op.scope, tx);
    status = trip_find(&books, state->parent[0].text, state->parent[1].text, NULL, &trip);
    if (cv_ok(status))
        status = load_list(&books, &trip, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, state, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListLoadsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, TRIP_NAME, state->parent);
    cv_field_page(&check, call, request->parent, request->page_size, request->page_token,
                  &state->page);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_list_loads_method list_loads = {handle,
                                                                            sizeof(struct state)};
