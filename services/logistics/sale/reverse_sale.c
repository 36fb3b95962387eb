#include "app/unit.h"
#include "sale/sale.h"
#include "sale_entry/sale_entry.h"
#include "sales.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    struct cv_id reversal_id;
    struct sale_reversal asked;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct sale sale;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = sale_get(&books, state->id.text, NULL, &sale);
    if (cv_ok(status))
        cv_audit_before(&books, sale_wire(books.arena, &sale));
    if (cv_ok(status))
        status = sale_reverse(&books, &sale, &state->asked);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)sale_wire(books.arena, &sale);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ReverseSaleRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, SALE_NAME, &state->id);
    sale_reversal_read(&check, request->reversal_id, request->reference, request->effective_date,
                       &state->reversal_id, &state->asked);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_sales_reverse_sale_method reverse_sale = {handle,
                                                                            sizeof(struct state)};
