/* Assessments in the store, and what a person has reached in one. */
#ifndef TRAINING_ASSESSMENT_STORE_H
#define TRAINING_ASSESSMENT_STORE_H

#include "app/name.h"
#include "service/books_store.h"

/* The numbers of ResultRule. */
enum result_rule {
    RESULT_BEST = 1,
    RESULT_LAST,
};

struct assessment {
    struct cv_uuid uid;
    struct cv_uuid cohort_uid;
    const char *id;
    const char *title;
    const char *title_zh;
    int64_t max_score;
    int64_t pass_score;
    int64_t attempts_allowed;
    int64_t rule;
    int64_t recorded_us;
};

/* NOT_FOUND names the cohort. Sets uids and recorded_us. */
struct cv_status assessment_insert(struct cv_books *books, const struct cv_id ids[2],
                                   struct assessment *assessment);
/* `ids`: course, cohort. */
struct cv_status assessment_get(struct cv_books *books, const struct cv_id ids[2], const char *id,
                                struct assessment *assessment);
struct cv_status assessment_list(struct cv_books *books, const struct cv_id ids[2],
                                 struct cv_listed *listed);

/* ---- results ---- */

/* The numbers of ResultState. */
enum result_state {
    RESULT_NONE = 1,
    RESULT_PASSED,
    RESULT_FAILED,
};

struct result {
    enum result_state state;
    int64_t score; /* by the rule */
    int64_t attempts;
};

/* One more attempt, in their order, makes this of the score. */
void result_take(struct result *result, int64_t rule, int64_t score);

/* By the scores as they count now. */
struct cv_status result_of(struct cv_books *books, const struct assessment *assessment,
                           struct cv_uuid person, struct result *result);
/* Of all assessments of the cohort; those of a cohort without any are passed. */
struct cv_status result_all_passed(struct cv_books *books, struct cv_uuid cohort,
                                   struct cv_uuid person, bool *passed);

#endif
