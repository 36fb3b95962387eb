#include "engagement.h"
#include "service/import.h"

static const struct cv_creation *const CREATIONS[] = {
    &activity_creation, &health_campaign_creation, &health_count_creation,
    &donation_creation, &challenge_creation,       NULL,
};
static const char *const TOLD[] = {"change_reason", "commitment", NULL};
static const struct cv_import IMPORT = {CREATIONS, TOLD};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ImportEngagementRequest *request)
{
    cv_import_run(&IMPORT, memory, call, projects_store(call), &request->base);
}

const struct caravan_projects_v1_engagement_import_engagement_method import_engagement = {
    handle, sizeof(struct cv_import_call)};
