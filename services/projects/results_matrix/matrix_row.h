/* One indicator of the results matrix: its targets, its figures and who reported, period by period.
 *
 * Pure.
 *
 * Memory   In the arena given. When it is full, arena->exhausted tells, and the row is void. Texts
 *          are borrowed. */
#ifndef PROJECTS_MATRIX_ROW_H
#define PROJECTS_MATRIX_ROW_H

#include "report/report_compute.h"
#include "results_matrix/target_sum.h"

/* Of whom something counts in a period: observations, or a result that stands. */
struct reported {
    int32_t period;
    const char *project; /* its id */
    const char *site;
    int64_t approved_us; /* a result's; else 0, and the rest is nothing */
    const char *rating;
    const char *statement;
    int32_t document_count;
};

struct matrix_cell {
    int32_t period;              /* 0: the total */
    const struct figure *actual; /* NULL: nothing was reported */
    struct target_sum target;
    const char *rating; /* QUALITATIVE: what was approved last; "": nothing */
    const char *statement;
    bool is_achieved_known;
    int64_t achieved_bp;
    int32_t expected;
    int32_t reported;
    int32_t overdue;
    int64_t approved_us; /* 0: nothing was */
    int32_t document_count;
};

struct matrix_row {
    const struct indicator_figures *counted;
    struct matrix_cell total;
    struct matrix_cell *cells; /* in order of time */
    size_t cell_count;
};

struct matrix_input {
    const struct indicator_figures *counted;
    struct known_target *targets; /* in any order; sorted then */
    size_t target_count;
    struct reported *reported; /* the same */
    size_t reported_count;
    int32_t through; /* the last day of the report */
    int32_t as_of;   /* the day that says what is overdue */
};

/* False: a target does not fit in 64 bits. */
bool matrix_row_make(struct cv_arena *arena, struct matrix_input *input, struct matrix_row *row);

#endif
