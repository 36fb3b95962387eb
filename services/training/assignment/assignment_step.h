/* What becomes of an assignment, in the transaction of the step. */
#ifndef TRAINING_ASSIGNMENT_STEP_H
#define TRAINING_ASSIGNMENT_STEP_H

#include "assignment/assignment_store.h"

/* Make the move, and record it. CV_DATE_NONE: on the first possible day from today on.
 * FAILED_PRECONDITION: WRONG_STATE, CONSENT_MISSING, OVERLAP; INVALID_ARGUMENT names "date". */
struct cv_status assignment_step(struct cv_books *books, struct assignment *assignment,
                                 int64_t move, int32_t date);

/* WITHDRAW from all assignments of the person that are not over. For somebody who is to be
 * forgotten. */
struct cv_status assignment_withdraw_person(struct cv_books *books, struct cv_uuid person);

#endif
