#include "app/unit.h"
#include "corridors.h"
#include "place/place.h"

struct state {
    struct cv_unit unit;
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct cv_page *page,
                                const struct place *rows, size_t count, bool more)
{
    Caravan__Logistics__V1__ListPlacesResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_places_response__init(message);
    message->places = cv_arena_array(arena, count + 1, sizeof(*message->places));
    if (message->places == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->places[i] = place_wire(arena, &rows[i]);
    message->n_places = count;
    if (more)
        message->next_page_token = cv_page_next(page, arena, rows[count - 1].uid);
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_status status;
    struct cv_books books;
    struct place *rows;
    size_t count;
    bool more;

    cv_books_open(&books, unit->op.scope, tx);
    status = place_list(&books, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, &state->page, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListPlacesRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_field_page(&check, call, "", request->page_size, request->page_token, &state->page);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_list_places_method list_places = {handle,
                                                                              sizeof(struct state)};
