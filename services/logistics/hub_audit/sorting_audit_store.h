/* What must hold of a hub's bags, chutes and plans, counted where it does not. */
#ifndef LOGISTICS_SORTING_AUDIT_STORE_H
#define LOGISTICS_SORTING_AUDIT_STORE_H

#include "service/books_store.h"

struct sorting_audit {
    int64_t bagged;         /* parcels that are in a bag; not an error */
    int64_t without_bag;    /* of these, in one that there is not */
    int64_t hanging_closed; /* bags that hang at a chute and are not open */
    int64_t plans_at_once;  /* pairs of plans that are active at one time */
};

/* Bags by their numbers, from 1 on. */
struct bag_audit {
    int64_t state; /* 0: there is none of this number */
    int64_t closed_us;
    int64_t removals; /* less those that are found */
};

struct cv_status sorting_audit_read(struct cv_books *books, int64_t hub_no,
                                    struct sorting_audit *audit);

struct cv_status bag_audit_read(struct cv_books *books, int64_t hub_no, struct bag_audit **bags,
                                size_t *count);

#endif
