/* Places in the store. */
#ifndef LOGISTICS_PLACE_STORE_H
#define LOGISTICS_PLACE_STORE_H

#include "service/books_store.h"

struct place {
    struct cv_uuid uid;
    const char *id;
    const char *title;
    const char *title_zh;
    int64_t kind;      /* a PlaceKind */
    int64_t functions; /* bit n: the PlaceFunction n */
    const char *country;
    const char *unlocode;
    const char *unlocode_edition;
    const char *unlocode_status;
    const char *border_country;
    int64_t offset_minutes;
    int64_t version;
    int64_t created_us;
    int64_t recorded_us;
};

#define PLACE_BORDER_POINT 3 /* the PlaceKind */

/* What others need of a place. */
struct place_ref {
    struct cv_uuid uid;
    const char *country;
    bool border; /* it is a border point */
};

/* NOT_FOUND names it, and `field` if that is not NULL. */
struct cv_status place_find(struct cv_books *books, const char *id, const char *field,
                            struct place_ref *ref);

/* Sets uid, version and times of `place`. */
struct cv_status place_insert(struct cv_books *books, struct place *place);
struct cv_status place_get(struct cv_books *books, const char *id, struct place *place);
/* Takes the place of its own version, and sets version and recorded_us. ABORTED when that is no
 * longer the newest. */
struct cv_status place_replace(struct cv_books *books, struct place *place);
struct cv_status place_list(struct cv_books *books, struct cv_listed *listed);

#endif
