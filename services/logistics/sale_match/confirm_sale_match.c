#include "sale/sale.h"
#include "sale_match/sale_match.h"
#include "sales.h"
#include "service/field.h"

static struct cv_status decide(struct cv_books *books, struct sale_match *match,
                               const struct sale_decision *self)
{
    struct cv_status status = CV_STATUS_OK;

    if (self->counts.text[0] != '\0')
        status = sale_match_prefer(books, match, self->counts.text);
    return cv_ok(status) ? sale_match_confirm(books, match, self->reason) : status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ConfirmSaleMatchRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct sale_decision *decision = memory;

    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, false);
    if (request->counts[0] != '\0')
        cv_check_name(&check, "counts", request->counts, SALE_NAME, &decision->counts);
    decision->etag = request->etag;
    decision->reason = request->reason;
    decision->decide = decide;
    sale_decision_run(decision, call, &check, request->name, request->request_id);
}

const struct caravan_logistics_v1_sales_confirm_sale_match_method confirm_sale_match = {
    handle, sizeof(struct sale_decision)};
