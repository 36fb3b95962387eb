/* The rules for an assessment's fields, and its form on the wire. */
#ifndef TRAINING_ASSESSMENT_H
#define TRAINING_ASSESSMENT_H

#include "assessment/assessment_store.h"
#include "caravan/training/v1/assessment.pb-c.h"
#include "cohort/cohort.h"

#define ASSESSMENT_NAME COHORT_NAME "/assessments/@"

/* Take the fields from the request and check them. Texts are borrowed from the request. */
void assessment_read(struct cv_check *check, const Caravan__Training__V1__Assessment *message,
                     struct assessment *assessment);

/* `ids`: course, cohort. NULL when the arena is full. */
Caravan__Training__V1__Assessment *assessment_wire(struct cv_arena *arena,
                                                   const struct cv_id ids[2],
                                                   const struct assessment *assessment);

#endif
