/* What campaigns did, by measure and year, and by measure and site. Pure.
 *
 * Memory   Rows live in the arena given; their texts are those of the sums. */
#ifndef PROJECTS_HEALTH_TABLES_H
#define PROJECTS_HEALTH_TABLES_H

#include "engagement_report/engagement_report_store.h"

struct health_table {
    struct health_sum *rows;
    size_t count;
};

struct health_tables {
    struct health_table measures;
    struct health_table years; /* by measure and year */
    struct health_table sites; /* by measure and site */
};

/* `sums` by measure, site and year. False: the arena is full. */
bool health_tables_make(struct health_tables *tables, struct cv_arena *arena,
                        const struct health_sum *sums, size_t count);
/* Every sum is one of 64 bits. */
bool health_tables_fit(const struct health_tables *tables);

#endif
