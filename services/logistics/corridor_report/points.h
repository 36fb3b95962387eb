/* How punctual trips were at each place, and how long they stayed, without a store. */
#ifndef LOGISTICS_REPORT_POINTS_H
#define LOGISTICS_REPORT_POINTS_H

#include "corridor_report/report_store.h"

/* Minutes; after points_finish() sorted. */
struct minutes {
    int64_t *values;
    size_t count;
    size_t room;
};

struct point_sum {
    const char *place;
    struct minutes late_plan; /* arrivals against the first plan */
    struct minutes late_estimate;
    struct minutes stays;
    /* Without the time under holds that are not the carrier's. */
    struct minutes own_late_plan;
    struct minutes own_late_estimate;
    struct minutes own_stays;
    int64_t stay_minutes; /* all */
    int64_t held_minutes;
    int64_t held_stays;
};

struct point_sums {
    struct cv_arena *arena;
    struct point_sum *rows;
    size_t count;
    size_t room;
};

/* `times` as report_times() gave them; those of trips that count are added. */
void points_add(struct point_sums *sums, const struct report_trip *trips,
                const struct report_time *times, size_t count);
/* Sort by place. */
void points_finish(struct point_sums *sums);

/* The smallest value that `percent` of them do not pass; 0 of none. */
int64_t minutes_percentile(const struct minutes *minutes, int percent);
/* How many are not greater. */
int64_t minutes_within(const struct minutes *minutes, int64_t most);

/* When each trip left its first point, on which day there, and whether that is in the period. */
void departures_find(const struct report_view *view, struct report_trip *trips,
                     const struct report_time *times, size_t count);

#endif
