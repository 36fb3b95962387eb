#include "sale_match/sale_match.h"
#include "sales.h"
#include "service/field.h"

static struct cv_status decide(struct cv_books *books, struct sale_match *match,
                               const struct sale_decision *self)
{
    return sale_match_undo(books, match, self->reason);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__UndoSaleMatchRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct sale_decision *decision = memory;

    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, true);
    decision->etag = request->etag;
    decision->reason = request->reason;
    decision->decide = decide;
    sale_decision_run(decision, call, &check, request->name, request->request_id);
}

const struct caravan_logistics_v1_sales_undo_sale_match_method undo_sale_match = {
    handle, sizeof(struct sale_decision)};
