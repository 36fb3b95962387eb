/* Partners in the store: an identity and its versions. */
#ifndef PROJECTS_PARTNER_STORE_H
#define PROJECTS_PARTNER_STORE_H

#include "service/books_store.h"

struct partner {
    struct cv_uuid uid;
    const char *id;
    const char *title;
    const char *title_zh;
    int64_t kind; /* a PartnerKind */
    const char *contact;
    const char *users; /* the subjects of who acts for it, with a blank between two */
    int64_t version;
    int64_t created_us;
    int64_t recorded_us; /* of this version */
};

/* The uid of a partner. NOT_FOUND names it, and `field` if that is not NULL. */
struct cv_status partner_find(struct cv_books *books, struct cv_uuid programme, const char *id,
                              const char *field, struct cv_uuid *uid);

/* Sets uid, version and times of `partner`. */
struct cv_status partner_insert(struct cv_books *books, struct cv_uuid programme,
                                struct partner *partner);
struct cv_status partner_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                             struct partner *partner);
/* Records `partner` as the version after its own, and sets version and recorded_us. ABORTED when
 * its own is no longer the newest. */
struct cv_status partner_replace(struct cv_books *books, struct cv_uuid programme,
                                 struct partner *partner);
struct cv_status partner_list(struct cv_books *books, struct cv_uuid programme,
                              struct cv_listed *listed);

#endif
