/* A load's result as a picture: latencies and rates over the time of the run, as SVG 1.1 with the
 * texts in the language of the run.
 *
 * Errors   A file that cannot be written: UNAVAILABLE. */
#ifndef CARAVAN_LOAD_PLOT_H
#define CARAVAN_LOAD_PLOT_H

#include "base/arena.h"
#include "base/buf.h"
#include "result.h"

void load_plot_draw(const struct load_result *result, struct cv_buf *out);
struct cv_status load_plot_write(const struct load_result *result, const char *path,
                                 struct cv_arena *arena);

#endif
