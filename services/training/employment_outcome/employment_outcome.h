/* The rules for an answer's fields, and its form on the wire. */
#ifndef TRAINING_EMPLOYMENT_OUTCOME_H
#define TRAINING_EMPLOYMENT_OUTCOME_H

#include "caravan/training/v1/employment_outcome.pb-c.h"
#include "employment_outcome/employment_outcome_store.h"
#include "service/field.h"

#define EMPLOYMENT_OUTCOME_NAME "employmentOutcomes/@"

/* Take the fields from the request and check them. */
void employment_outcome_read(struct cv_check *check,
                             const Caravan__Training__V1__EmploymentOutcome *message,
                             struct employment_outcome *outcome);

/* NULL when the arena is full. */
Caravan__Training__V1__EmploymentOutcome *
employment_outcome_wire(struct cv_arena *arena, const struct employment_outcome *outcome);

#endif
