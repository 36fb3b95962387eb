#include "engagement.h"
#include "health_campaign/health_campaign.h"
#include "programme/programme_store.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct programme_ref programme;
    struct cv_status status = programme_find(books, list->parent->text, &programme);

    return cv_ok(status) ? health_campaign_list(books, programme.uid, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return health_campaign_wire(books->arena, list->parent->text, row);
}

static const struct cv_listing LISTING = {PROGRAMME_NAME,
                                          CV_LISTING_KEY(struct health_campaign, uid), read, wire};

LISTING_METHOD(engagement, health_campaigns, HealthCampaigns);
