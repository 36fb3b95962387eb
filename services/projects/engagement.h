/* The Engagement service: what people and organisations of both sides do together. Each method is
 * one file, verb_noun.c in the folder of its noun. */
#ifndef PROJECTS_ENGAGEMENT_H
#define PROJECTS_ENGAGEMENT_H

#include "caravan/projects/v1/engagement.caravan.h"
#include "projects.h"

/* Register the service. `service` is borrowed for the life of the server. */
struct cv_status engagement_serve(struct cv_server *server, struct projects *service);

#define ENGAGEMENT_METHOD(name)                                                                    \
    extern const struct caravan_projects_v1_engagement_##name##_method name

ENGAGEMENT_METHOD(create_activity);
ENGAGEMENT_METHOD(get_activity);
ENGAGEMENT_METHOD(list_activities);
ENGAGEMENT_METHOD(update_activity);

ENGAGEMENT_METHOD(create_health_campaign);
ENGAGEMENT_METHOD(get_health_campaign);
ENGAGEMENT_METHOD(list_health_campaigns);

ENGAGEMENT_METHOD(create_health_count);
ENGAGEMENT_METHOD(get_health_count);
ENGAGEMENT_METHOD(list_health_counts);
ENGAGEMENT_METHOD(update_health_count);

ENGAGEMENT_METHOD(create_donation);
ENGAGEMENT_METHOD(get_donation);
ENGAGEMENT_METHOD(list_donations);
ENGAGEMENT_METHOD(move_donation);

ENGAGEMENT_METHOD(create_challenge);
ENGAGEMENT_METHOD(get_challenge);
ENGAGEMENT_METHOD(list_challenges);
ENGAGEMENT_METHOD(move_challenge);
ENGAGEMENT_METHOD(settle_challenges);

ENGAGEMENT_METHOD(get_claim);
ENGAGEMENT_METHOD(list_claims);

ENGAGEMENT_METHOD(import_engagement);

ENGAGEMENT_METHOD(engagement_report);

#undef ENGAGEMENT_METHOD

/* The Creates in parts (service/creation.h), for imports. */
extern const struct cv_creation activity_creation;
extern const struct cv_creation health_campaign_creation;
extern const struct cv_creation health_count_creation;
extern const struct cv_creation donation_creation;
extern const struct cv_creation challenge_creation;

#endif
