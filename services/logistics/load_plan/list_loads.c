#include "corridors.h"
#include "load_plan/load.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct trip_ref trip;
    struct cv_status status =
        trip_find(books, list->parent[0].text, list->parent[1].text, NULL, &trip);

    if (cv_ok(status))
        status = load_list(books, &trip, &list->listed);
    return cv_ok(status) ? load_reconcile(books, &trip, list->listed.rows, list->listed.count)
                         : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return load_wire(books->arena, list->parent, row);
}

static const struct cv_listing LISTING = {TRIP_NAME, CV_LISTING_KEY(struct load, uid), read, wire};

LISTING_METHOD(corridors, loads, Loads);
