/* Activities in the store: one row for each version. */
#ifndef PROJECTS_ACTIVITY_STORE_H
#define PROJECTS_ACTIVITY_STORE_H

#include "engagement_view.h"

/* The numbers of an ActivityState. */
enum activity_state {
    ACTIVITY_PLANNED = 1,
    ACTIVITY_HELD = 2,
    ACTIVITY_CANCELLED = 3,
    ACTIVITY_VOID = 4,
};

struct head_cell {
    int64_t age_band; /* an AgeBand; 0: not by age */
    int64_t sex;      /* a Sex; 0: not by sex */
    int64_t persons;
};

struct activity {
    struct cv_uuid uid;
    const char *id;
    const char *title;
    const char *title_zh;
    int64_t kind;  /* an ActivityKind */
    int64_t state; /* an activity_state */
    int32_t first_on;
    int32_t last_on;
    const char *site;
    const char *organiser; /* its id */
    const char *project;   /* its id; "": the programme as a whole */
    const char *reference;
    int64_t persons; /* 0: not known */
    int64_t person_times;
    struct head_cell *cells;
    size_t cell_count;
    const char *reason;
    int64_t version;
    int64_t created_us;
    int64_t recorded_us; /* of this version */
};

/* Which of a list: 0 and "" choose nothing. */
struct activity_choice {
    int64_t kind;
    int64_t state;
    const char *site;
    const char *organiser;
    const char *project;
    struct engagement_view view;
};

/* Sets uid, version and times. NOT_FOUND for its organiser and its project. `id`: of the
 * programme. */
struct cv_status activity_insert(struct cv_books *books, const char *id, struct cv_uuid programme,
                                 struct activity *activity);
struct cv_status activity_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                              struct activity *activity);
/* Records `activity` as the version after its own. ABORTED when that is no longer the newest. */
struct cv_status activity_replace(struct cv_books *books, const char *id, struct cv_uuid programme,
                                  struct activity *activity);
struct cv_status activity_list(struct cv_books *books, struct cv_uuid programme,
                               const struct activity_choice *choice, struct cv_listed *listed);

#endif
