/* What a store needs done now and then while its service runs: answers kept for repeated requests
 * are forgotten after a week (store/once.h), a little at a time.
 *
 * Thread   Loop 0 of the server.
 * Ending   cv_upkeep_stop() when draining begins; work under way comes to its end and keeps the
 * loop until then. */
#ifndef CV_APP_UPKEEP_H
#define CV_APP_UPKEEP_H

#include "base/scope.h"
#include "base/status.h"

struct cv_loop;
struct cv_store;
struct cv_upkeep;

#define CV_UPKEEP_KEEP_US                                                                          \
    INT64_C(604800000000) /* 7 days: the longest somebody may be repeating                         \
                           */

/* Begins at once. Lives in `arena`, which must outlast the store; both are borrowed. */
struct cv_status cv_upkeep_start(struct cv_store *store, struct cv_loop *loop,
                                 struct cv_arena *arena, struct cv_upkeep **upkeep);
void cv_upkeep_stop(struct cv_upkeep *upkeep); /* NULL is fine */

#endif
