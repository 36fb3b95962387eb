/* Chutes in the store. Which bag hangs at one is in the bag's row (bag/bag_store.h). */
#ifndef LOGISTICS_CHUTE_STORE_H
#define LOGISTICS_CHUTE_STORE_H

#include "number.h"

struct chute {
    int64_t no;
    const char *id;
    const char *title;
    bool out_of_service;
    bool full;
    const char *bag; /* the id of that which hangs there; "": none */
    int64_t version;
    int64_t created_us;
    int64_t updated_us;
};

/* What a scan or a decision needs of it. */
struct chute_ref {
    int64_t no; /* 0: the hub has none of this id */
    bool out_of_service;
    bool full;
    int64_t bag_no; /* 0: none hangs there */
};

struct cv_status chute_find(struct cv_books *books, int64_t hub_no, const char *id,
                            struct chute_ref *ref);
/* "" for 0. */
struct cv_status chute_id(struct cv_books *books, int64_t hub_no, int64_t chute_no,
                          const char **id);

/* Sets number, version and times. */
struct cv_status chute_insert(struct cv_books *books, int64_t hub_no, struct chute *chute);
struct cv_status chute_get(struct cv_books *books, int64_t hub_no, const char *id,
                           struct chute *chute);
/* Sets version and updated_us. ABORTED when its version is no longer the newest. */
struct cv_status chute_replace(struct cv_books *books, int64_t hub_no, struct chute *chute);
struct cv_status chute_list(struct cv_books *books, int64_t hub_no, struct cv_listed *listed);

#endif
