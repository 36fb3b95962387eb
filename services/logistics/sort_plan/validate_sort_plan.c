#include "service/audit.h"
#include "sort_plan/sort_plan.h"

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    int64_t now_us = cv_tx_now_us(books->tx);
    struct sort_plan plan;
    struct cv_status status = sort_plan_get(books, hub_no, unit->ids[1].text, &plan);

    if (cv_ok(status))
        cv_audit_before(books, sort_plan_wire(books->arena, unit->ids[0].text, &plan, now_us));
    if (cv_ok(status) && sort_plan_state(&plan, now_us) != PLAN_DRAFT)
        status = cv_status_f(books->arena, CV_FAILED_PRECONDITION, "PLAN_NOT_DRAFT",
                             "plan %s is a draft no more", plan.id);
    if (cv_ok(status))
        status = sort_plan_whole(books, hub_no, &plan);
    if (!cv_ok(status))
        return status;
    plan.validated = true;
    status = sort_plan_replace(books, hub_no, &plan);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)sort_plan_wire(books->arena, unit->ids[0].text, &plan, now_us);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ValidateSortPlanRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct hub_unit *unit = memory;

    cv_check_name(&check, "name", request->name, SORT_PLAN_NAME, unit->ids);
    hub_unit_write(unit, call, &check, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_validate_sort_plan_method validate_sort_plan = {
    handle, sizeof(struct hub_unit)};
