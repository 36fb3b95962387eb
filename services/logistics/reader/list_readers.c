#include "app/unit.h"
#include "hubs.h"
#include "reader/reader.h"

struct state {
    struct cv_unit unit;
    struct cv_id hub;
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct state *state,
                                const struct reader *rows, size_t count, bool more)
{
    Caravan__Logistics__V1__ListReadersResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_readers_response__init(message);
    message->readers = cv_arena_array(arena, count + 1, sizeof(*message->readers));
    if (message->readers == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->readers[i] = reader_wire(arena, state->hub.text, &rows[i]);
    message->n_readers = count;
    if (more)
        message->next_page_token =
            cv_page_next(&state->page, arena, hub_page_key(rows[count - 1].no));
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_status status;
    struct cv_books books;
    struct hub_ref hub;
    struct reader *rows;
    size_t count;
    bool more;

    cv_books_open(&books, unit->op.scope, tx);
    status = hub_find(&books, state->hub.text, &hub);
    if (cv_ok(status))
        status = reader_list(&books, hub.no, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, state, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListReadersRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, HUB_NAME, &state->hub);
    cv_field_page(&check, call, request->parent, request->page_size, request->page_token,
                  &state->page);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_hubs_list_readers_method list_readers = {handle,
                                                                           sizeof(struct state)};
