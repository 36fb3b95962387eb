/* What a store counts of itself (base/metric.h); always, since it costs nothing beside a commit.
 *
 * Thread   Each struct's own: a worker's its thread's, a queue's whoever holds its lock. */
#ifndef CV_STORE_STORE_COUNTS_H
#define CV_STORE_STORE_COUNTS_H

#include "base/clock.h"
#include "base/metric.h"

struct cv_queue_counts {
    struct cv_metric waiting; /* ops */
    struct cv_metric refused; /* because it was full */
};

/* Of one thread. */
struct cv_worker_counts {
    struct cv_metric ops;
    struct cv_metric busy; /* 1: it is at work */
    struct cv_metric busy_ns;
    uint64_t began_ns;
};

struct cv_writer_counts {
    struct cv_histogram groups;  /* ops of one commit */
    struct cv_histogram commits; /* times, as the next */
    struct cv_histogram checkpoints;
    struct cv_metric wal_pages;
};

/* `what`: "write" or "read". */
void cv_queue_counts_init(struct cv_queue_counts *counts, const char *what);
void cv_worker_counts_init(struct cv_worker_counts *counts, const char *what);
void cv_writer_counts_init(struct cv_writer_counts *counts);
void cv_queue_counts_add(struct cv_queue_counts *counts, struct cv_metrics *metrics);
void cv_worker_counts_add(struct cv_worker_counts *counts, struct cv_metrics *metrics);
void cv_writer_counts_add(struct cv_writer_counts *counts, struct cv_metrics *metrics);

/* At work, and done with so many ops. */
void cv_worker_begun(struct cv_worker_counts *counts);
void cv_worker_ended(struct cv_worker_counts *counts, unsigned ops);
void cv_writer_committed(struct cv_writer_counts *counts, uint64_t began_ns, int64_t wal_pages);

#endif
