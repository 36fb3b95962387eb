/* The rules for an attempt's fields, and its form on the wire. */
#ifndef TRAINING_ATTEMPT_H
#define TRAINING_ATTEMPT_H

#include "assessment/assessment.h"
#include "attempt/attempt_store.h"

#define ATTEMPT_NAME ASSESSMENT_NAME "/attempts/@"

/* Take the fields from the request and check them. Texts are in the arena of the check. */
void attempt_read(struct cv_check *check, const Caravan__Training__V1__Attempt *message,
                  struct attempt *attempt);

/* `ids`: course, cohort, assessment. NULL when the arena is full. */
Caravan__Training__V1__Attempt *attempt_wire(struct cv_arena *arena, const struct cv_id ids[3],
                                             const struct attempt *attempt);

#endif
