/* People who apply for courses. All of it follows from numbers alone. */
#ifndef BENCH_SEATS_H
#define BENCH_SEATS_H

#include "crew.h"

#define SEATS      28
#define APPLICANTS 200 /* for the seats of one cohort, at once */

/* People with their consent, and cohorts that are open. */
bool seats_prepare(struct crew *crew, uint64_t people, uint64_t cohorts);

/* One piece of work: somebody applies, each to the next cohort. */
crew_step seats_apply;

/* Cohorts of their own, whose every seat and place is applied for at once. False: not exactly the
 * seats are taken, or the list is not in order. */
bool seats_rush(struct crew *crew, unsigned cohort);

#endif
