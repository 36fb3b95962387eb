#include "exchanges.h"
#include "learning.h"
#include "service/import.h"

static const struct cv_creation *const CREATIONS[] = {
    &organisation_creation,
    &pairing_creation,
    &award_creation,
    &medal_creation,
    &exam_result_creation,
    &assignment_creation,
    &assignment_entry_creation,
    &mentor_pair_creation,
    &employment_outcome_creation,
    NULL,
};
static const char *const TOLD[] = {
    "ended_date", "struck_time", "struck_reason", "person_days", "deliverables", "course", NULL};
static const struct cv_import IMPORT = {CREATIONS, TOLD};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__ImportExchangesRequest *request)
{
    cv_import_run(&IMPORT, memory, call, training_store(call), &request->base);
}

const struct caravan_training_v1_exchanges_import_exchanges_method import_exchanges = {
    handle, sizeof(struct cv_import_call)};
