#include "service/import.h"
#include "projects.h"

static const struct cv_creation *const CREATIONS[] = {
    &programme_creation,     &partner_creation,    &project_creation,      &budget_line_creation,
    &budget_change_creation, &commitment_creation, &disbursement_creation, &indicator_creation,
    &observation_creation,   &target_creation,     &result_creation,       NULL,
};
static const char *const TOLD[] = {
    "committed", "disbursed", "approval",  "makers",   "approved_by", "approve_time",
    "note",      "changes",   "standing",  "revised",  "counterpart", "pending",
    "available", "returned",  "paid_date", "evidence", NULL};
static const struct cv_import IMPORT = {CREATIONS, TOLD};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ImportRequest *request)
{
    cv_import_run(&IMPORT, memory, call, projects_store(call), &request->base);
}

const struct caravan_projects_v1_projects_import_method import = {handle,
                                                                  sizeof(struct cv_import_call)};
