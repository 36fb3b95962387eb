/* The rules for an enrolment's fields, and its form on the wire. */
#ifndef TRAINING_ENROLMENT_H
#define TRAINING_ENROLMENT_H

#include "caravan/training/v1/enrolment.pb-c.h"
#include "cohort/cohort.h"
#include "enrolment/enrolment_store.h"

#define ENROLMENT_NAME COHORT_NAME "/enrolments/@"

/* Of a new one; state 0: an application. The person's id lives in the arena of the check. */
void enrolment_read(struct cv_check *check, const Caravan__Training__V1__Enrolment *message,
                    struct enrolment *enrolment);

/* NULL when the arena is full. */
Caravan__Training__V1__Enrolment *enrolment_wire(struct cv_arena *arena,
                                                 const struct enrolment *enrolment);

#endif
