#include "sale/sale.h"
#include "sales.h"

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    const Caravan__Logistics__V1__ListSalesRequest *request = (const void *)list->request;

    cv_check_id(check, "channel", request->channel, false);
    return request->channel;
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    const Caravan__Logistics__V1__ListSalesRequest *request = (const void *)list->request;

    return sale_list(books, request->channel, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return sale_wire(books->arena, row);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct sale, uid), read, wire,
                                          chosen};

LISTING_METHOD(sales, sales, Sales);
