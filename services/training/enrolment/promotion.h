/* Who comes next: offers that are over, and free seats that somebody waits for. */
#ifndef TRAINING_PROMOTION_H
#define TRAINING_PROMOTION_H

#include "cohort/cohort_store.h"

/* Let the offers lapse whose time is over, and offer each free seat to whoever waits first: in
 * every transaction that changes a cohort, before and after. Its counters must be those of this
 * transaction, and follow. */
struct cv_status promotion_settle(struct cv_books *books, struct cohort *cohort);

/* Upkeep (app/upkeep.h): the same for cohorts in which an offer is over and nobody looks. */
struct cv_status lapse_offers(const struct cv_scope *scope, struct cv_tx *tx, bool *more);

#endif
