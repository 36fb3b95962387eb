/* The rules for a cohort's fields, and its form on the wire. */
#ifndef TRAINING_COHORT_H
#define TRAINING_COHORT_H

#include "caravan/training/v1/cohort.pb-c.h"
#include "cohort/cohort_store.h"
#include "course/course.h"

#define COHORT_NAME        COURSE_NAME "/cohorts/@"
#define COHORT_BUDGET_LINE "programmes/@/projects/@/budgetLines/@"

/* Take the masked fields from the request into `cohort`. The others stay as they are. Texts are
 * borrowed from the request, or live in the arena of the check. */
void cohort_read(struct cv_check *check, const Caravan__Training__V1__Cohort *message,
                 uint32_t mask, struct cohort *cohort);
void cohort_check(struct cv_check *check, const struct cohort *cohort);

uint32_t cohort_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* NULL when the arena is full. */
Caravan__Training__V1__Cohort *cohort_wire(struct cv_arena *arena, const struct cohort *cohort);

#endif
