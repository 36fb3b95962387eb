/* Erasing a person, in one transaction. */
#ifndef TRAINING_ERASURE_STORE_H
#define TRAINING_ERASURE_STORE_H

#include "service/books_store.h"

struct erasure {
    struct cv_uuid person_uid;
    int64_t erased_us; /* 0: not yet */
};

/* Whom this id belongs to, also if erased before. NOT_FOUND: nobody. */
struct cv_status erasure_find(struct cv_books *books, const char *id, struct erasure *erasure);
/* For one who is not erased yet; sets erased_us. */
struct cv_status erasure_do(struct cv_books *books, const struct cv_scope *scope, const char *id,
                            struct erasure *erasure);

#endif
