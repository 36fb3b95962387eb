#include "store/store_counts.h"

#define US(n) ((n)*CV_NS_PER_US)
#define MS(n) ((n)*CV_NS_PER_MS)

static const uint64_t OPS[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
static const uint64_t TIMES[] = {
    US(10), US(50), US(100), US(200), US(500), MS(1),    MS(2),    MS(5),    MS(10),
    MS(20), MS(50), MS(100), MS(200), MS(500), MS(1000), MS(2000), MS(5000), MS(10000),
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct cv_metric_family WAITING = {
    .name = "caravan_store_waiting_ops",
    .help = "Operations that wait for a thread of the store.",
    .kind = CV_METRIC_GAUGE,
    .labels = {"queue"},
};
static const struct cv_metric_family REFUSED = {
    .name = "caravan_store_refused_ops_total",
    .help = "Operations refused because too many waited.",
    .kind = CV_METRIC_COUNTER,
    .labels = {"queue"},
};
static const struct cv_metric_family DONE = {
    .name = "caravan_store_ops_total",
    .help = "Operations run, also those that failed or had nobody waiting any more.",
    .kind = CV_METRIC_COUNTER,
    .labels = {"thread"},
};
static const struct cv_metric_family BUSY = {
    .name = "caravan_store_busy_threads",
    .help = "Threads of the store that are at work.",
    .kind = CV_METRIC_GAUGE,
    .labels = {"thread"},
};
static const struct cv_metric_family BUSY_TIME = {
    .name = "caravan_store_busy_seconds_total",
    .help = "Time that threads of the store were at work.",
    .kind = CV_METRIC_COUNTER,
    .per = CV_NS_PER_S,
    .labels = {"thread"},
};
static const struct cv_metric_family GROUPS = {
    .name = "caravan_store_group_ops",
    .help = "Operations written by one commit.",
    .kind = CV_METRIC_HISTOGRAM,
    .bounds = OPS,
    .bound_count = COUNT(OPS),
};
static const struct cv_metric_family COMMITS = {
    .name = "caravan_store_commit_duration_seconds",
    .help = "Time of one commit, until it is on the disk.",
    .kind = CV_METRIC_HISTOGRAM,
    .per = CV_NS_PER_S,
    .bounds = TIMES,
    .bound_count = COUNT(TIMES),
};
static const struct cv_metric_family CHECKPOINTS = {
    .name = "caravan_store_checkpoint_duration_seconds",
    .help = "Time in which the log was moved into the file; nothing is written meanwhile.",
    .kind = CV_METRIC_HISTOGRAM,
    .per = CV_NS_PER_S,
    .bounds = TIMES,
    .bound_count = COUNT(TIMES),
};
static const struct cv_metric_family WAL_PAGES = {
    .name = "caravan_store_wal_pages",
    .help = "Pages of the log after the last commit.",
    .kind = CV_METRIC_GAUGE,
};

void cv_queue_counts_init(struct cv_queue_counts *counts, const char *what)
{
    *counts = (struct cv_queue_counts){
        .waiting = {.family = &WAITING, .values = {what}},
        .refused = {.family = &REFUSED, .values = {what}},
    };
}

void cv_queue_counts_add(struct cv_queue_counts *counts, struct cv_metrics *metrics)
{
    cv_metrics_add(metrics, &counts->waiting);
    cv_metrics_add(metrics, &counts->refused);
}

void cv_worker_counts_init(struct cv_worker_counts *counts, const char *what)
{
    *counts = (struct cv_worker_counts){
        .ops = {.family = &DONE, .values = {what}},
        .busy = {.family = &BUSY, .values = {what}},
        .busy_ns = {.family = &BUSY_TIME, .values = {what}},
    };
}

void cv_worker_counts_add(struct cv_worker_counts *counts, struct cv_metrics *metrics)
{
    cv_metrics_add(metrics, &counts->ops);
    cv_metrics_add(metrics, &counts->busy);
    cv_metrics_add(metrics, &counts->busy_ns);
}

void cv_writer_counts_init(struct cv_writer_counts *counts)
{
    counts->groups.metric.family = &GROUPS;
    counts->commits.metric.family = &COMMITS;
    counts->checkpoints.metric.family = &CHECKPOINTS;
    counts->wal_pages.family = &WAL_PAGES;
}

void cv_writer_counts_add(struct cv_writer_counts *counts, struct cv_metrics *metrics)
{
    cv_metrics_add(metrics, &counts->groups.metric);
    cv_metrics_add(metrics, &counts->commits.metric);
    cv_metrics_add(metrics, &counts->checkpoints.metric);
    cv_metrics_add(metrics, &counts->wal_pages);
}

void cv_worker_begun(struct cv_worker_counts *counts)
{
    counts->began_ns = cv_clock_real_ns();
    cv_metric_set(&counts->busy, 1);
}

void cv_worker_ended(struct cv_worker_counts *counts, unsigned ops)
{
    cv_metric_add(&counts->busy_ns, (int64_t)(cv_clock_real_ns() - counts->began_ns));
    cv_metric_add(&counts->ops, ops);
    cv_metric_set(&counts->busy, 0);
}

void cv_writer_committed(struct cv_writer_counts *counts, uint64_t began_ns, int64_t wal_pages)
{
    cv_histogram_add(&counts->commits, cv_clock_real_ns() - began_ns);
    cv_metric_set(&counts->wal_pages, wal_pages);
}
