/* To apply: a seat, a place on the waiting list, or a refusal, decided in one place whoever asks.
 */
#ifndef TRAINING_APPLICATION_H
#define TRAINING_APPLICATION_H

#include "enrolment/enrolment_store.h"

/* Record `enrolment`, of which id, person and dates are set; state 0 applies now, others are
 * history. `cohort` must have been settled in this transaction. Sets what is recorded.
 * FAILED_PRECONDITION as CreateEnrolment says; NOT_FOUND of the person names `field`. */
struct cv_status application_record(struct cv_books *books, struct cohort *cohort,
                                    struct enrolment *enrolment, const char *field);

#endif
