/* A development report on the wire. */
#ifndef PROJECTS_DEVELOPMENT_REPORT_WIRE_H
#define PROJECTS_DEVELOPMENT_REPORT_WIRE_H

#include "caravan/projects/v1/development_report.pb-c.h"
#include "development_report/development_tables.h"

struct development_report {
    struct programme programme;
    int32_t effective_through; /* as asked */
    int64_t known_us;
    struct development_tables tables;
    struct reached *reached;
    size_t reached_count;
    struct known_fact *facts;
    size_t fact_count;
};

/* When the arena is full, it tells, and the message is void. */
Caravan__Projects__V1__DevelopmentReportResponse *
development_report_wire(struct cv_arena *arena, const struct development_report *made);

#endif
