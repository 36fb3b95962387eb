/* What the calls of a server come to, by the names, labels and buckets of gRPC's proposal A66, and
 * its connections.
 *
 * A call's duration runs from the loop's waking, when its first bytes were there, to the end of the
 * turn that closes its stream: two clock readings a turn, none for a call.
 *
 * Thread   Each lane's counts are its loop's; printed by any thread.
 * Memory   Of methods and codes that were never answered nothing is kept. Without memory a call is
 *          not counted, and goes on. */
#ifndef CV_RPC_CALL_COUNTS_H
#define CV_RPC_CALL_COUNTS_H

#include "base/clock.h"
#include "base/metric.h"
#include "rpc/limiter.h"
#include "rpc/limits.h"
#include "rpc/router.h"

#define CV_DURATION_BOUNDS 41
#define CV_SIZE_BOUNDS     14

extern const uint64_t cv_duration_bounds[CV_DURATION_BOUNDS]; /* nanoseconds */
extern const uint64_t cv_size_bounds[CV_SIZE_BOUNDS];         /* bytes */

/* Calls of one method that ended with one code: cells of three histograms. */
struct cv_call_outcome {
    _Atomic int64_t durations[CV_HISTOGRAM_CELLS(CV_DURATION_BOUNDS)];
    _Atomic int64_t sent[CV_HISTOGRAM_CELLS(CV_SIZE_BOUNDS)];
    _Atomic int64_t received[CV_HISTOGRAM_CELLS(CV_SIZE_BOUNDS)];
};

/* Made when first needed. NULL: out of memory. */
struct cv_call_outcome *cv_call_outcome_of(_Atomic(struct cv_call_outcome *) *slot);

struct cv_method_counts {
    _Atomic int64_t started;
    _Atomic(struct cv_call_outcome *) outcomes[CV_CODE_COUNT];
};

/* What of calls that wait in one queue is let in. */
struct cv_limiter_counts {
    struct cv_metric limit;
    struct cv_metric under_way;
    struct cv_metric refused;
};

/* Of one lane. */
struct cv_call_counts {
    const struct cv_router *router;
    struct cv_loop *loop;
    uint64_t now_ns;                  /* read at the end of the last turn */
    struct cv_method_counts *methods; /* by place in the router; the last: unknown methods */
    struct cv_metric under_way;       /* calls; registered, as are the next */
    struct cv_metric connections;
    struct cv_metric connections_total;
    struct cv_histogram turns; /* for cv_loop_measure() */
    struct cv_limiter_counts limiters[CV_QUEUES_MAX];
    size_t limiter_count; /* that are counted */
    char name[4];         /* of the loop */
};

/* Of all lanes of a server. */
struct cv_server_counts {
    struct cv_metric_source source;
    const struct cv_router *router;
    size_t lane_count;
    struct cv_call_counts lanes[];
};

struct cv_call;

/* No service may be added to the router any more. `queues`: as in cv_server_config. NULL: out of
 * memory. */
struct cv_server_counts *cv_server_counts_new(struct cv_metrics *metrics,
                                              const struct cv_router *router,
                                              const char *const *queues, size_t lane_count);
void cv_server_counts_free(struct cv_server_counts *counts); /* NULL is fine */

/* Before what was said in a turn is written. */
static inline void cv_call_counts_turn(struct cv_call_counts *counts, size_t calls)
{
    counts->now_ns = cv_clock_ns();
    cv_metric_set(&counts->under_way, (int64_t)calls);
}

/* The same, of as many limiters as are counted. */
static inline void cv_call_counts_limiters(struct cv_call_counts *counts,
                                           const struct cv_limiter *limiters)
{
    for (size_t i = 0; i < counts->limiter_count; i++) {
        cv_metric_set(&counts->limiters[i].limit, limiters[i].limit);
        cv_metric_set(&counts->limiters[i].under_way, limiters[i].under_way);
        cv_metric_set(&counts->limiters[i].refused, (int64_t)limiters[i].refusals);
    }
}

/* Of a server's call whose lane counts: its header block is whole; its stream is closed. */
void cv_call_count_begun(struct cv_call *call);
void cv_call_count_ended(struct cv_call *call);

#endif
