/* The seats of a cohort and the places on its waiting list: counters with limits that the store
 * itself keeps, changed in the transaction of the enrolment that takes or leaves one. */
#ifndef TRAINING_SEATS_STORE_H
#define TRAINING_SEATS_STORE_H

#include "cohort/cohort_store.h"

struct cv_status seats_open(struct cv_books *books, const struct cohort *cohort);
/* The limits as `cohort` has them. FAILED_PRECONDITION: SEATS_TAKEN, WAITLIST_TAKEN. */
struct cv_status seats_limit(struct cv_books *books, const struct cohort *cohort);

/* What one step of an enrolment takes (1) or leaves (-1). */
struct seats_change {
    int taken;
    int waiting;
    int sequence; /* 1: also the next number in the order of applications */
};
/* Also in `cohort`, whose counters must be those of this transaction. */
struct cv_status seats_change(struct cv_books *books, struct cohort *cohort,
                              struct seats_change change);

#endif
