#include "hub/hub.h"
#include "hubs.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return hub_list(books, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return hub_wire(books->arena, row);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct hub, ref.no), read, wire};

LISTING_METHOD(hubs, hubs, Hubs);
