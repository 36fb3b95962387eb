/* Organisations in the store: an identity and its versions. */
#ifndef TRAINING_ORGANISATION_STORE_H
#define TRAINING_ORGANISATION_STORE_H

#include "service/books_store.h"

struct organisation {
    struct cv_uuid uid;
    const char *id;
    const char *title;
    const char *title_zh;
    int64_t kind; /* an OrganisationKind */
    const char *contact;
    int64_t version;
    int64_t created_us;
    int64_t recorded_us; /* of this version */
};

/* The uid of an organisation. NOT_FOUND names it, and `field` if that is not NULL. */
struct cv_status organisation_find(struct cv_books *books, const char *id, const char *field,
                                   struct cv_uuid *uid);

/* The same of a field that may name none: NULL for the id "". `room` is where the uid goes. */
struct cv_status organisation_find_any(struct cv_books *books, const char *id, const char *field,
                                       struct cv_uuid *room, const struct cv_uuid **uid);
/* Bind what that found. */
void organisation_bind(struct cv_stmt *stmt, int index, const struct cv_uuid *uid);

/* Sets uid, version and times of `organisation`. */
struct cv_status organisation_insert(struct cv_books *books, struct organisation *organisation);
struct cv_status organisation_get(struct cv_books *books, const char *id,
                                  struct organisation *organisation);
/* Records `organisation` as the version after its own, and sets version and recorded_us. ABORTED
 * when its own is no longer the newest. */
struct cv_status organisation_replace(struct cv_books *books, struct organisation *organisation);
struct cv_status organisation_list(struct cv_books *books, struct cv_listed *listed);

#endif
