/* What may still be taken from a budget line, or from a commitment: the limits themselves.
 *
 * A taking is reserved when it is submitted, and posted or freed when somebody judges it. Each step
 * is one UPDATE inside the transaction that records it, and succeeds only within the limit; so no
 * number of callers at once can pass it, and no sum is ever needed to keep it:
 *
 *     posted + pending <= limit,    free = limit - posted - pending
 *
 * An account is there as soon as what it belongs to is submitted: things under it may be submitted,
 * too, and reserve. They can be approved once it is.
 *
 * Dates: a limit holds on every day, not only in the end. Nothing is taken with a date before the
 * account was opened (opened_on). And nothing is taken with a date before the latest giving
 * (floor_on): on the days between, what was given then had not been given yet. With both rules,
 * whatever is dated up to some day was within the limit when it was submitted; and what was within
 * it then counts until it is judged, so approving asks for no date. */
#ifndef PROJECTS_ACCOUNT_STORE_H
#define PROJECTS_ACCOUNT_STORE_H

#include "service/books_store.h"

/* How refusals speak of an account. Static. */
struct account_words {
    const char *holder;   /* "the budget line" */
    const char *exceeded; /* reason when there is too little left */
    const char *in_use;   /* reason when it cannot be closed */
    const char *used;     /* "committed" */
    bool whole;           /* what takes all of it, and finds it in use, whatever the day */
};

enum account_phase {
    ACCOUNT_WAITING = 0, /* what it belongs to is only submitted */
    ACCOUNT_OPEN = 1,
    ACCOUNT_RELEASED = 2, /* nothing is taken any more; what comes back goes on, to the line */
    ACCOUNT_REVERSED = 3,
};

struct account {
    int64_t limit_minor;
    int64_t posted_minor;
    int64_t pending_minor;
    enum account_phase phase;
    int32_t opened_on; /* CV_DATE_NONE: there is no account */
    int32_t floor_on;
};

/* One step: what is added to each amount; the phase it leads to. A waiting account can only be
 * given reservations. */
struct account_step {
    int64_t limit;
    int64_t posted;
    int64_t pending;
    enum account_phase phase; /* WAITING: as it is */
    int32_t given_on;         /* something is given as of this day; CV_DATE_NONE: nothing is */
};

struct cv_status account_open(struct cv_books *books, struct cv_uuid uid, int64_t limit_minor,
                              int32_t opened_on);
/* What it belongs to was refused. FAILED_PRECONDITION, words->in_use, while something is reserved.
 */
struct cv_status account_drop(struct cv_books *books, struct cv_uuid uid,
                              const struct account_words *words);

/* May something be given to it as of this day? FAILED_PRECONDITION: NOT_SUBMITTED,
 * ALREADY_REVERSED, ALREADY_RELEASED, BACKDATED. */
struct cv_status account_check(struct cv_books *books, struct cv_uuid uid, int32_t on,
                               const struct account_words *words);
/* Reserve. FAILED_PRECONDITION, with the figures: words->exceeded, BACKDATED, ALREADY_REVERSED,
 * ALREADY_RELEASED; NOT_SUBMITTED for a uid without an account. */
struct cv_status account_hold(struct cv_books *books, struct cv_uuid uid, int64_t minor, int32_t on,
                              const char *currency, const struct account_words *words);
/* Free what was reserved. */
struct cv_status account_free(struct cv_books *books, struct cv_uuid uid, int64_t minor);
/* Any other step. FAILED_PRECONDITION, NOT_APPROVED, of a waiting account that is not opened by it;
 * NOT_SUBMITTED for a uid without one; DATA_LOSS if the account never had what is taken off. */
struct cv_status account_change(struct cv_books *books, struct cv_uuid uid,
                                struct account_step step, const struct account_words *words);

#endif
