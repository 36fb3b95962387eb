/* Corridors in the store: a row, and the points of each of its versions. */
#ifndef LOGISTICS_CORRIDOR_STORE_H
#define LOGISTICS_CORRIDOR_STORE_H

#include "service/books_store.h"

struct corridor_point {
    const char *place; /* its id */
    struct cv_uuid place_uid;
    int64_t mode; /* a TransportMode */
    int64_t run_minutes;
    int64_t dwell_minutes;
};

struct corridor {
    struct cv_uuid uid;
    const char *id;
    const char *title;
    const char *title_zh;
    struct corridor_point *points;
    size_t point_count;
    int64_t version;
    int64_t created_us;
    int64_t recorded_us;
};

struct corridor_ref {
    struct cv_uuid uid;
    int64_t version;
};

/* NOT_FOUND names it, and `field` if that is not NULL. */
struct cv_status corridor_find(struct cv_books *books, const char *id, const char *field,
                               struct corridor_ref *ref);
/* Which of its points the place is, from 0; -1: none. */
struct cv_status corridor_position(struct cv_books *books, const struct corridor_ref *ref,
                                   struct cv_uuid place, int64_t *position);

/* Sets uid, version and times of `corridor`, and the places of its points. NOT_FOUND names a
 * point's field. */
struct cv_status corridor_insert(struct cv_books *books, struct corridor *corridor);
struct cv_status corridor_get(struct cv_books *books, const char *id, struct corridor *corridor);
/* The version after its own, with its points, which are looked up again. ABORTED when its own is no
 * longer the newest. */
struct cv_status corridor_replace(struct cv_books *books, struct corridor *corridor);
/* With their points. */
struct cv_status corridor_list(struct cv_books *books, struct cv_listed *listed);

#endif
