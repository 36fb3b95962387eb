/* What becomes of a mentor and who learns from him, in the transaction of the step. */
#ifndef TRAINING_MENTOR_PAIR_STEP_H
#define TRAINING_MENTOR_PAIR_STEP_H

#include "mentor_pair/mentor_pair_store.h"

/* The numbers of MentorPairMove. */
enum mentor_pair_move {
    MENTOR_PAIR_ACCEPT = 1,
    MENTOR_PAIR_END,
};

/* Make the move, and record it. CV_DATE_NONE: on the first possible day from today on.
 * FAILED_PRECONDITION: WRONG_STATE, CONSENT_MISSING; INVALID_ARGUMENT names "date". */
struct cv_status mentor_pair_step(struct cv_books *books, struct mentor_pair *pair, int64_t move,
                                  int32_t date);

/* END all pairs of the person that are not over. For somebody who is to be forgotten. */
struct cv_status mentor_pair_end_person(struct cv_books *books, struct cv_uuid person);

#endif
