/* Counts of campaigns in the store: one row for each version. */
#ifndef PROJECTS_HEALTH_COUNT_STORE_H
#define PROJECTS_HEALTH_COUNT_STORE_H

#include "engagement_view.h"

struct health_count {
    struct cv_uuid uid;
    const char *id;
    int64_t measure; /* a HealthMeasure */
    const char *site;
    int32_t first_on;
    int32_t last_on;
    int64_t value; /* minor units of MEDICINE_VALUE */
    bool fewer;    /* from 1 to 9; value is 0 */
    const char *reference;
    const char *reason;
    int64_t version;
    int64_t created_us;
    int64_t recorded_us; /* of this version */
};

/* Which of a list: 0 and "" choose nothing. */
struct health_count_choice {
    int64_t measure;
    const char *site;
    struct engagement_view view;
};

/* Sets uid, version and times. FAILED_PRECONDITION, PERIOD_OVERLAPS. */
struct cv_status health_count_insert(struct cv_books *books, struct cv_uuid campaign,
                                     struct health_count *count);
struct cv_status health_count_get(struct cv_books *books, struct cv_uuid campaign, const char *id,
                                  struct health_count *count);
/* Records `count` as the version after its own. ABORTED when that is no longer the newest. */
struct cv_status health_count_replace(struct cv_books *books, struct cv_uuid campaign,
                                      struct health_count *count);
struct cv_status health_count_list(struct cv_books *books, struct cv_uuid campaign,
                                   const struct health_count_choice *choice,
                                   struct cv_listed *listed);

#endif
