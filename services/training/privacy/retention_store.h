/* How long what is personal is kept, and what was kept long enough. */
#ifndef TRAINING_RETENTION_STORE_H
#define TRAINING_RETENTION_STORE_H

#include "service/books_store.h"

/* The numbers of RetentionClass. */
enum retention_class {
    RETENTION_PERSON = 1,
    RETENTION_WITHDRAWN_CONSENT,
};
#define RETENTION_CLASSES 2

/* As set, or as it is if nothing was. */
struct cv_status retention_days(struct cv_books *books, enum retention_class class, int64_t *days);
struct cv_status retention_set(struct cv_books *books, int64_t class, int64_t days);

struct retention_run {
    int64_t erased_persons;
    int64_t deleted_consents;
    bool more;
};

/* Some hundred at most. */
struct cv_status retention_run(struct cv_books *books, const struct cv_scope *scope,
                               struct retention_run *run);

#endif
