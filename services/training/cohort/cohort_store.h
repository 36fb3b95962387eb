/* Cohorts in the store: an identity, its versions, and what is left of its seats. */
#ifndef TRAINING_COHORT_STORE_H
#define TRAINING_COHORT_STORE_H

#include "service/books_store.h"

/* The numbers of CohortState. */
enum cohort_state {
    COHORT_PLANNED = 1,
    COHORT_OPEN,
    COHORT_RUNNING,
    COHORT_COMPLETED,
    COHORT_CANCELLED,
};

/* How far the reservation of what a cohort costs is (cohort/funding_store.h). */
struct cohort_funding {
    int64_t state; /* 0: there is none */
    int64_t number;
    const char *budget_line;
    const char *currency;
    int64_t amount_minor;
    int64_t actual_minor;
    int64_t known;
    bool pending;
    int64_t tries;
    int64_t next_us;
    const char *reason; /* of what went wrong last */
    const char *message;
};

struct cohort {
    struct cv_uuid uid;
    struct cv_uuid course_uid;
    const char *course; /* id */
    const char *id;
    const char *title;
    const char *title_zh;
    int64_t state;
    int64_t capacity;
    int64_t waiting_capacity;
    int32_t first_date;
    int32_t last_date;
    int32_t opens_date;
    int32_t closes_date;
    int64_t offer_hours;
    const char *languages; /* with a blank between two */
    const char *place;
    const char *budget_line; /* name; "": none */
    const char *estimate_currency;
    int64_t estimate_minor; /* 0: none */
    int64_t taken;          /* seats, and places on the list */
    int64_t waiting;
    int64_t last_sequence;
    int64_t version;
    int64_t created_us;
    int64_t recorded_us; /* of this version */
    struct cohort_funding funding;
};

/* Sets uid, course_uid, version and times of `cohort`. */
struct cv_status cohort_insert(struct cv_books *books, struct cohort *cohort);
/* NOT_FOUND names it, and `field` if that is not NULL. */
struct cv_status cohort_get(struct cv_books *books, const char *course, const char *id,
                            const char *field, struct cohort *cohort);
struct cv_status cohort_get_uid(struct cv_books *books, struct cv_uuid uid, struct cohort *cohort);
/* Records `cohort` as the version after its own, and sets version and recorded_us. ABORTED when its
 * own is no longer the newest. FAILED_PRECONDITION: SEATS_TAKEN, WAITLIST_TAKEN. */
struct cv_status cohort_replace(struct cv_books *books, struct cohort *cohort);
struct cv_status cohort_list(struct cv_books *books, struct cv_uuid course,
                             struct cv_listed *listed);

#endif
