/* How a published figure is asked for: the call, and what of its answer is the figure.
 *
 * Memory   In the arena. */
#ifndef CARAVAN_FIGURE_QUERY_H
#define CARAVAN_FIGURE_QUERY_H

#include "base/arena.h"
#include "figures.h"

/* "TrainingReport(2022-06-01 to 2026-03-31): medals[rank=GOLD].medals"; of several rows the sum.
 * "": out of memory. */
const char *figure_query(const struct figure *figure, struct cv_arena *arena);

#endif
