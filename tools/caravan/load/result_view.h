/* A load's result for people: while it is made, and afterwards. */
#ifndef CARAVAN_LOAD_RESULT_VIEW_H
#define CARAVAN_LOAD_RESULT_VIEW_H

#include "measure.h"

#include <stdio.h>

/* One line on a terminal, renewed a few times a second; nothing anywhere else. */
struct load_line {
    FILE *out; /* NULL: no terminal */
    const struct load_plan *plan;
    uint64_t shown_ms;
    struct load_moment since; /* what has ended since */
    uint64_t since_ms;
};
void load_line_begin(struct load_line *line, const struct load_plan *plan, FILE *out);
load_tick load_line_tick; /* `arg` is the line */
void load_line_end(struct load_line *line);

/* "0.83", "12.4", "1,204": milliseconds, in the arena. */
const char *load_ms(struct cv_arena *arena, uint64_t us);
const char *load_whole(struct cv_arena *arena, uint64_t number); /* "12,345" */

void load_result_print(const struct load_result *result, struct cv_arena *arena, FILE *out);

#endif
