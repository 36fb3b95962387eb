/* The rules for a campaign's fields, and its form on the wire. */
#ifndef PROJECTS_HEALTH_CAMPAIGN_H
#define PROJECTS_HEALTH_CAMPAIGN_H

#include "caravan/projects/v1/health_campaign.pb-c.h"
#include "engagement_field.h"
#include "health_campaign/health_campaign_store.h"

#define HEALTH_CAMPAIGN_NAME PROGRAMME_NAME "/healthCampaigns/@"

/* Take the fields and check them. Texts are borrowed from the request. `programme`: its id. */
void health_campaign_read(struct cv_check *check,
                          const Caravan__Projects__V1__HealthCampaign *message,
                          const char *programme, struct health_campaign *campaign);

/* `programme`: its id. NULL when the arena is full. */
Caravan__Projects__V1__HealthCampaign *health_campaign_wire(struct cv_arena *arena,
                                                            const char *programme,
                                                            const struct health_campaign *campaign);

#endif
