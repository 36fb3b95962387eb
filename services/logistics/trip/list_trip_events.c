#include "corridors.h"
#include "trip/event_store.h"
#include "trip/trip_event.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct trip *trip = cv_arena_alloc(books->arena, sizeof(*trip));
    size_t size = (size_t)list->listed.page.size;
    struct trip_event *rows;
    struct cv_status status;
    size_t count;

    if (trip == NULL)
        return CV_STATUS_OK; /* the arena remembers */
    status = trip_get(books, list->parent[0].text, list->parent[1].text, trip);
    if (cv_ok(status))
        status = trip_events_after(books, trip->uid, cv_page_number(list->listed.page.after),
                                   size + 1, &rows, &count);
    if (!cv_ok(status))
        return status;
    list->of = trip;
    list->listed.rows = rows;
    list->listed.row_size = sizeof(*rows);
    list->listed.more = count > size;
    list->listed.count = list->listed.more ? size : count;
    return status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return trip_event_wire(books->arena, list->of, row);
}

static const struct cv_listing LISTING = {TRIP_NAME, CV_LISTING_KEY(struct trip_event, seq), read,
                                          wire};

LISTING_METHOD(corridors, trip_events, TripEvents);
