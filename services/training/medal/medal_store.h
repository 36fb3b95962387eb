/* Medals in the store. */
#ifndef TRAINING_MEDAL_STORE_H
#define TRAINING_MEDAL_STORE_H

#include "exchange_record_store.h"

struct medal {
    struct exchange_record record;
    const char *organisation; /* its id */
    const char *competition;
    const char *event;
    int64_t level; /* a CompetitionLevel */
    int64_t rank;  /* a MedalRank */
    int32_t effective_on;
    int64_t count;
    const char *reference;
};

/* Sets the uid and times. NOT_FOUND for its organisation. */
struct cv_status medal_insert(struct cv_books *books, struct medal *medal);
struct cv_status medal_get(struct cv_books *books, const char *id, struct medal *medal);
struct cv_status medal_list(struct cv_books *books, struct cv_listed *listed);

#endif
