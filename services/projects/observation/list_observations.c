#include "observation/observation.h"
#include "projects.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct indicator_ref indicator;
    struct cv_status status =
        indicator_find(books, list->parent[0].text, list->parent[1].text, &indicator);

    return cv_ok(status) ? observation_list(books, &indicator, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return observation_wire(books->arena, list->parent, row);
}

static const struct cv_listing LISTING = {
    INDICATOR_NAME, CV_LISTING_KEY(struct observation, record.uid), read, wire};

LISTING_METHOD(projects, observations, Observations);
