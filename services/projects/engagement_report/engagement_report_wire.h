/* An engagement report on the wire. */
#ifndef PROJECTS_ENGAGEMENT_REPORT_WIRE_H
#define PROJECTS_ENGAGEMENT_REPORT_WIRE_H

#include "caravan/projects/v1/engagement_report.pb-c.h"
#include "engagement_report/challenge_tables.h"
#include "engagement_report/donation_tables.h"
#include "engagement_report/health_tables.h"
#include "engagement_report/people_tables.h"

struct engagement_report {
    struct programme programme;
    int32_t effective_through; /* as asked */
    int64_t known_us;
    struct activity_sum *activities;
    size_t activity_count;
    struct activity_project *projects;
    size_t project_count;
    struct people_tables people;
    struct health_tables health;
    struct donation_tables donations;
    struct challenge_tables challenges;
};

/* When the arena is full, it tells, and the message is void. */
Caravan__Projects__V1__EngagementReportResponse *
engagement_report_wire(struct cv_arena *arena, const struct engagement_report *made);

#endif
