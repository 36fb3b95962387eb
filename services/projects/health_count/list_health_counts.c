#include "engagement.h"
#include "health_count/health_count.h"

#include <inttypes.h>

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    const Caravan__Projects__V1__ListHealthCountsRequest *request = (const void *)list->request;
    struct engagement_view view;

    cv_field_enum(check, "measure", &caravan__projects__v1__health_measure__descriptor,
                  request->measure, false);
    cv_check_id(check, "site", request->site, false);
    engagement_view_read(check, request->effective_from, request->effective_through,
                         request->known_at, &view);
    return cv_arena_printf(check->arena, "%s %d %s %d %d %" PRId64, request->parent,
                           (int)request->measure, request->site, view.from, view.through,
                           view.known_us);
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    const Caravan__Projects__V1__ListHealthCountsRequest *request = (const void *)list->request;
    struct health_count_choice choice = {.measure = request->measure, .site = request->site};
    struct cv_check check = cv_check_begin(books->arena);
    struct health_count_parent *parent = cv_arena_zalloc(books->arena, sizeof(*parent));
    struct cv_status status = CV_STATUS_OK;

    if (parent == NULL)
        return status;
    engagement_view_read(&check, request->effective_from, request->effective_through,
                         request->known_at, &choice.view);
    list->of = parent;
    status = health_count_parent_find(books, list->parent, parent);
    return cv_ok(status) ? health_count_list(books, parent->campaign.uid, &choice, &list->listed)
                         : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    const struct health_count_parent *parent = list->of;

    return health_count_wire(books->arena, list->parent, parent->programme.currency, row);
}

static const struct cv_listing LISTING = {
    HEALTH_CAMPAIGN_NAME, CV_LISTING_KEY(struct health_count, uid), read, wire, chosen};

LISTING_METHOD(engagement, health_counts, HealthCounts);
