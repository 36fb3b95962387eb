/* Programmes in the store: an identity and its versions. */
#ifndef PROJECTS_PROGRAMME_STORE_H
#define PROJECTS_PROGRAMME_STORE_H

#include "service/books_store.h"

struct programme {
    struct cv_uuid uid;
    const char *id;
    const char *title;
    const char *title_zh;
    const char *currency;
    int32_t start_on;
    int32_t end_on;
    int64_t version;
    int64_t created_us;
    int64_t recorded_us; /* of this version */
};

/* What belongs to a programme needs to know of it. */
struct programme_ref {
    struct cv_uuid uid;
    const char *currency;
};

/* NOT_FOUND names the programme. */
struct cv_status programme_find(struct cv_books *books, const char *id, struct programme_ref *ref);

/* Sets uid, version and times of `programme`. */
struct cv_status programme_insert(struct cv_books *books, struct programme *programme);
struct cv_status programme_get(struct cv_books *books, const char *id, struct programme *programme);
/* Records `programme` as the version after its own, and sets version and recorded_us. ABORTED when
 * its own is no longer the newest. */
struct cv_status programme_replace(struct cv_books *books, struct programme *programme);
struct cv_status programme_list(struct cv_books *books, struct cv_listed *listed);

#endif
