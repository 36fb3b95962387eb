/* When calls come that know nothing of each other: a Poisson process, whose rate may grow or fall
 * in stages. The same seed gives the same times.
 *
 * Thread   One.
 * Memory   The stages are borrowed.
 * Units    Nanoseconds since the beginning of the first stage; calls a second. */
#ifndef CARAVAN_LOAD_ARRIVALS_H
#define CARAVAN_LOAD_ARRIVALS_H

#include "demo_kit.h"

#include <stdbool.h>

/* From one rate to another one, evenly. */
struct load_stage {
    uint64_t length_ns;
    double from;
    double to;
};

struct arrivals {
    struct dice dice;
    const struct load_stage *stages;
    size_t stage_count;
    size_t at;         /* private, and these: the stage */
    uint64_t begun_ns; /* when it began */
    double in_s;       /* how far into it the last call was */
};

void arrivals_begin(struct arrivals *arrivals, const struct load_stage *stages, size_t stage_count,
                    uint64_t seed);
/* When the next one is due. False: the stages are over. */
bool arrivals_next(struct arrivals *arrivals, uint64_t *due_ns);

#endif
