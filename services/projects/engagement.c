#include "engagement.h"

struct cv_status engagement_serve(struct cv_server *server, struct projects *service)
{
    const struct caravan_projects_v1_engagement_handlers handlers = {
        .create_activity = &create_activity,
        .get_activity = &get_activity,
        .list_activities = &list_activities,
        .update_activity = &update_activity,
        .create_health_campaign = &create_health_campaign,
        .get_health_campaign = &get_health_campaign,
        .list_health_campaigns = &list_health_campaigns,
        .create_health_count = &create_health_count,
        .get_health_count = &get_health_count,
        .list_health_counts = &list_health_counts,
        .update_health_count = &update_health_count,
        .create_donation = &create_donation,
        .get_donation = &get_donation,
        .list_donations = &list_donations,
        .move_donation = &move_donation,
        .create_challenge = &create_challenge,
        .get_challenge = &get_challenge,
        .list_challenges = &list_challenges,
        .move_challenge = &move_challenge,
        .settle_challenges = &settle_challenges,
        .get_claim = &get_claim,
        .list_claims = &list_claims,
        .import_engagement = &import_engagement,
        .engagement_report = &engagement_report,
    };

    return caravan_projects_v1_engagement_serve(server, &handlers, service);
}
