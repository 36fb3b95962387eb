/* What travels down with any work: memory, time, who asked, and whom to wake.
 *
 * A scope is made by the RPC layer for each call and borrowed by everything done for that call.
 * Thread   Read on any thread. Its arena belongs to one thread at a time (see store/store.h). */
#ifndef CV_BASE_SCOPE_H
#define CV_BASE_SCOPE_H

#include "base/list.h"
#include "base/trace.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cv_arena;
struct cv_wake;

/* Who calls. With security off (no identity yet) a fixed one. Texts outlive the scope. */
struct cv_principal {
    const char *subject;
    const char *org; /* the tenant: first column of every key */
};

/* Work that goes on for a scope and is told when nobody waits for it any more: an outgoing call
 * follows the incoming one it is made for. */
struct cv_follower {
    void (*over)(struct cv_follower *follower); /* at most once, on the scope's home loop */
    struct cv_list link;
};

/* Of one scope; its home loop's thread only. */
struct cv_followers {
    struct cv_list list; /* struct cv_follower, by link: those not yet told */
    size_t count;        /* all that have not left: the scope's memory must stay for them */
    void (*left)(struct cv_followers *followers); /* the last has left */
};

struct cv_scope {
    struct cv_arena *arena;         /* lasts exactly as long as the work */
    uint64_t deadline_ns;           /* cv_clock_ns(); CV_NEVER: none */
    const atomic_bool *cancelled;   /* true: nobody waits any more. NULL: cannot be cancelled */
    struct cv_wake *home;           /* the loop that asked; results come home through it */
    struct cv_followers *followers; /* NULL: it tells nobody */
    const struct cv_principal *principal;
    struct cv_trace trace;
};

/* Nobody waits for the answer: the caller left, or its deadline passed at `now_ns`. */
static inline bool cv_scope_over(const struct cv_scope *scope, uint64_t now_ns)
{
    return (scope->cancelled != NULL &&
            atomic_load_explicit(scope->cancelled, memory_order_relaxed)) ||
           now_ns >= scope->deadline_ns;
}

/* Join and leave on the scope's home loop; joining without followers has no effect, and neither
 * has leaving what was not joined (a zeroed follower). */
static inline void cv_scope_follow(const struct cv_scope *scope, struct cv_follower *follower)
{
    if (scope->followers == NULL)
        return;
    cv_list_push(&scope->followers->list, &follower->link);
    scope->followers->count++;
}

static inline void cv_scope_unfollow(const struct cv_scope *scope, struct cv_follower *follower)
{
    if (follower->link.next == NULL)
        return;
    cv_list_remove(&follower->link);
    follower->link.next = NULL;
    if (--scope->followers->count == 0)
        scope->followers->left(scope->followers);
}

#endif
