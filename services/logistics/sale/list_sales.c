#include "app/unit.h"
#include "sale/sale.h"
#include "sales.h"

struct state {
    struct cv_unit unit;
    const char *channel;
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct cv_page *page,
                                const struct sale *rows, size_t count, bool more)
{
    Caravan__Logistics__V1__ListSalesResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_sales_response__init(message);
    message->sales = cv_arena_array(arena, count + 1, sizeof(*message->sales));
    if (message->sales == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->sales[i] = sale_wire(arena, &rows[i]);
    message->n_sales = count;
    if (more)
        message->next_page_token = cv_page_next(page, arena, rows[count - 1].uid);
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_books books;
    struct cv_status status;
    struct sale *rows;
    size_t count;
    bool more;

    cv_books_open(&books, unit->op.scope, tx);
    status = sale_list(&books, state->channel, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, &state->page, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListSalesRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_id(&check, "channel", request->channel, false);
    cv_field_page(&check, call, request->channel, request->page_size, request->page_token,
                  &state->page);
    state->channel = request->channel;
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_sales_list_sales_method list_sales = {handle,
                                                                        sizeof(struct state)};
