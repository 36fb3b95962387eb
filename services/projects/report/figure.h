/* The figures of one indicator: by period, by year and as a whole, from sums by month.
 *
 * Knows neither SQL nor protobuf, and no fractions: sums have 128 bits, and only a ratio or a mean
 * is rounded, once, at the end. 10^8 observations of the greatest value and weight (10^15 each)
 * still fit.
 *
 * | kind           | a period's figure                 | a year's and the whole                |
 * | FLOW           | sum of what is dated in it        | sum                                   |
 * | LEVEL          | what stands at its end            | what stands at the end of the last    |
 * | DISTINCT_COUNT | as LEVEL, each subject a 0 or 1   | as LEVEL                              |
 * | RATIO          | sum of values / sum of weights    | the same of its own sums, never a     |
 * | WEIGHTED_MEAN  | sum of value * weight / of weights| mean of the periods' means            |
 *
 * LEVEL and DISTINCT_COUNT are fed with changes: by how much the newest observations of a month
 * differ from those before them. A running total of 100, 150, 180 comes in as 100, 50, 30 and so
 * stands at 180; a row added later to an old month changes only what it was followed by.
 *
 * MONEY_FLOW is as FLOW. QUALITATIVE has no figures.
 *
 * Memory   In the arena given. When it is full, arena->exhausted tells, and the figures are void.
 */
#ifndef PROJECTS_FIGURE_H
#define PROJECTS_FIGURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cv_arena;

/* Same numbers as caravan.projects.v1.IndicatorKind and PeriodGrain. */
enum figure_kind {
    FIGURE_FLOW = 1,
    FIGURE_LEVEL = 2,
    FIGURE_DISTINCT_COUNT = 3,
    FIGURE_RATIO = 4,
    FIGURE_WEIGHTED_MEAN = 5,
    FIGURE_MONEY_FLOW = 6,
    FIGURE_QUALITATIVE = 7, /* has no figures */
};

enum figure_grain {
    FIGURE_MONTH = 1,
    FIGURE_QUARTER = 2,
    FIGURE_YEAR = 3,
};

struct figure_sums {
    __int128 value;  /* WEIGHTED_MEAN: of value * weight */
    __int128 weight; /* RATIO, WEIGHTED_MEAN; else 0 */
    int64_t observations;
};

struct figure {
    int32_t period; /* year * 100 + its last month; 0: the whole */
    struct figure_sums sums;
    bool withheld; /* report/withhold.h */
};

struct figures {
    struct cv_arena *arena;
    enum figure_kind kind;
    enum figure_grain grain;
    int64_t decimals;
    struct figure *periods; /* in order of time; grain YEAR: the same as the years */
    size_t period_count;    /* 0: nothing was observed */
    size_t period_room;
    struct figure *years;
    size_t year_count;
    struct figure total;
};

void figures_begin(struct figures *figures, struct cv_arena *arena, enum figure_kind kind,
                   enum figure_grain grain, int64_t decimals);

/* Sums, or changes, of (a part of) one month, such as 202507. In order of time. RATIO and
 * WEIGHTED_MEAN: weight > 0. */
void figures_add(struct figures *figures, int32_t month, const struct figure_sums *sums);

/* After the last: years and the whole. With a full arena: nothing was observed. */
void figures_close(struct figures *figures);

/* False: it does not fit in 64 bits. In 10^-decimals units. */
bool figure_value(const struct figures *figures, const struct figure *figure, int64_t *value,
                  int64_t *weight);
/* All of them fit. */
bool figures_fit(const struct figures *figures);

/* The quotient, to the nearest whole number and of two equally near to the even one. n >= 0, d > 0.
 */
__int128 figure_divide(__int128 n, __int128 d);

/* 1, 10, 100 .. 10^6 */
int64_t figure_scale(int64_t decimals);

/* The period that the month is in. */
int32_t figure_period_of(enum figure_grain grain, int32_t month);

/* "2025-07", "2025-Q3", "2025"; "" for the whole. */
#define FIGURE_PERIOD_TEXT 16
void figure_period(enum figure_grain grain, int32_t period, char text[FIGURE_PERIOD_TEXT]);

#endif
