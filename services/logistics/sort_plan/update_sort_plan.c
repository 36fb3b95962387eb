#include "sort_plan/sort_plan.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    int64_t now_us = cv_tx_now_us(books->tx);
    struct sort_plan plan;
    int64_t hub_no;
    struct cv_status status = hub_number(books, call->ids[0].text, &hub_no);

    if (cv_ok(status))
        status = sort_plan_get(books, hub_no, call->ids[1].text, &plan);
    if (cv_ok(status))
        status = cv_update_match(call, books, plan.version,
                                 sort_plan_wire(books->arena, call->ids[0].text, &plan, now_us));
    if (cv_ok(status) && sort_plan_state(&plan, now_us) != PLAN_DRAFT)
        status = cv_status_f(books->arena, CV_FAILED_PRECONDITION, "PLAN_NOT_DRAFT",
                             "plan %s is a draft no more: make a new one", plan.id);
    if (!cv_ok(status))
        return status;
    sort_plan_read(&check, call->ids[0].text, call->asked, call->mask, &plan);
    if (!cv_check_fine(&check))
        return check.status;
    status = sort_plan_replace(books, hub_no, &plan);
    if (cv_ok(status) && sort_plan_mask_entries(call->mask))
        status = sort_plan_replace_entries(books, hub_no, &plan);
    if (cv_ok(status))
        *message = sort_plan_wire(books->arena, call->ids[0].text, &plan, now_us);
    return status;
}

UPDATE_METHOD(hubs, sort_plan, SortPlan, SORT_PLAN_NAME);
