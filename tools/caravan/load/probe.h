/* Whether a service still answers who only asks how it is: a health check each time on a connection
 * of its own, as what watches over services makes them, beside a load.
 *
 * Thread   One of its own, with a loop of its own: it does not wait for the load maker. Begun and
 *          ended on the caller's.
 * Memory   In the arena. */
#ifndef CARAVAN_LOAD_PROBE_H
#define CARAVAN_LOAD_PROBE_H

#include "measure.h"

struct load_probe;

/* NULL: there is no thread or memory for it; a load goes without. */
struct load_probe *load_probe_begin(const struct load_plan *plan, struct cv_arena *arena);
/* What it saw goes to the steps of `result`, which began at `begin_ns`. NULL is fine. */
void load_probe_end(struct load_probe *probe, uint64_t begin_ns, struct load_result *result);

#endif
