#include "sort_plan/sort_plan.h"

struct state {
    struct hub_unit unit;
    const Caravan__Logistics__V1__SortPlan *asked;
    uint32_t mask;
};

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_check check = cv_check_begin(books->arena);
    int64_t now_us = cv_tx_now_us(books->tx);
    struct sort_plan plan;
    struct cv_status status = sort_plan_get(books, hub_no, unit->ids[1].text, &plan);

    if (cv_ok(status))
        status = cv_field_etag_match(books->arena, state->asked->etag, plan.version);
    if (cv_ok(status) && sort_plan_state(&plan, now_us) != PLAN_DRAFT)
        status = cv_status_f(books->arena, CV_FAILED_PRECONDITION, "PLAN_NOT_DRAFT",
                             "plan %s is a draft no more: make a new one", plan.id);
    if (!cv_ok(status))
        return status;
    sort_plan_read(&check, unit->ids[0].text, state->asked, state->mask, &plan);
    if (!cv_check_fine(&check))
        return check.status;
    status = sort_plan_replace(books, hub_no, &plan);
    if (cv_ok(status) && sort_plan_mask_entries(state->mask))
        status = sort_plan_replace_entries(books, hub_no, &plan);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)sort_plan_wire(books->arena, unit->ids[0].text, &plan, now_us);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__UpdateSortPlanRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->asked = request->sort_plan;
    if (state->asked == NULL) {
        cv_check_fail(&check, "sort_plan", "sort_plan is required");
    } else {
        cv_check_name(&check, "sort_plan.name", state->asked->name, SORT_PLAN_NAME,
                      state->unit.ids);
        cv_field_etag_given(&check, "sort_plan.etag", state->asked->etag);
        state->mask = sort_plan_mask(&check, request->update_mask);
    }
    hub_unit_write(&state->unit, call, &check, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_update_sort_plan_method update_sort_plan = {
    handle, sizeof(struct state)};
