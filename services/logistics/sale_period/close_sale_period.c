#include "app/date.h"
#include "app/unit.h"
#include "base/clock.h"
#include "sale_period/sale_period.h"
#include "sales.h"

struct state {
    struct cv_unit unit;
    int32_t month;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct sale_period period;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = sale_period_close(&books, state->month);
    if (cv_ok(status))
        status = sale_period_get(&books, state->month, &period);
    if (cv_ok(status))
        status = sale_period_tell(&books, &period);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)sale_period_wire(books.arena, &period);
    return status;
}

/* Over everywhere on earth: no sale of it can still happen. */
static bool is_over(int32_t month)
{
    return month < cv_date_at(cv_clock_utc_us(), -12 * 60) / 100;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__CloseSalePeriodRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->month = sale_period_read(&check, request->name);
    if (!cv_check_fine(&check))
        cv_call_finish(call, check.status);
    else if (!is_over(state->month))
        cv_call_finish(call, cv_status(CV_FAILED_PRECONDITION, "PERIOD_NOT_OVER",
                                       "the month is not over; it can be closed then"));
    else
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
}

const struct caravan_logistics_v1_sales_close_sale_period_method close_sale_period = {
    handle, sizeof(struct state)};
