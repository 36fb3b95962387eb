/* Campaigns in the store: never edited. */
#ifndef PROJECTS_HEALTH_CAMPAIGN_STORE_H
#define PROJECTS_HEALTH_CAMPAIGN_STORE_H

#include "service/books_store.h"

struct health_campaign {
    struct cv_uuid uid;
    const char *id;
    const char *title;
    const char *title_zh;
    const char *organiser; /* its id */
    const char *reference;
    int64_t recorded_us;
};

/* Sets uid and recorded_us. NOT_FOUND for its organiser. */
struct cv_status health_campaign_insert(struct cv_books *books, struct cv_uuid programme,
                                        struct health_campaign *campaign);
/* NOT_FOUND names it. */
struct cv_status health_campaign_get(struct cv_books *books, struct cv_uuid programme,
                                     const char *id, struct health_campaign *campaign);
struct cv_status health_campaign_list(struct cv_books *books, struct cv_uuid programme,
                                      struct cv_listed *listed);

#endif
