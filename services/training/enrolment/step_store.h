/* The steps of enrolments in the store: only added to. What a step does to the seats. */
#ifndef TRAINING_STEP_STORE_H
#define TRAINING_STEP_STORE_H

#include "enrolment/enrolment_store.h"

/* Has the person left, and may apply again? */
bool step_left(int64_t state);

/* The steps that lead from the application to the state and dates of a new enrolment, 1 or 2. */
size_t step_history(const struct enrolment *enrolment, struct enrolment_step steps[2]);

/* Take and leave the seat or place of one step; `sequences` as in struct seats_change. */
struct cv_status step_seats(struct cv_books *books, struct cohort *cohort, int64_t from, int64_t to,
                            int sequences);

struct cv_status step_insert(struct cv_books *books, const struct enrolment *enrolment,
                             const struct enrolment_step *step);

#endif
