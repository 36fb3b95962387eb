/* Money over time, month by month.
 *
 * Knows neither SQL nor protobuf. Sums have 128 bits, and what does not fit in 64 at the end is an
 * error, never a wrong figure. What is planned of a project in a year is divided over its months by
 * largest remainder (split.h), so that the last month has the whole budget.
 *
 * Memory   In the arena given. When it is full, arena->exhausted tells, and the months are void. */
#ifndef PROJECTS_SPENDING_H
#define PROJECTS_SPENDING_H

#include "report/breakdown.h"

struct spending_month {
    int32_t month;          /* 202507 */
    struct amounts amounts; /* MEASURE_BUDGET: what was planned */
};

struct spending {
    struct cv_arena *arena;
    struct spending_month *months; /* in order of time; those with something */
    size_t count;
    size_t room; /* private */
};

/* Something of this month. */
void spending_add(struct spending *spending, enum measure measure, int32_t month, int64_t minor);
/* A project's budget of a year; it is planned to run from and until these days, or CV_DATE_NONE. */
void spending_plan(struct spending *spending, int32_t year, int64_t minor, int32_t start_on,
                   int32_t end_on);
/* After the last: what had happened by the end of each month. False: a sum does not fit. */
bool spending_close(struct spending *spending);

/* "2025-07" */
#define SPENDING_MONTH_TEXT 16
void spending_month_print(int32_t month, char text[SPENDING_MONTH_TEXT]);

#endif
