/* What was sold between two days, as of an instant. */
#include "app/unit.h"
#include "sales.h"
#include "sales_report/sale_view.h"
#include "sales_report/sales_report_wire.h"
#include "service/known_at.h"

struct state {
    struct cv_unit unit;
    struct cv_known_at known; /* before the unit */
    struct cv_call *call;
    struct sale_view view;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct sale_view view = state->view;
    struct sales_report made;
    struct cv_books books;
    struct cv_status status;

    cv_books_open(&books, unit->op.scope, tx);
    status = cv_known_at_us(&state->known, &books, &view.known_us);
    if (cv_ok(status))
        status = sales_report_read(&books, &view, &made);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)sales_report_wire(books.arena, &view, &made);
    return status;
}

static void then(struct cv_known_at *known)
{
    struct state *state = CV_CONTAINER_OF(known, struct state, known);

    cv_unit_read(&state->unit, state->call, logistics_store(state->call), work);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__SalesReportRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    sale_view_read(&check, request->currency, request->effective_from, request->effective_through,
                   &state->view);
    cv_known_at_read(&state->known, &check, "known_at", request->known_at);
    state->call = call;
    if (cv_check_fine(&check))
        cv_known_at_close(&state->known, call, logistics_store(call), then);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_sales_sales_report_method sales_report = {handle,
                                                                            sizeof(struct state)};
