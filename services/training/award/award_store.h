/* Awards in the store. */
#ifndef TRAINING_AWARD_STORE_H
#define TRAINING_AWARD_STORE_H

#include "exchange_record_store.h"

struct award {
    struct exchange_record record;
    const char *organisation; /* its id */
    const char *title;
    const char *competition;
    int64_t level;   /* a CompetitionLevel */
    int64_t winners; /* an AwardWinners */
    int32_t effective_on;
    int64_t count;
    const char *reference;
};

/* Sets the uid and times. NOT_FOUND for its organisation. */
struct cv_status award_insert(struct cv_books *books, struct award *award);
struct cv_status award_get(struct cv_books *books, const char *id, struct award *award);
struct cv_status award_list(struct cv_books *books, struct cv_listed *listed);

#endif
