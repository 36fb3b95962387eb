#include "app/unit.h"
#include "box/box.h"
#include "corridors.h"
#include "service/field.h"

struct state {
    struct cv_unit unit;
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct state *state,
                                const struct box *rows, size_t count, bool more)
{
    Caravan__Logistics__V1__ListBoxesResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_boxes_response__init(message);
    message->boxes = cv_arena_array(arena, count + 1, sizeof(*message->boxes));
    if (message->boxes == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->boxes[i] = box_wire(arena, &rows[i]);
    message->n_boxes = count;
    if (more)
        message->next_page_token = cv_page_next(&state->page, arena, rows[count - 1].uid);
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct box *rows;
    struct cv_status status;
    struct cv_books books;
    size_t count;
    bool more;

    cv_books_open(&books, unit->op.scope, tx);
    status = box_list(&books, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, state, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListBoxesRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_field_page(&check, call, "", request->page_size, request->page_token, &state->page);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_list_boxes_method list_boxes = {handle,
                                                                            sizeof(struct state)};
