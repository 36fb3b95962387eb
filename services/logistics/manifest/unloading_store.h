/* What was missing and what was too much when a manifest was unloaded. */
#ifndef LOGISTICS_UNLOADING_STORE_H
#define LOGISTICS_UNLOADING_STORE_H

#include "service/books_store.h"

#define UNLOADING_BAGS_MAX 1000 /* more are not told */

struct bag_ids {
    const char **ids;
    size_t count;
};

/* The bags of a manifest that are on their way still. */
struct cv_status unloading_missing(struct cv_books *books, int64_t hub_no, int64_t manifest_no,
                                   struct bag_ids *bags);
/* The bags that came off and are not on it. */
struct cv_status unloading_surplus(struct cv_books *books, int64_t hub_no, int64_t manifest_no,
                                   struct bag_ids *bags);
/* One of those. */
struct cv_status unloading_add_surplus(struct cv_books *books, int64_t hub_no, int64_t manifest_no,
                                       int64_t bag_no);

#endif
