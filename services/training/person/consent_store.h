/* What persons agreed to, in the store. */
#ifndef TRAINING_CONSENT_STORE_H
#define TRAINING_CONSENT_STORE_H

#include "service/books_store.h"

/* The numbers of ConsentPurpose. */
enum consent_purpose {
    CONSENT_TRAINING = 1,
    CONSENT_CERTIFICATE,
    CONSENT_OUTCOME,
    CONSENT_MENTORING,
    CONSENT_ASSIGNMENT,
};

/* The course of a consent that is for any. */
extern const struct cv_uuid CONSENT_ANY_COURSE;

/* For SQL: joins, as `k`, the consent of a person of table x to this purpose and, with $2 the
 * above, for any course. At most one holds. */
#define CONSENT_JOIN(k, person_uid, purpose)                                                       \
    " LEFT JOIN person_consent " k " ON " k ".org_id = x.org_id AND " k                            \
    ".person_uid = " person_uid " AND " k ".purpose = " purpose " AND " k                          \
    ".course_uid = $2 AND " k ".ended = 0 "

/* A statement with $1 the organisation and $2 that course. */
struct cv_stmt *consent_prepare(struct cv_books *books, const char *sql);

struct consent {
    int64_t number; /* of the person's, from 1 */
    int64_t purpose;
    const char *text_version;
    const char *course; /* id; "": any */
    int32_t given_date;
    int32_t withdrawn_date; /* 0: it holds */
};

/* NOT_FOUND for its course names `field`; FAILED_PRECONDITION, CONSENT_ON_FILE: one holds
 * already. */
struct cv_status consent_insert(struct cv_books *books, struct cv_uuid person,
                                const struct consent *consent, const char *field);
/* All of a person, in the order in which they were given, in the arena of the books. */
struct cv_status consent_of(struct cv_books *books, struct cv_uuid person,
                            struct consent **consents, size_t *count);
/* End the one consent that holds. FAILED_PRECONDITION, CONSENT_MISSING: none does. */
struct cv_status consent_withdraw(struct cv_books *books, struct cv_uuid person,
                                  const struct consent *consent);

/* CONSENT_MISSING unless a consent for this purpose holds, for this course or for any; and was
 * given by that day. */
struct cv_status consent_required_on(struct cv_books *books, struct cv_uuid person,
                                     enum consent_purpose purpose, struct cv_uuid course,
                                     int32_t day);
/* The same, whenever it was given. */
struct cv_status consent_required(struct cv_books *books, struct cv_uuid person,
                                  enum consent_purpose purpose, struct cv_uuid course);

#endif
