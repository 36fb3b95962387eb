#include "app/unit.h"
#include "corridor/corridor.h"
#include "corridors.h"

struct state {
    struct cv_unit unit;
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct cv_page *page,
                                const struct corridor *rows, size_t count, bool more)
{
    Caravan__Logistics__V1__ListCorridorsResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_corridors_response__init(message);
    message->corridors = cv_arena_array(arena, count + 1, sizeof(*message->corridors));
    if (message->corridors == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->corridors[i] = corridor_wire(arena, &rows[i]);
    message->n_corridors = count;
    if (more)
        message->next_page_token = cv_page_next(page, arena, rows[count - 1].uid);
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_status status;
    struct cv_books books;
    struct corridor *rows;
    size_t count;
    bool more;

    cv_books_open(&books, unit->op.scope, tx);
    status = corridor_list(&books, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, &state->page, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListCorridorsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_field_page(&check, call, "", request->page_size, request->page_token, &state->page);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_list_corridors_method list_corridors = {
    handle, sizeof(struct state)};
