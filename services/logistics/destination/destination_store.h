/* Destinations in the store: keys on labels, and the prefectures they lead to. */
#ifndef LOGISTICS_DESTINATION_STORE_H
#define LOGISTICS_DESTINATION_STORE_H

#include "number.h"

struct destination {
    int64_t no;
    const char *id; /* the key */
    int64_t prefecture_no;
    const char *prefecture; /* its id */
};

/* Where a key leads to. */
struct destination_ref {
    int64_t prefecture_no;  /* 0: the hub does not know the key */
    const char *prefecture; /* its id */
    bool served;            /* the hub sends parcels there */
};

/* The key of a destination or the code of a prefecture. */
struct cv_status destination_find(struct cv_books *books, int64_t hub_no, const char *key,
                                  struct destination_ref *ref);
/* Add it, or replace that of its id. Sets its number. */
struct cv_status destination_set(struct cv_books *books, int64_t hub_no,
                                 struct destination *destination, bool *added);
struct cv_status destination_list(struct cv_books *books, int64_t hub_no, struct cv_listed *listed);

#endif
