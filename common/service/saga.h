/* What has to follow in another service once something is stored here: step by step, each a call
 * that may be repeated, until it is done, also after either of the two was killed in between.
 *
 * A step is planned and claimed in one transaction, asked for, and what came of it is recorded in
 * another one. Whoever dies in between leaves a claim, and the next process makes the step again:
 * so each call must have the same effect once or twice (a request_id and an id that derive from the
 * saga). What a method wishes (cv_saga_want()) and what is known of the other service are two
 * things: methods write the one, steps the other, and `plan` looks at both.
 *
 * Several sagas go on at once, and of each one step at a time: who holds the claim makes it, and
 * what comes back after the claim was lost is forgotten. While the other service does not answer,
 * only one tries; the first answer makes all due that got none.
 *
 * Thread   That of `loop`; `plan` and `apply` on store threads; cv_sagas_kick() any.
 * Memory   Borrowed for the life of the server. A step's memory lasts from its plan to its end;
 *          256 KiB at most for each under way.
 * Ending   cv_sagas_stop() when draining begins: no other step begins, one under way is made again
 *          in the next process if its answer does not come.
 * Errors   A step that fails, or cannot be planned, is tried again, at first after a fifth of a
 *          second, then more and more seldom, at least each five minutes, or seconds if nobody
 *          answered, for ever; the table says what went wrong. Others go on meanwhile. */
#ifndef CV_SERVICE_SAGA_H
#define CV_SERVICE_SAGA_H

#include "app/peer.h"
#include "net/timer.h"
#include "rpc/backoff.h"
#include "service/saga_store.h"
#include "store/store.h"

enum cv_saga_next {
    CV_SAGA_REST,  /* nothing more has to follow */
    CV_SAGA_ON,    /* another step, at once */
    CV_SAGA_AGAIN, /* look again later */
};

struct cv_saga_step {
    struct cv_saga saga;
    /* By `plan`: */
    int what; /* the kind's own number of it */
    void (*call)(struct cv_channel *channel, struct cv_unary *op, const void *request);
    const void *request;
    const char *subject;  /* in whose name */
    const char *resource; /* what it is about, for the audit */
    /* For `apply`: */
    const void *response;     /* if the outcome is OK */
    struct cv_status outcome; /* may be changed: what is told of a step to be made again, or of a
                               * refusal at the end */
};

struct cv_saga_kind {
    const char *name;
    /* What comes next. step->call NULL: nothing. Books are not open for writing: only what is kept
     * of the saga itself is written. */
    struct cv_status (*plan)(struct cv_books *books, struct cv_saga_step *step);
    /* What came of it. May run again after being undone. */
    struct cv_status (*apply)(struct cv_books *books, struct cv_saga_step *step,
                              enum cv_saga_next *next);
};

#define CV_SAGAS_AT_ONCE 16 /* a commit's worth; the other service has callers of its own */

/* One of those at work: a step from its plan to its end. */
struct cv_saga_slot {
    struct cv_sagas *sagas; /* private, all of it */
    struct cv_store_op op;
    struct cv_arena memory;
    struct cv_scope scope;
    struct cv_principal principal;
    struct cv_saga_step step;
    struct cv_peer_call rpc;
    bool wake;   /* first, make all due */
    bool recall; /* first, make those due that nobody answered */
    bool found;
    int64_t wait_us;
    bool busy;
};

struct cv_sagas {
    const struct cv_saga_kind *kind; /* private, all of it */
    struct cv_store *store;
    const struct cv_peer *peer; /* NULL: none is there, and nothing is done */
    struct cv_loop *loop;
    struct cv_timer timer;
    struct cv_wake_item kick;
    atomic_bool kicked;
    struct cv_saga_slot slots[CV_SAGAS_AT_ONCE];
    unsigned looking; /* of them: for something that is due */
    bool awake;       /* what the process before left is due */
    bool again;       /* kicked while one was looking */
    bool away;        /* nobody answered last: one at a time tries whether somebody does */
    bool recall;      /* somebody does again */
    struct cv_backoff pause;
    bool stopped;
};

/* The sweep begins once the loop runs. */
struct cv_status cv_sagas_begin(struct cv_sagas *sagas, const struct cv_saga_kind *kind,
                                struct cv_store *store, const struct cv_peer *peer,
                                struct cv_loop *loop);
/* Something is wanted, and on disk. */
void cv_sagas_kick(struct cv_sagas *sagas);
void cv_sagas_stop(struct cv_sagas *sagas);

#endif
