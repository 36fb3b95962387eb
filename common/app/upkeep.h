/* What a store needs done now and then while its service runs: answers kept for repeated requests
 * are forgotten after a week (store/once.h), and what the service itself gives; a little at a time,
 * so that nobody waits for it long.
 *
 * Thread   Loop 0 of the server; bites on the store's writing thread.
 * Ending   cv_upkeep_stop() when draining begins; work under way comes to its end and keeps the
 * loop until then. */
#ifndef CV_APP_UPKEEP_H
#define CV_APP_UPKEEP_H

#include "base/scope.h"
#include "base/status.h"

struct cv_loop;
struct cv_metrics;
struct cv_store;
struct cv_tx;
struct cv_upkeep;

#define CV_UPKEEP_KEEP_US                                                                          \
    INT64_C(604800000000) /* 7 days: the longest somebody may be repeating                         \
                           */

/* One kind of upkeep. Each of its bites is a transaction, in a scope with 64 KiB of memory and no
 * principal; a round is as many as it takes. A bite that fails is told in the log, and tried again
 * in the next round. */
struct cv_upkeep_job {
    /* *more: there is something left for another bite. NULL: the end of a list. */
    struct cv_status (*bite)(const struct cv_scope *scope, struct cv_tx *tx, bool *more);
    uint64_t period_ns; /* from the end of a round to the next */
};

/* One bite, as a round takes it. One that ran out of memory has failed, whatever it says itself:
 * a text may have been empty or a list short somewhere. */
struct cv_status cv_upkeep_bite(const struct cv_upkeep_job *job, const struct cv_scope *scope,
                                struct cv_tx *tx, bool *more);

/* Begins at once. Lives in `arena`, which must outlast the store; all are borrowed. `jobs`: what
 * there is to do beside forgetting answers; NULL: nothing. */
struct cv_status cv_upkeep_start(struct cv_store *store, struct cv_loop *loop,
                                 struct cv_arena *arena, const struct cv_upkeep_job *jobs,
                                 struct cv_upkeep **upkeep);
/* Add what it counts (names that begin with caravan_upkeep_) to a registry. */
void cv_upkeep_count(struct cv_upkeep *upkeep, struct cv_metrics *metrics);
void cv_upkeep_stop(struct cv_upkeep *upkeep); /* NULL is fine */

#endif
