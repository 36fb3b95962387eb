/* A cohort that came to its end is an event for others (service/outbox.h).
 *
 * Thread   Store threads, inside `work`. */
#ifndef TRAINING_COMPLETED_COHORT_H
#define TRAINING_COMPLETED_COHORT_H

#include "cohort/cohort_store.h"

/* Nothing, of one that is not completed. */
struct cv_status cohort_tell(struct cv_books *books, const struct cohort *cohort);

#endif
