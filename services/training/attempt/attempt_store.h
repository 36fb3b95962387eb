/* Attempts in the store. A regrade is a row of its own. */
#ifndef TRAINING_ATTEMPT_STORE_H
#define TRAINING_ATTEMPT_STORE_H

#include "assessment/assessment_store.h"

struct regrade {
    int64_t score_before;
    int64_t score;
    const char *reason;
    int64_t recorded_us;
};

struct attempt {
    struct cv_uuid uid;
    struct cv_uuid person_uid;
    const char *id;
    const char *person; /* id */
    int64_t number;
    int64_t score; /* as it counts now */
    int64_t first_score;
    int32_t effective_on;
    int64_t recorded_us;
    struct regrade *regrades;
    size_t regrade_count;
};

/* NOT_FOUND for the person; FAILED_PRECONDITION as CreateAttemptRequest says. */
struct cv_status attempt_insert(struct cv_books *books, const struct cv_id parent[3],
                                struct attempt *attempt);
struct cv_status attempt_get(struct cv_books *books, const struct assessment *assessment,
                             const char *id, struct attempt *attempt);
struct cv_status attempt_list(struct cv_books *books, const struct assessment *assessment,
                              struct cv_listed *listed);
struct cv_status attempt_regrade(struct cv_books *books, const struct assessment *assessment,
                                 struct attempt *attempt, int64_t score, const char *reason);

#endif
