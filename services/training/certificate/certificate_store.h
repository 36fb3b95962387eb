/* Certificates in the store: one row each, and a row for every step. */
#ifndef TRAINING_CERTIFICATE_STORE_H
#define TRAINING_CERTIFICATE_STORE_H

#include "certificate/certificate_moves.h"
#include "certificate/holder_store.h"

struct certificate {
    struct cv_uuid uid;
    struct cv_uuid person_uid;
    struct cv_uuid course_uid;
    struct cv_uuid cohort_uid;
    const char *id;
    const char *person;    /* id */
    const char *enrolment; /* name */
    const char *code;
    struct cv_slice name_digest; /* empty: no name was kept when it was issued */
    struct certificate_standing standing;
    int32_t issued_on;
    int32_t expires_on;        /* CV_DATE_NONE: never */
    const char *supersedes;    /* id; "": none */
    const char *superseded_by; /* id; "": none */
    int64_t revocation_reason;
    int64_t created_us;
    int64_t recorded_us;
};

/* What is told of a step. */
struct certificate_step {
    int64_t from_state; /* 0: issued */
    int32_t effective_on;
    int64_t reason_code;
    const char *reason;
};

/* For this holder, instead of the revoked `old` if that is not NULL. ALREADY_EXISTS,
 * CERTIFICATE_EXISTS; FAILED_PRECONDITION, NOT_ELIGIBLE, ALREADY_REISSUED. */
struct cv_status certificate_issue(struct cv_books *books, const struct holder *holder,
                                   const char *enrolment, int32_t expires_on,
                                   const struct certificate *old, struct certificate *made);
struct cv_status certificate_get(struct cv_books *books, const char *id,
                                 struct certificate *certificate);
/* NOT_FOUND: nobody has this code. */
struct cv_status certificate_by_code(struct cv_books *books, const char *code,
                                     struct certificate *certificate);
/* Write what certificate_move() made of it, and the step if its state changed. FAILED_PRECONDITION,
 * BACKDATED: before the step before it. */
struct cv_status certificate_change(struct cv_books *books, struct certificate *certificate,
                                    const struct certificate_step *step);

/* Title of the course, as it is now. */
struct cv_status certificate_course(struct cv_books *books, const struct certificate *certificate,
                                    const char **title, const char **title_zh);

#endif
