#include "sale/sale.h"
#include "sale_match/sale_match.h"
#include "sales.h"

#include <string.h>

struct state {
    struct cv_unit unit;
    struct cv_id sale;
    struct cv_id duplicate;
    const char *reason;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct sale_match match;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = sale_match_propose_by_hand(&books, state->sale.text, state->duplicate.text,
                                            state->reason, &match);
    return cv_ok(status) ? sale_match_answer(&books, &match, reply) : status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ProposeSaleMatchRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "sale", request->sale, SALE_NAME, &state->sale);
    cv_check_name(&check, "duplicate", request->duplicate, SALE_NAME, &state->duplicate);
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, true);
    if (cv_check_fine(&check) && strcmp(state->sale.text, state->duplicate.text) == 0)
        cv_check_fail(&check, "duplicate", "duplicate must be another sale than sale");
    state->reason = request->reason;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_sales_propose_sale_match_method propose_sale_match = {
    handle, sizeof(struct state)};
