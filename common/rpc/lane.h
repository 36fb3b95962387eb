/* What all connections of one loop share: calls with something to tell, sessions with something to
 * write, and the turn that works both off before the loop sleeps.
 *
 * A lane does no I/O: its owner says how to be called back (`wanted`) and what flushing a session
 * means. So whole sessions run in tests without a loop.
 *
 * Thread   That of the loop.
 * Memory   Owned by whoever owns the loop; outlives every call made on it. */
#ifndef CV_RPC_LANE_H
#define CV_RPC_LANE_H

#include "base/list.h"
#include "base/pool.h"
#include "net/timer.h"
#include "rpc/compressor.h"
#include "rpc/limiter.h"
#include "rpc/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cv_call_counts;
struct cv_call_watch;
struct cv_loop;
struct cv_wake;
struct cv_lane;

#define CV_LANE_COMPRESSORS 2 /* kept: one for the loop, one for another thread */

/* Somebody who writes at the end of the turn: embedded in each connection. */
struct cv_flush {
    void (*run)(struct cv_flush *flush);
    struct cv_list link;
};

struct cv_lane {
    struct cv_timers *timers;             /* deadlines of calls */
    struct cv_wake *home;                 /* whom stores wake; NULL in tests without a loop */
    void (*wanted)(struct cv_lane *lane); /* call cv_lane_turn() before sleeping */
    struct cv_list ready;                 /* calls, by cv_call.ready */
    size_t ready_count;                   /* of them */
    struct cv_list flushes;               /* struct cv_flush, by link */
    size_t calls;                         /* alive on this lane */
    size_t weight;                        /* bytes of their large messages */
    struct cv_pool pool;                  /* what HTTP/2 needs by the call, from all sessions */
    struct cv_compressor compressors[CV_LANE_COMPRESSORS]; /* nobody uses now */
    size_t compressor_count;
    struct cv_loop *workers; /* large messages are compressed and inflated by its pool (net/work.h);
                              * NULL: at once. Set after cv_lane_init(), as the next */
    struct cv_call_counts *counts; /* what is counted of its servers' calls; NULL: nothing */
    struct cv_call_watch *watch;   /* of its servers' calls; NULL: nobody looks */
    bool refuses_early;            /* calls of methods that wait long */
    uint64_t refused;              /* of them, ever */
    size_t resting;                /* connections that are not read for a moment */
    struct cv_limiter limiters[CV_QUEUES_MAX]; /* by queue */
    bool asked;                                /* `wanted` was called and the turn has not come */
};

void cv_lane_init(struct cv_lane *lane, struct cv_timers *timers, struct cv_wake *home,
                  void (*wanted)(struct cv_lane *lane));
void cv_lane_free(struct cv_lane *lane); /* no call and no session is left */
void cv_lane_turn(struct cv_lane *lane);
void cv_lane_flush(struct cv_lane *lane, struct cv_flush *flush); /* run it in this turn */
void cv_lane_want(struct cv_lane *lane);                          /* see that a turn comes */
/* Lent to one message at a time; what is given back is empty. */
struct cv_compressor cv_lane_take_compressor(struct cv_lane *lane);
void cv_lane_give_compressor(struct cv_lane *lane, struct cv_compressor *compressor);

#endif
