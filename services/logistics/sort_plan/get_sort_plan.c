#include "sort_plan/sort_plan.h"

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    struct sort_plan plan;
    struct cv_status status = sort_plan_get(books, hub_no, unit->ids[1].text, &plan);

    if (cv_ok(status))
        *reply = (ProtobufCMessage *)sort_plan_wire(books->arena, unit->ids[0].text, &plan,
                                                    cv_tx_now_us(books->tx));
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__GetSortPlanRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct hub_unit *unit = memory;

    cv_check_name(&check, "name", request->name, SORT_PLAN_NAME, unit->ids);
    hub_unit_read(unit, call, &check, work);
}

const struct caravan_logistics_v1_hubs_get_sort_plan_method get_sort_plan = {
    handle, sizeof(struct hub_unit)};
