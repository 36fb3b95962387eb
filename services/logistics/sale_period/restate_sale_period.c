#include "app/unit.h"
#include "sale_period/sale_period.h"
#include "sales.h"
#include "service/field.h"

struct state {
    struct cv_unit unit;
    int32_t month;
    const char *reason;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct sale_period period;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = sale_period_restate(&books, state->month, state->reason);
    if (cv_ok(status))
        status = sale_period_get(&books, state->month, &period);
    if (cv_ok(status))
        status = sale_period_tell(&books, &period);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)sale_period_wire(books.arena, &period);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__RestateSalePeriodRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->month = sale_period_read(&check, request->name);
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, true);
    state->reason = request->reason;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_sales_restate_sale_period_method restate_sale_period = {
    handle, sizeof(struct state)};
