/* Persons in the store: one row each, changed in place, so that no earlier name is kept. */
#ifndef TRAINING_PERSON_STORE_H
#define TRAINING_PERSON_STORE_H

#include "person/consent_store.h"

struct person {
    struct cv_uuid uid;
    const char *id;
    const char *full_name;
    const char *contact;
    const char *organisation; /* id; "": none */
    int64_t version;
    int64_t created_us;
    int64_t recorded_us;
    struct consent *consents; /* in the order in which they were given */
    size_t consent_count;
};

/* The uid of a person. NOT_FOUND names the person, and `field` if that is not NULL. */
struct cv_status person_find(struct cv_books *books, const char *id, const char *field,
                             struct cv_uuid *uid);

/* Of the digests in the audit; empty: the person is gone. */
struct cv_status person_salt(struct cv_books *books, const char *id, struct cv_slice *salt);

/* With the consents. Sets uid, version and times. */
struct cv_status person_insert(struct cv_books *books, struct person *person);
struct cv_status person_get(struct cv_books *books, const char *id, struct person *person);
/* Change the row of `person`, but not the consents; sets version and recorded_us. ABORTED when its
 * version is no longer the newest. */
struct cv_status person_replace(struct cv_books *books, struct person *person);
struct cv_status person_list(struct cv_books *books, struct cv_listed *listed);

#endif
