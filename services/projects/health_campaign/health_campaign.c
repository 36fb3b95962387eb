#include "health_campaign/health_campaign.h"

void health_campaign_read(struct cv_check *check,
                          const Caravan__Projects__V1__HealthCampaign *message,
                          const char *programme, struct health_campaign *campaign)
{
    cv_field_titles(check, "health_campaign.title", message->title, message->title_zh);
    cv_check_text(check, "health_campaign.reference", message->reference, CV_FIELD_REFERENCE_MAX,
                  false);
    campaign->title = message->title;
    campaign->title_zh = message->title_zh;
    campaign->organiser =
        field_partner_id(check, "health_campaign.organiser", message->organiser, programme, true);
    campaign->reference = message->reference;
}

Caravan__Projects__V1__HealthCampaign *health_campaign_wire(struct cv_arena *arena,
                                                            const char *programme,
                                                            const struct health_campaign *campaign)
{
    Caravan__Projects__V1__HealthCampaign *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__health_campaign__init(message);
    message->name =
        cv_arena_printf(arena, "programmes/%s/healthCampaigns/%s", programme, campaign->id);
    message->title = cv_wire_text(campaign->title);
    message->title_zh = cv_wire_text(campaign->title_zh);
    message->organiser = field_partner_name(arena, programme, campaign->organiser);
    message->reference = cv_wire_text(campaign->reference);
    message->create_time = cv_wire_time(arena, campaign->recorded_us);
    return message;
}
