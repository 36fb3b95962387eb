/* Two results beside each other: whether the second one is worse.
 *
 * Memory   Texts live in the arena. */
#ifndef CARAVAN_LOAD_COMPARE_H
#define CARAVAN_LOAD_COMPARE_H

#include "result.h"

#include <stdio.h>

#define LOAD_CHANGES_MAX (8 * (LOAD_METHODS_MAX + 1))

enum load_verdict {
    LOAD_SAME,
    LOAD_BETTER,
    LOAD_WORSE,
    LOAD_UNKNOWN, /* too few calls, or the load maker itself was the limit */
    LOAD_VERDICTS,
};
extern const char *const LOAD_VERDICT_NAMES[LOAD_VERDICTS];

/* One figure of a method, or of all. */
struct load_change {
    const char *method; /* NULL: all */
    const char *figure; /* "per_second", "p99_us", "failed" */
    double before;
    double after;
    enum load_verdict verdict;
};

struct load_comparison {
    struct load_change changes[LOAD_CHANGES_MAX];
    size_t count;
    enum load_verdict verdict; /* of all calls together */
};

/* Why the two cannot be compared, or NULL. */
const char *load_incomparable(const struct load_result *before, const struct load_result *after,
                              struct cv_arena *arena);
/* A figure is worse or better if it changed by more than `tolerance` (0.1: a tenth) to that side.
 */
void load_compare(const struct load_result *before, const struct load_result *after,
                  double tolerance, struct load_comparison *comparison);

#endif
