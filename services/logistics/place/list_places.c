#include "corridors.h"
#include "place/place.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return place_list(books, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return place_wire(books->arena, row);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct place, uid), read, wire};

LISTING_METHOD(corridors, places, Places);
