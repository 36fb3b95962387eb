#include "app/unit.h"
#include "sale_entry/sale_entry.h"
#include "sales.h"

struct state {
    struct cv_unit unit;
    struct cv_id sale;
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct state *state,
                                const struct sale *sale, const struct sale_entry *rows,
                                size_t count, bool more)
{
    Caravan__Logistics__V1__ListSaleEntriesResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_sale_entries_response__init(message);
    message->sale_entries = cv_arena_array(arena, count + 1, sizeof(*message->sale_entries));
    if (message->sale_entries == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->sale_entries[i] = sale_entry_wire(arena, sale->id, sale->currency, &rows[i]);
    message->n_sale_entries = count;
    if (more)
        message->next_page_token = cv_page_next(&state->page, arena, rows[count - 1].uid);
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct sale_entry *rows;
    struct cv_books books;
    struct cv_status status;
    struct sale sale;
    size_t count;
    bool more;

    cv_books_open(&books, unit->op.scope, tx);
    status = sale_get(&books, state->sale.text, NULL, &sale);
    if (cv_ok(status))
        status = sale_entry_list(&books, &sale, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, state, &sale, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListSaleEntriesRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, SALE_NAME, &state->sale);
    cv_field_page(&check, call, request->parent, request->page_size, request->page_token,
                  &state->page);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_sales_list_sale_entries_method list_sale_entries = {
    handle, sizeof(struct state)};
