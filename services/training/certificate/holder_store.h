/* Who may have a certificate, and the digest that stands for his name in it. */
#ifndef TRAINING_HOLDER_STORE_H
#define TRAINING_HOLDER_STORE_H

#include "app/name.h"
#include "base/sha256.h"
#include "service/books_store.h"

/* The numbers of EligibilityGap. */
enum holder_gap {
    HOLDER_NOT_COMPLETED = 1,
    HOLDER_NOT_PASSED,
    HOLDER_NO_CONSENT,
    HOLDER_HAS_ONE,
};
#define HOLDER_GAPS 4

/* The enrolment that a certificate is asked for, and what stands against it. */
struct holder {
    struct cv_uuid person_uid;
    struct cv_uuid course_uid;
    struct cv_uuid cohort_uid;
    const char *person;      /* id */
    const char *certificate; /* id of the one that is not revoked; "": none */
    bool gap[HOLDER_GAPS + 1];
};

/* `ids`: course, cohort, enrolment. */
struct cv_status holder_get(struct cv_books *books, const struct cv_id ids[3],
                            struct holder *holder);

/* What stands for the person's name: empty if no name is kept. */
struct cv_status holder_digest(struct cv_books *books, struct cv_uuid person,
                               struct cv_slice *digest);
/* The same of a name that somebody says. Empty: the person's salt is gone. */
struct cv_status holder_digest_of(struct cv_books *books, struct cv_uuid person, const char *name,
                                  struct cv_slice *digest);

#endif
