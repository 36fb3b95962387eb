/* A programme's money and results, computed from what a view shows. */
#ifndef PROJECTS_REPORT_COMPUTE_H
#define PROJECTS_REPORT_COMPUTE_H

#include "report/report_store.h"

/* An indicator with its figures. */
struct indicator_figures {
    struct indicator indicator;
    struct figures figures;
};

/* The figures of result->indicator. OUT_OF_RANGE as below. */
struct cv_status indicator_compute(struct view *view, struct indicator_figures *result);

/* All of the programme, by name. When the arena is full, it tells, and they are void. */
struct cv_status indicators_compute(struct view *view, struct indicator_figures **rows,
                                    size_t *count);

struct report {
    struct programme programme;
    int32_t effective_through; /* CV_DATE_NONE: all days */
    int64_t known_us;
    int32_t project_count;
    int32_t started_count;
    struct breakdown money;            /* fits */
    struct indicator_figures *results; /* fit; by name */
    size_t result_count;
};

/* Everything but the programme and the two dates, which are there. OUT_OF_RANGE, SUM_TOO_LARGE: a
 * figure does not fit in 64 bits. When the arena is full, it tells, and the report is void. */
struct cv_status report_compute(struct view *view, struct report *report);

#endif
