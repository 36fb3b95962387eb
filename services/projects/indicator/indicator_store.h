/* Indicators in the store: an identity, which holds what can never change, and its versions. */
#ifndef PROJECTS_INDICATOR_STORE_H
#define PROJECTS_INDICATOR_STORE_H

#include "service/books_store.h"

struct indicator {
    struct cv_uuid uid;
    const char *id;
    const char *title;
    const char *title_zh;
    const char *unit;
    const char *unit_zh;
    int64_t kind; /* an IndicatorKind */
    int64_t decimals;
    int64_t grain; /* a PeriodGrain */
    bool counts_people;
    int64_t version;
    int64_t created_us;
    int64_t recorded_us; /* of this version */
};

/* What belongs to an indicator needs to know of it. */
struct indicator_ref {
    struct cv_uuid programme;
    struct cv_uuid uid;
    int64_t kind; /* an IndicatorKind */
};

/* NOT_FOUND names the indicator. */
struct cv_status indicator_find(struct cv_books *books, const char *programme, const char *id,
                                struct indicator_ref *ref);

/* Sets uid, version and times of `indicator`. */
struct cv_status indicator_insert(struct cv_books *books, struct cv_uuid programme,
                                  struct indicator *indicator);
struct cv_status indicator_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                               struct indicator *indicator);
/* Records `indicator` as the version after its own, and sets version and recorded_us. ABORTED when
 * its own is no longer the newest. */
struct cv_status indicator_replace(struct cv_books *books, struct cv_uuid programme,
                                   struct indicator *indicator);
struct cv_status indicator_list(struct cv_books *books, struct cv_uuid programme,
                                struct cv_listed *listed);

#endif
