#include "sort_plan/sort_plan.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    int64_t hub_no;
    struct cv_status status = hub_number(books, list->parent->text, &hub_no);

    return cv_ok(status) ? sort_plan_list(books, hub_no, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return sort_plan_wire(books->arena, list->parent->text, row, cv_tx_now_us(books->tx));
}

static const struct cv_listing LISTING = {HUB_NAME, CV_LISTING_KEY(struct sort_plan, no), read,
                                          wire};

LISTING_METHOD(hubs, sort_plans, SortPlans);
