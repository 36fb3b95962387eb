#include "learning.h"
#include "service/import.h"

static const struct cv_creation *const CREATIONS[] = {
    &organisation_creation, &person_creation,  &course_creation,     &cohort_creation,
    &enrolment_creation,    &session_creation, &attendance_creation, NULL,
};
/* Consents are given and withdrawn after a person was recorded. */
static const char *const TOLD[] = {
    "consents", "taken",       "waiting",         "sequence", "waiting_place",
    "entries",  "closed_time", "hold_until_time", "funding",  NULL,
};
static const struct cv_import IMPORT = {CREATIONS, TOLD};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__ImportLearningRequest *request)
{
    cv_import_run(&IMPORT, memory, call, training_store(call), &request->base);
}

const struct caravan_training_v1_learning_import_learning_method import_learning = {
    handle, sizeof(struct cv_import_call)};
