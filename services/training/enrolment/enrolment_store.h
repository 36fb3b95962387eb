/* Enrolments in the store, and every step of them. */
#ifndef TRAINING_ENROLMENT_STORE_H
#define TRAINING_ENROLMENT_STORE_H

#include "cohort/cohort_store.h"

/* The numbers of EnrolmentState. */
enum enrolment_state {
    ENROLMENT_APPLIED = 1, /* only in steps */
    ENROLMENT_WAITLISTED,
    ENROLMENT_OFFERED,
    ENROLMENT_ENROLLED,
    ENROLMENT_WITHDREW,
    ENROLMENT_LAPSED,
    ENROLMENT_COMPLETED,
    ENROLMENT_FAILED,
    ENROLMENT_NO_SHOW,
    ENROLMENT_CANCELLED,
};

struct enrolment {
    struct cv_uuid uid;
    struct cv_uuid cohort_uid;
    struct cv_uuid course_uid;
    int64_t sequence;   /* in the order of applications to the cohort, from 1 */
    const char *course; /* ids */
    const char *cohort;
    const char *id;
    struct cv_uuid person_uid;
    const char *person; /* id; "": the consent was withdrawn */
    int64_t state;      /* an offer whose time is over is read as LAPSED */
    int64_t hold_until_us;
    int32_t applied_date;
    int32_t enrolled_date;
    int32_t ended_date;
    int64_t waiting_place;
    int64_t version; /* as many steps as it has */
    int64_t created_us;
    int64_t recorded_us;
};

struct enrolment_step {
    int64_t number; /* of the enrolment's, from 1 */
    int64_t from_state;
    int64_t to_state;
    int32_t effective_on;
    int64_t recorded_us;
};

/* NOT_FOUND names it, and `field` if that is not NULL. */
struct cv_status enrolment_get(struct cv_books *books, const char *course, const char *cohort,
                               const char *id, const char *field, struct enrolment *enrolment);
struct cv_status enrolment_get_uid(struct cv_books *books, struct cv_uuid uid,
                                   struct enrolment *enrolment);
/* In the order of their sequence. */
struct cv_status enrolment_list(struct cv_books *books, struct cv_uuid cohort,
                                struct cv_listed *listed);
struct cv_status enrolment_steps(struct cv_books *books, const struct enrolment *enrolment,
                                 struct cv_listed *listed);

/* The one that waits first, and the one whose offer was over first by `now_us`; *found: there is
 * one. */
struct cv_status enrolment_first_waiting(struct cv_books *books, const struct cohort *cohort,
                                         struct enrolment *enrolment, bool *found);
struct cv_status enrolment_first_due(struct cv_books *books, const struct cohort *cohort,
                                     int64_t now_us, struct enrolment *enrolment, bool *found);

/* Something that the person waits for, is offered or is enrolled in. */
struct cv_status enrolment_first_of(struct cv_books *books, struct cv_uuid person,
                                    struct cv_uuid *uid, bool *found);

/* The cohort, of any organisation, with the offer that was over first by `now_us`. */
struct cv_status enrolment_due_anywhere(struct cv_tx *tx, struct cv_arena *arena, int64_t now_us,
                                        const char **org, struct cv_uuid *cohort, bool *found);

/* Record a new enrolment, whose ids, person_uid, state and dates are set, as the next in the order
 * of applications, with the seat or place that its state takes, which must be free. Its steps are
 * those that lead to its state. Sets uid, sequence, version and times. ALREADY_EXISTS: ID_TAKEN,
 * ALREADY_ENROLLED. */
struct cv_status enrolment_insert(struct cv_books *books, struct cohort *cohort,
                                  struct enrolment *enrolment);
/* ID_TAKEN or ALREADY_ENROLLED: what is in the way of recording it; OK: nothing. */
struct cv_status enrolment_clash(struct cv_books *books, const struct cohort *cohort,
                                 const struct enrolment *enrolment);

/* Step to `state`, with the seat or place that it takes or leaves; `date` is the day of it. ABORTED
 * when its version is no longer the newest. */
struct cv_status enrolment_step_to(struct cv_books *books, struct cohort *cohort,
                                   struct enrolment *enrolment, int64_t state, int32_t date);
/* The same for all of the cohort that are in the state `from`; `to` is one of those who left. */
struct cv_status enrolment_leave_all(struct cv_books *books, struct cohort *cohort, int64_t from,
                                     int64_t to, int32_t date);
struct cv_status enrolment_count_in(struct cv_books *books, const struct cohort *cohort,
                                    int64_t state, int64_t *count);

#endif
