/* How many people activities reached, with what would show fewer than 10 of them withheld. Pure.
 *
 * Memory   Tables live in the arena given. */
#ifndef PROJECTS_PEOPLE_TABLES_H
#define PROJECTS_PEOPLE_TABLES_H

#include "engagement_report/engagement_report_store.h"

/* Activities that were HELD. */
struct people_row {
    struct activity_sum sum; /* kind 0: of all kinds; year 0: of all years */
    bool withheld;
};

/* Their persons, broken down; age_band and sex 0: those that are not. */
struct group_row {
    struct people_sum sum;
    bool withheld;
};

struct people_tables {
    struct people_row total;
    struct people_row *kinds; /* by kind */
    size_t kind_count;
    struct people_row *years; /* by kind and year */
    size_t year_count;
    struct group_row *groups; /* those not broken down, if any, first */
    size_t group_count;
};

/* `sums` by kind, state and year, of any state; `people` by age and sex. False: the arena is
 * full. */
bool people_tables_make(struct people_tables *tables, struct cv_arena *arena,
                        const struct activity_sum *sums, size_t sum_count,
                        const struct people_sum *people, size_t people_count);

#endif
