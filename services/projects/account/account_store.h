/* What may still be taken from a budget line, or from a commitment: the limits themselves.
 *
 * A taking succeeds or is refused in one UPDATE, inside the transaction that records what was
 * taken, so no number of callers at once can pass a limit, and no sum is ever needed to keep it.
 *
 * Dates: a limit holds on every day, not only in the end. Nothing is taken with a date before the
 * account was opened (opened_on). And nothing is taken with a date before the latest reversal
 * (floor_on): on the days between, what was given back then had not been given back yet. With both
 * rules, whatever is dated up to some day was within the limit when it was recorded. */
#ifndef PROJECTS_ACCOUNT_STORE_H
#define PROJECTS_ACCOUNT_STORE_H

#include "service/books_store.h"

/* How refusals speak of an account. Static. */
struct account_words {
    const char *holder;   /* "the budget line" */
    const char *exceeded; /* reason when there is too little left */
    const char *in_use;   /* reason when it cannot be closed */
    const char *used;     /* "committed" */
};

struct cv_status account_open(struct cv_books *books, struct cv_uuid uid, int64_t limit_minor,
                              int32_t opened_on);

/* FAILED_PRECONDITION, with the figures: words->exceeded, BACKDATED, ALREADY_REVERSED; IS_REVERSAL
 * for a uid without an account. */
struct cv_status account_take(struct cv_books *books, struct cv_uuid uid, int64_t minor, int32_t on,
                              const char *currency, const struct account_words *words);

/* Undo a taking as of this day. */
struct cv_status account_give_back(struct cv_books *books, struct cv_uuid uid, int64_t minor,
                                   int32_t on);

/* Nothing can be taken any more. FAILED_PRECONDITION: words->in_use while something is taken;
 * BACKDATED before the latest reversal. */
struct cv_status account_close(struct cv_books *books, struct cv_uuid uid, int32_t on,
                               const char *currency, const struct account_words *words);

#endif
