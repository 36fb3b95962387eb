#include "app/unit.h"
#include "sale_period/sale_period.h"
#include "sales.h"
#include "service/field.h"

struct state {
    struct cv_unit unit;
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct cv_page *page,
                                const struct sale_period *rows, size_t count, bool more)
{
    Caravan__Logistics__V1__ListSalePeriodsResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_sale_periods_response__init(message);
    message->sale_periods = cv_arena_array(arena, count + 1, sizeof(*message->sale_periods));
    if (message->sale_periods == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->sale_periods[i] = sale_period_wire(arena, &rows[i]);
    message->n_sale_periods = count;
    if (more)
        message->next_page_token =
            cv_page_next(page, arena, sale_period_key(rows[count - 1].month));
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct sale_period *rows;
    struct cv_books books;
    struct cv_status status;
    size_t count;
    bool more;

    cv_books_open(&books, unit->op.scope, tx);
    status = sale_period_list(&books, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, &state->page, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListSalePeriodsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_field_page(&check, call, "", request->page_size, request->page_token, &state->page);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_sales_list_sale_periods_method list_sale_periods = {
    handle, sizeof(struct state)};
