/* What a saga of a cohort asks of the projects service. Every id and request_id derives from the
 * cohort and from the number of the attempt, so that what is said twice is done once.
 *
 * Memory   Requests live in `arena`. */
#ifndef TRAINING_FUNDING_ASKED_H
#define TRAINING_FUNDING_ASKED_H

#include "cohort/funding_store.h"
#include "service/saga.h"

/* step->what */
enum funding_step {
    FUNDING_RESERVE,
    FUNDING_LOOK,
    FUNDING_WITHDRAW,
    FUNDING_PAY,
    FUNDING_GIVE,
};

/* "programmes/../commitments/..": what the reservation is called there. NULL: the arena is full. */
char *funding_commitment(struct cv_arena *arena, const char *budget_line, struct cv_uuid cohort,
                         int64_t number);

void funding_ask_reserve(struct cv_arena *arena, const struct funding *funding,
                         struct cv_saga_step *step);
void funding_ask_look(struct cv_arena *arena, const struct funding *funding,
                      struct cv_saga_step *step);
void funding_ask_withdraw(struct cv_arena *arena, const struct funding *funding,
                          struct cv_saga_step *step);
void funding_ask_pay(struct cv_arena *arena, const struct funding *funding, int32_t today,
                     struct cv_saga_step *step);
void funding_ask_release(struct cv_arena *arena, const struct funding *funding, int32_t today,
                         struct cv_saga_step *step);

/* How the reservation stands, by what was answered to a look. */
enum funding_found {
    FUNDING_FOUND_NOTHING, /* refused, withdrawn, expired, reversed */
    FUNDING_FOUND_WAITING,
    FUNDING_FOUND_APPROVED, /* something of it is neither paid nor released */
    FUNDING_FOUND_SPENT,
};
/* *pay_minor: what is still to be paid of the actual cost. */
enum funding_found funding_found(const void *answer, const struct funding *funding,
                                 int64_t *pay_minor);

#endif
