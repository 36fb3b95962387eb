#include "service/audit.h"
#include "sort_plan/sort_plan.h"

struct state {
    struct hub_unit unit;
    int64_t at_us; /* 0: now */
};

static struct cv_status check_ready(struct cv_books *books, int64_t hub_no,
                                    const struct sort_plan *plan, int64_t at_us, int64_t now_us)
{
    if (sort_plan_state(plan, now_us) == PLAN_RETIRED || !plan->validated)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "PLAN_NOT_VALIDATED",
                           "plan %s is not in the state VALIDATED", plan->id);
    if (plan->from_us != 0)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "PLAN_SCHEDULED",
                           "plan %s has its instant already", plan->id);
    if (at_us < now_us)
        return cv_status(CV_FAILED_PRECONDITION, "INSTANT_PAST",
                         "what was sorted in the past was sorted by another plan: choose an "
                         "instant to come, or none for now");
    return sort_plan_whole(books, hub_no, plan);
}

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    int64_t now_us = cv_tx_now_us(books->tx);
    int64_t at_us = state->at_us == 0 ? now_us : state->at_us;
    struct sort_plan plan;
    struct cv_status status = sort_plan_get(books, hub_no, unit->ids[1].text, &plan);

    if (cv_ok(status))
        cv_audit_before(books, sort_plan_wire(books->arena, unit->ids[0].text, &plan, now_us));
    if (cv_ok(status))
        status = check_ready(books, hub_no, &plan, at_us, now_us);
    if (cv_ok(status))
        status = sort_plan_schedule(books, hub_no, &plan, at_us);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)sort_plan_wire(books->arena, unit->ids[0].text, &plan, now_us);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ActivateSortPlanRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, SORT_PLAN_NAME, state->unit.ids);
    state->at_us = cv_wire_time_read(&check, "activate_time", request->activate_time);
    hub_unit_write(&state->unit, call, &check, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_activate_sort_plan_method activate_sort_plan = {
    handle, sizeof(struct state)};
