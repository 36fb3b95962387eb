/* Scans on disk. */
#ifndef BENCH_SCAN_STORE_H
#define BENCH_SCAN_STORE_H

#include "store/store.h"

struct scan {
    const char *idem_key;
    const char *parcel_id;
    int64_t hub_id;
    int64_t time_ms;
    int64_t code;
    const char *note;
};

extern const struct cv_migration scan_migrations[];

/* Once for each idem_key; again it changes nothing. */
struct cv_status scan_insert(struct cv_tx *tx, const char *org, const struct scan *scan);

/* For the same rows without this store: eight parameters, in the order of the columns. */
extern const char SCAN_INSERT[];

#endif
