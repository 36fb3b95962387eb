/* Review tasks in the store. */
#ifndef TRAINING_REVIEW_STORE_H
#define TRAINING_REVIEW_STORE_H

#include "service/books_store.h"

/* The numbers of ReviewCause and ReviewOutcome. */
#define REVIEW_RESULT_CHANGED 1
#define REVIEW_KEPT           1
#define REVIEW_REVOKED        2

struct review {
    struct cv_uuid uid;
    const char *id;
    const char *certificate;   /* id */
    int64_t certificate_state; /* now */
    int64_t cause;
    int64_t outcome; /* 0: open */
    const char *reason;
    int64_t recorded_us;
    int64_t closed_us; /* 0: open */
};

/* A result of the person changed: raise a task for the certificate that is not revoked, unless
 * there is none, or one that is open. */
struct cv_status review_raise(struct cv_books *books, struct cv_uuid cohort, struct cv_uuid person);
struct cv_status review_get(struct cv_books *books, const char *id, struct review *review);
/* Open ones only, oldest first. */
struct cv_status review_list(struct cv_books *books, struct cv_listed *listed);
/* FAILED_PRECONDITION: ALREADY_CLOSED, WRONG_STATE. */
struct cv_status review_close(struct cv_books *books, struct review *review, int64_t outcome,
                              const char *reason);

#endif
