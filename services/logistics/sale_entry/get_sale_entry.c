#include "app/unit.h"
#include "sale_entry/sale_entry.h"
#include "sales.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[2]; /* sale, entry */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct sale_entry entry;
    struct cv_books books;
    struct cv_status status;
    struct sale sale;

    cv_books_open(&books, unit->op.scope, tx);
    status = sale_get(&books, state->ids[0].text, NULL, &sale);
    if (cv_ok(status))
        status = sale_entry_get(&books, &sale, state->ids[1].text, &entry);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)sale_entry_wire(books.arena, sale.id, sale.currency, &entry);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__GetSaleEntryRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, SALE_ENTRY_NAME, state->ids);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_sales_get_sale_entry_method get_sale_entry = {
    handle, sizeof(struct state)};
