/* Bags in the store, and which parcel is in which. */
#ifndef LOGISTICS_BAG_STORE_H
#define LOGISTICS_BAG_STORE_H

#include "bag/load_store.h"

struct bag {
    int64_t no;
    const char *id;
    int64_t prefecture_no;
    const char *prefecture; /* the ids of what it belongs to; "": none */
    const char *chute;
    int64_t manifest_no;
    const char *manifest;
    int64_t parcels; /* in it now, or when it was closed */
    int64_t missorts;
    int64_t grams;
    int64_t removals;
    struct load load;
};

/* What a scan needs of it. */
struct bag_ref {
    int64_t no;    /* 0: the hub has none of this id */
    int64_t state; /* an enum load_state */
    int64_t prefecture_no;
    int64_t chute_no; /* where it hangs; 0: nowhere */
    int64_t closed_us;
};

struct cv_status bag_find(struct cv_books *books, int64_t hub_no, const char *id,
                          struct bag_ref *ref);
/* "" for 0. */
struct cv_status bag_id(struct cv_books *books, int64_t hub_no, int64_t bag_no, const char **id);

/* How far it has come; state 0: there is none of this number. */
struct cv_status bag_way(struct cv_books *books, int64_t hub_no, int64_t bag_no, struct load *load);

/* When it was dispatched; 0: not yet, or there is none of this number. */
struct cv_status bag_left(struct cv_books *books, int64_t hub_no, int64_t bag_no, int64_t *left_us);

/* Sets number and times; prefecture is looked up. NOT_FOUND, with bag.prefecture. */
struct cv_status bag_insert(struct cv_books *books, int64_t hub_no, struct bag *bag);
/* NOT_FOUND names it, and `field` if that is not NULL. */
struct cv_status bag_get(struct cv_books *books, int64_t hub_no, const char *id, const char *field,
                         struct bag *bag);
struct cv_status bag_list(struct cv_books *books, int64_t hub_no, struct cv_listed *listed);

/* Close `bag`, which is open: what is in it stays written down, and it hangs nowhere. */
struct cv_status bag_close(struct cv_books *books, int64_t hub_no, struct bag *bag,
                           const struct load_closing *closing);
/* To the state after its own. */
struct cv_status bag_advance(struct cv_books *books, int64_t hub_no, struct bag *bag,
                             enum load_state to);
/* All bags of a manifest that are in the state before it. */
struct cv_status bag_advance_all(struct cv_books *books, int64_t hub_no, int64_t manifest_no,
                                 enum load_state to);
/* Parcels now in a closed bag that go to another prefecture than it. */
struct cv_status bag_missorts(struct cv_books *books, int64_t hub_no, int64_t bag_no,
                              int64_t *missorts);
/* The same of all bags of a manifest. */
struct cv_status bag_missorts_all(struct cv_books *books, int64_t hub_no, int64_t manifest_no,
                                  int64_t *missorts);

/* Hang the bag at a chute; 0: nowhere. Who calls has seen that both are free. */
struct cv_status bag_hang(struct cv_books *books, int64_t hub_no, int64_t bag_no, int64_t chute_no);
/* 0: on none. */
struct cv_status bag_put(struct cv_books *books, int64_t hub_no, int64_t bag_no,
                         int64_t manifest_no);

/* ---- what is in them ---- */

struct bag_parcel {
    int64_t parcel_no;
    int64_t prefecture_no; /* 0: not known */
    int64_t grams;
};

/* By all that is known the parcel is in this bag now; 0: in none. It leaves the one it was in.
 * Bags that are closed keep their counts. */
struct cv_status bag_move(struct cv_books *books, int64_t hub_no, const struct bag_parcel *parcel,
                          int64_t bag_no);
/* One more, or one less, is known to have left it without a scan that says so. bag_no 0: nothing.
 */
struct cv_status bag_count_removal(struct cv_books *books, int64_t hub_no, int64_t bag_no,
                                   int64_t by);

/* 0: it is in none. `in`: what is kept with it. */
struct cv_status bag_of_parcel(struct cv_books *books, int64_t hub_no, int64_t parcel_no,
                               int64_t *bag_no, struct bag_parcel *in);

/* The bag's content, for people. */
struct bagged {
    int64_t parcel_no;
    const char *carrier;
    const char *number;
    const char *prefecture; /* its id; "": not known */
    int64_t grams;
};
struct cv_status bag_content(struct cv_books *books, int64_t hub_no, int64_t bag_no,
                             struct cv_listed *listed);

#endif
