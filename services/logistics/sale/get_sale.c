#include "app/unit.h"
#include "sale/sale.h"
#include "sales.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_books books;
    struct cv_status status;
    struct sale sale;

    cv_books_open(&books, unit->op.scope, tx);
    status = sale_get(&books, state->id.text, NULL, &sale);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)sale_wire(books.arena, &sale);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__GetSaleRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, SALE_NAME, &state->id);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_sales_get_sale_method get_sale = {handle, sizeof(struct state)};
