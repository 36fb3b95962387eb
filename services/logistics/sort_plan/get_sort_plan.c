#include "sort_plan/sort_plan.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct sort_plan plan;
    int64_t hub_no;
    struct cv_status status = hub_number(books, ids[0].text, &hub_no);

    if (cv_ok(status))
        status = sort_plan_get(books, hub_no, ids[1].text, &plan);
    if (cv_ok(status))
        *message = sort_plan_wire(books->arena, ids[0].text, &plan, cv_tx_now_us(books->tx));
    return status;
}

LOOKUP_METHOD(hubs, sort_plan, SortPlan, SORT_PLAN_NAME);
