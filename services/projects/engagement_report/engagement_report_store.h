/* What an engagement report reads: everything as it was known at one instant. */
#ifndef PROJECTS_ENGAGEMENT_REPORT_STORE_H
#define PROJECTS_ENGAGEMENT_REPORT_STORE_H

#include "report/report_store.h"

/* Activities of one kind, state and year, but those recorded by mistake. */
struct activity_sum {
    int64_t kind;
    int64_t state;
    int32_t year;
    int64_t records;
    int64_t persons;
    int64_t person_times;
    int64_t persons_unknown;
};

/* HELD activities of one project. */
struct activity_project {
    const char *project; /* its id; "": of none */
    int64_t records;
};

/* Persons of HELD activities, broken down. */
struct people_sum {
    int64_t age_band; /* 0: not by age */
    int64_t sex;      /* 0: not by sex */
    int64_t persons;
};

struct health_sum {
    int64_t measure;
    const char *site;
    int32_t year;
    __int128 value;
    int64_t records;
    int64_t fewer;
};

/* By kind, state and year. */
struct cv_status view_activities(struct view *view, struct activity_sum **rows, size_t *count);
/* By the project's id. */
struct cv_status view_activity_projects(struct view *view, struct activity_project **rows,
                                        size_t *count);
/* By age and sex. */
struct cv_status view_people(struct view *view, struct people_sum **rows, size_t *count);
/* By measure, site and year. */
struct cv_status view_health(struct view *view, struct health_sum **rows, size_t *count);

#endif
