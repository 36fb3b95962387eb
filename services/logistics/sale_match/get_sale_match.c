#include "app/unit.h"
#include "sale_match/sale_match.h"
#include "sales.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct sale_match match;
    struct cv_books books;
    struct cv_status status;

    cv_books_open(&books, unit->op.scope, tx);
    status = sale_match_get(&books, state->id.text, &match);
    return cv_ok(status) ? sale_match_answer(&books, &match, reply) : status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__GetSaleMatchRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, SALE_MATCH_NAME, &state->id);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_sales_get_sale_match_method get_sale_match = {
    handle, sizeof(struct state)};
