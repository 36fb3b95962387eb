/* What people answered some months after a course, in the store. */
#ifndef TRAINING_EMPLOYMENT_OUTCOME_STORE_H
#define TRAINING_EMPLOYMENT_OUTCOME_STORE_H

#include "app/name.h"
#include "exchange_record_store.h"

/* The numbers of OutcomeAnswer. */
enum outcome_answer {
    OUTCOME_EMPLOYED = 1,
    OUTCOME_SELF_EMPLOYED,
    OUTCOME_STUDYING,
    OUTCOME_NOT_EMPLOYED,
    OUTCOME_LEFT,
    OUTCOME_NO_ANSWER,
    OUTCOME_NOT_ASKED,
};

struct employment_outcome {
    struct exchange_record record;
    struct cv_uuid enrolment_uid;
    struct cv_id enrolment[3]; /* course, cohort, enrolment */
    bool hidden;               /* the consent was withdrawn: the enrolment is not told */
    int64_t mark;              /* an OutcomeMark */
    int64_t answer;
    bool in_field;
    int32_t effective_on;
};

/* Sets the uids and times. NOT_FOUND for its enrolment; INVALID_ARGUMENT for a day too early;
 * FAILED_PRECONDITION: CONSENT_MISSING, NOT_COMPLETED; ALREADY_EXISTS: OUTCOME_EXISTS. */
struct cv_status employment_outcome_insert(struct cv_books *books,
                                           struct employment_outcome *outcome);
struct cv_status employment_outcome_get(struct cv_books *books, const char *id,
                                        struct employment_outcome *outcome);
struct cv_status employment_outcome_list(struct cv_books *books, struct cv_listed *listed);
/* Makes room for another. FAILED_PRECONDITION: ALREADY_STRUCK. */
struct cv_status employment_outcome_strike(struct cv_books *books,
                                           struct employment_outcome *outcome, const char *reason);

/* All of a person, in the order of their uids, in the arena of the books. */
struct cv_status employment_outcome_of(struct cv_books *books, struct cv_uuid person,
                                       struct employment_outcome **rows, size_t *count);

#endif
