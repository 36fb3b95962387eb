#include "service/audit.h"
#include "sort_plan/sort_plan.h"

static struct cv_status retire(struct cv_books *books, int64_t hub_no, struct sort_plan *plan,
                               int64_t now_us)
{
    switch (sort_plan_state(plan, now_us)) {
    case PLAN_RETIRED:
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "PLAN_RETIRED",
                           "plan %s is retired already", plan->id);
    case PLAN_ACTIVE:
        plan->until_us = now_us;
        return sort_plan_replace(books, hub_no, plan);
    case PLAN_DRAFT:
    case PLAN_VALIDATED:
        break;
    }
    plan->put_away = true;
    return plan->from_us == 0 ? sort_plan_replace(books, hub_no, plan)
                              : sort_plan_unschedule(books, hub_no, plan);
}

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    int64_t now_us = cv_tx_now_us(books->tx);
    struct sort_plan plan;
    struct cv_status status = sort_plan_get(books, hub_no, unit->ids[1].text, &plan);

    if (cv_ok(status))
        cv_audit_before(books, sort_plan_wire(books->arena, unit->ids[0].text, &plan, now_us));
    if (cv_ok(status))
        status = retire(books, hub_no, &plan, now_us);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)sort_plan_wire(books->arena, unit->ids[0].text, &plan, now_us);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__RetireSortPlanRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct hub_unit *unit = memory;

    cv_check_name(&check, "name", request->name, SORT_PLAN_NAME, unit->ids);
    hub_unit_write(unit, call, &check, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_retire_sort_plan_method retire_sort_plan = {
    handle, sizeof(struct hub_unit)};
