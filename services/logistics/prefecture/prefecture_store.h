/* Prefectures in the store: where a hub's parcels go. */
#ifndef LOGISTICS_PREFECTURE_STORE_H
#define LOGISTICS_PREFECTURE_STORE_H

#include "number.h"

struct prefecture {
    int64_t no;
    const char *id;
    const char *title;
    const char *title_zh;
    bool served;
};

/* OK with 0: the hub knows none of this id. */
struct cv_status prefecture_look(struct cv_books *books, int64_t hub_no, const char *id,
                                 int64_t *prefecture_no);
/* NOT_FOUND names it, and `field` if that is not NULL. */
struct cv_status prefecture_find(struct cv_books *books, int64_t hub_no, const char *id,
                                 const char *field, int64_t *prefecture_no);
/* "" for 0. */
struct cv_status prefecture_id(struct cv_books *books, int64_t hub_no, int64_t prefecture_no,
                               const char **id);
/* Add it, or replace that of its id. Sets its number. */
struct cv_status prefecture_set(struct cv_books *books, int64_t hub_no,
                                struct prefecture *prefecture, bool *added);
struct cv_status prefecture_list(struct cv_books *books, int64_t hub_no, struct cv_listed *listed);
/* The ids of those that the hub serves, in strcmp() order. */
struct cv_status prefecture_served(struct cv_books *books, int64_t hub_no, const char ***ids,
                                   size_t *count);

#endif
