/* Manifests in the store. Which bags are on one is in the bags' rows (bag/bag_store.h). */
#ifndef LOGISTICS_MANIFEST_STORE_H
#define LOGISTICS_MANIFEST_STORE_H

#include "bag/load_store.h"

struct manifest {
    int64_t no;
    const char *id;
    int64_t prefecture_no;
    const char *prefecture; /* its id */
    const char *vehicle;
    int64_t bags;
    int64_t parcels;
    struct load load;
};

/* Sets number and times; prefecture is looked up. NOT_FOUND, with manifest.prefecture. */
struct cv_status manifest_insert(struct cv_books *books, int64_t hub_no, struct manifest *manifest);
struct cv_status manifest_get(struct cv_books *books, int64_t hub_no, const char *id,
                              struct manifest *manifest);
struct cv_status manifest_list(struct cv_books *books, int64_t hub_no, struct cv_listed *listed);

struct cv_status manifest_close(struct cv_books *books, int64_t hub_no, struct manifest *manifest,
                                const struct load_closing *closing);
/* To the state after its own. */
struct cv_status manifest_advance(struct cv_books *books, int64_t hub_no, struct manifest *manifest,
                                  enum load_state to);

#endif
