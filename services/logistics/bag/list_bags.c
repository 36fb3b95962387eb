#include "bag/bag.h"

struct state {
    struct hub_unit unit;
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct state *state,
                                const struct bag *rows, size_t count, bool more)
{
    Caravan__Logistics__V1__ListBagsResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_bags_response__init(message);
    message->bags = cv_arena_array(arena, count + 1, sizeof(*message->bags));
    if (message->bags == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->bags[i] = bag_wire(arena, state->unit.ids[0].text, &rows[i]);
    message->n_bags = count;
    if (more)
        message->next_page_token =
            cv_page_next(&state->page, arena, number_key(rows[count - 1].no));
    return &message->base;
}

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct bag *rows;
    size_t count;
    bool more;
    struct cv_status status = bag_list(books, hub_no, &state->page, &rows, &count, &more);

    if (cv_ok(status))
        *reply = answer(books->arena, state, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListBagsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, HUB_NAME, state->unit.ids);
    cv_field_page(&check, call, request->parent, request->page_size, request->page_token,
                  &state->page);
    hub_unit_read(&state->unit, call, &check, work);
}

const struct caravan_logistics_v1_hubs_list_bags_method list_bags = {handle, sizeof(struct state)};
