/* What is reserved for a cohort on a line of a project's budget, and how far that is: what methods
 * wish is `state`, what is known of the other service is `known`. Each wish makes a saga
 * (service/saga.h). */
#ifndef TRAINING_FUNDING_STORE_H
#define TRAINING_FUNDING_STORE_H

#include "cohort/cohort_store.h"

#define FUNDING_SAGA "saga/cohort_funding" /* its kind */

/* The numbers of FundingState. */
enum funding_state {
    FUNDING_RESERVING = 1,
    FUNDING_RESERVED,
    FUNDING_REFUSED,
    FUNDING_RELEASING,
    FUNDING_RELEASED,
    FUNDING_SETTLING,
    FUNDING_SETTLED,
    FUNDING_LOST,
};

enum funding_known {
    FUNDING_NOT_ASKED,
    FUNDING_ASKED,   /* it may be there */
    FUNDING_THERE,   /* somebody has to look how it stands */
    FUNDING_WAITING, /* for its approval: it can be withdrawn */
    FUNDING_TO_PAY,  /* approved; pay_minor of it is to be paid */
    FUNDING_TO_GIVE, /* approved; the rest of it is to be released */
    FUNDING_NOTHING, /* nothing is held any more, or never was */
};

struct funding {
    struct cv_uuid cohort;
    int64_t number;
    int64_t state; /* 0: there is none */
    int64_t known;
    const char *budget_line;
    const char *currency;
    int64_t amount_minor;
    int32_t opened_on;
    const char *opened_by;
    int64_t actual_minor;
    int64_t pay_minor;
    const char *ended_by;
};

struct cv_status funding_get(struct cv_books *books, struct cv_uuid cohort,
                             struct funding *funding);
/* As it is in the struct. */
struct cv_status funding_put(struct cv_books *books, const struct funding *funding);

/* ---- what methods wish, in their transaction ---- */

/* Reserve the estimate; the cohort opens once it is. WRONG_STATE: that is under way. */
struct cv_status funding_reserve(struct cv_books *books, const struct cohort *cohort,
                                 int32_t today);
/* Give back what is reserved, if anything is. */
struct cv_status funding_release(struct cv_books *books, const struct cohort *cohort);
/* Pay `actual_minor` of it (-1: all), and give back the rest. COST_ABOVE_ESTIMATE;
 * INVALID_ARGUMENT for another currency. */
struct cv_status funding_settle(struct cv_books *books, const struct cohort *cohort,
                                const char *currency, int64_t actual_minor);

#endif
