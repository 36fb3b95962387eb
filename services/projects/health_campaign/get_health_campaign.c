#include "engagement.h"
#include "health_campaign/health_campaign.h"
#include "programme/programme_store.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct programme_ref programme;
    struct health_campaign campaign;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = health_campaign_get(books, programme.uid, ids[1].text, &campaign);
    if (cv_ok(status))
        *message = health_campaign_wire(books->arena, ids[0].text, &campaign);
    return status;
}

LOOKUP_METHOD(engagement, health_campaign, HealthCampaign, HEALTH_CAMPAIGN_NAME);
