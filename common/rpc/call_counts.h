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
    char name[4];              /* of the loop */
};

/* Of all lanes of a server. */
struct cv_server_counts {
    struct cv_metric_source source;
    const struct cv_router *router;
    size_t lane_count;
    struct cv_call_counts lanes[];
};

struct cv_call;

/* No service may be added to the router any more. NULL: out of memory. */
struct cv_server_counts *cv_server_counts_new(struct cv_metrics *metrics,
                                              const struct cv_router *router, size_t lane_count);
void cv_server_counts_free(struct cv_server_counts *counts); /* NULL is fine */

/* Before what was said in a turn is written. */
static inline void cv_call_counts_turn(struct cv_call_counts *counts, size_t calls)
{
    counts->now_ns = cv_clock_ns();
    cv_metric_set(&counts->under_way, (int64_t)calls);
}

/* Of a server's call whose lane counts: its header block is whole; its stream is closed. */
void cv_call_count_begun(struct cv_call *call);
void cv_call_count_ended(struct cv_call *call);

#endif
