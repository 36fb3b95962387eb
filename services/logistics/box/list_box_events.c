#include "app/unit.h"
#include "box/box.h"
#include "corridors.h"

struct state {
    struct cv_unit unit;
    struct cv_id box;
    int64_t after;
    int64_t size;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct state *state,
                                const struct box_event *events, size_t count)
{
    Caravan__Logistics__V1__ListBoxEventsResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_box_events_response__init(message);
    message->more = count > (size_t)state->size;
    if (message->more)
        count--;
    message->events = cv_arena_array(arena, count + 1, sizeof(*message->events));
    if (message->events == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->events[i] = box_event_wire(arena, &events[i]);
    message->n_events = count;
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct box_event *events;
    struct cv_status status;
    struct cv_books books;
    struct box box;
    size_t count;

    cv_books_open(&books, unit->op.scope, tx);
    status = box_get(&books, state->box.text, NULL, &box);
    if (cv_ok(status))
        status = box_events(&books, &box, state->after, state->size + 1, &events, &count);
    if (cv_ok(status))
        *reply = answer(books.arena, state, events, count);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListBoxEventsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, BOX_NAME, &state->box);
    cv_check_range(&check, "after_sequence", request->after_sequence, 0, INT64_MAX);
    cv_check_range(&check, "page_size", request->page_size, 0, INT32_MAX);
    state->after = request->after_sequence;
    state->size = request->page_size == 0 ? CV_PAGE_DEFAULT : request->page_size;
    if (state->size > CV_PAGE_MAX)
        state->size = CV_PAGE_MAX;
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_list_box_events_method list_box_events = {
    handle, sizeof(struct state)};
