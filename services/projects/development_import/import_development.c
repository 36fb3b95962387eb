#include "development.h"
#include "service/import.h"

static const struct cv_creation *const CREATIONS[] = {
    &certification_creation,
    &milestone_creation,
    &enterprise_creation,
    &trade_event_creation,
    &research_effort_creation,
    &grant_creation,
    &product_creation,
    &site_fact_creation,
    &enterprise_sale_creation,
    &trade_result_creation,
    NULL,
};
static const char *const TOLD[] = {NULL}; /* what happened since is left out (dossier.h) */
static const struct cv_import IMPORT = {CREATIONS, TOLD};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ImportDevelopmentRequest *request)
{
    cv_import_run(&IMPORT, memory, call, projects_store(call), &request->base);
}

const struct caravan_projects_v1_development_import_development_method import_development = {
    handle, sizeof(struct cv_import_call)};
