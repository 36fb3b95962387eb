#include "sale_period/sale_period.h"
#include "sales.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return sale_period_list(books, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return sale_period_wire(books->arena, row);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct sale_period, month), read,
                                          wire};

LISTING_METHOD(sales, sale_periods, SalePeriods);
