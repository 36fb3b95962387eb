#include "bag/bag.h"

struct state {
    struct hub_unit unit;
    struct cv_page page;
};

static Caravan__Logistics__V1__BaggedParcel *row_wire(struct cv_arena *arena, const char *hub,
                                                      const struct bagged *row)
{
    Caravan__Logistics__V1__BaggedParcel *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__bagged_parcel__init(message);
    message->carrier = cv_wire_text(row->carrier);
    message->number = cv_wire_text(row->number);
    message->prefecture = hub_child_name(arena, hub, "prefectures", row->prefecture);
    message->grams = row->grams;
    return message;
}

static ProtobufCMessage *answer(struct cv_arena *arena, const struct state *state,
                                const struct bagged *rows, size_t count, bool more)
{
    Caravan__Logistics__V1__ListBagParcelsResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_bag_parcels_response__init(message);
    message->parcels = cv_arena_array(arena, count + 1, sizeof(*message->parcels));
    if (message->parcels == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->parcels[i] = row_wire(arena, state->unit.ids[0].text, &rows[i]);
    message->n_parcels = count;
    if (more)
        message->next_page_token =
            cv_page_next(&state->page, arena, number_key(rows[count - 1].parcel_no));
    return &message->base;
}

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct bagged *rows;
    struct bag bag;
    size_t count;
    bool more;
    struct cv_status status = bag_get(books, hub_no, unit->ids[1].text, NULL, &bag);

    if (cv_ok(status))
        status = bag_content(books, hub_no, bag.no, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books->arena, state, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListBagParcelsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, BAG_NAME, state->unit.ids);
    cv_field_page(&check, call, request->parent, request->page_size, request->page_token,
                  &state->page);
    hub_unit_read(&state->unit, call, &check, work);
}

const struct caravan_logistics_v1_hubs_list_bag_parcels_method list_bag_parcels = {
    handle, sizeof(struct state)};
