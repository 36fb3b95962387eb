#include "destination/destination.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    int64_t hub_no;
    struct cv_status status = hub_number(books, list->parent->text, &hub_no);

    return cv_ok(status) ? destination_list(books, hub_no, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return destination_wire(books->arena, list->parent->text, row);
}

static const struct cv_listing LISTING = {HUB_NAME, CV_LISTING_KEY(struct destination, no), read,
                                          wire};

LISTING_METHOD(hubs, destinations, Destinations);
