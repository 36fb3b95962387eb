/* What is counted while a program runs, and its text for Prometheus.
 *
 * A metric is one time series, or one thread's part of it: metrics of one family whose label values
 * are the same are added up when they are read. So each thread counts into cells of its own, by a
 * load and a store, and nobody waits for anybody.
 *
 *     static const struct cv_metric_family SENT = {
 *         .name = "caravan_outbox_sent_total", .help = "Events taken by their receiver.",
 *         .kind = CV_METRIC_COUNTER, .labels = {"receiver"}};
 *     outbox->sent = (struct cv_metric){.family = &SENT, .values = {"projects"}};
 *     cv_metrics_add(metrics, &outbox->sent);          once, before serving
 *     cv_metric_add(&outbox->sent, 1);                 the one thread that changes it
 *
 * Thread   A metric is changed by one thread at a time and read by any. A registry is filled before
 *          it is read for the first time and only read after that, from any thread.
 * Memory   Metrics, families and the texts of labels are borrowed until the registry's last use.
 * Errors   None: cv_metrics_print() leaves them in its buffer. */
#ifndef CV_BASE_METRIC_H
#define CV_BASE_METRIC_H

#include "base/buf.h"
#include "base/list.h"

#include <stdatomic.h>

#define CV_METRIC_LABELS_MAX 3
#define CV_METRIC_BOUNDS_MAX 48

enum cv_metric_kind {
    CV_METRIC_COUNTER, /* only grows; its name ends with "_total" */
    CV_METRIC_GAUGE,
    CV_METRIC_AGE, /* cells hold the cv_clock_utc_us() at which something began, 0: there is
                    * nothing; the text says how many seconds ago that is, of the oldest */
    CV_METRIC_HISTOGRAM,
};

/* Static: what metrics of one name have in common. */
struct cv_metric_family {
    const char *name; /* by Prometheus' rules, the base unit in it: "..._seconds", "..._bytes" */
    const char *help; /* one line */
    enum cv_metric_kind kind;
    uint64_t per; /* cells count so many to one of the text, a power of ten: CV_NS_PER_S for
                   * nanoseconds; 0: 1. Of an age it has no meaning */
    const char *labels[CV_METRIC_LABELS_MAX]; /* names; those behind the last are NULL */
    const uint64_t *bounds;                   /* histogram: upper, rising, as cells count */
    size_t bound_count;
};

struct cv_metric {
    const struct cv_metric_family *family;
    const char *values[CV_METRIC_LABELS_MAX]; /* of the labels; any UTF-8, few different ones */
    _Atomic int64_t value;                    /* not of a histogram */
    struct cv_list link;                      /* private; zeroed: in no registry */
};

/* Cells of a histogram: the sum, then one for each bound and one for what is above them. */
#define CV_HISTOGRAM_CELLS(bound_count) ((bound_count) + 2)

struct cv_histogram {
    struct cv_metric metric; /* registered as any other */
    _Atomic int64_t cells[CV_HISTOGRAM_CELLS(CV_METRIC_BOUNDS_MAX)];
};

/* Not one locked instruction: one thread writes. */
static inline void cv_cell_add(_Atomic int64_t *cell, int64_t by)
{
    atomic_store_explicit(cell, atomic_load_explicit(cell, memory_order_relaxed) + by,
                          memory_order_relaxed);
}

static inline int64_t cv_cell_get(const _Atomic int64_t *cell)
{
    return atomic_load_explicit(cell, memory_order_relaxed);
}

static inline void cv_metric_set(struct cv_metric *metric, int64_t value)
{
    atomic_store_explicit(&metric->value, value, memory_order_relaxed);
}

static inline void cv_metric_add(struct cv_metric *metric, int64_t by)
{
    cv_cell_add(&metric->value, by);
}

static inline void cv_cells_add(_Atomic int64_t *cells, const struct cv_metric_family *family,
                                uint64_t value)
{
    size_t at = 0;

    while (at < family->bound_count && value > family->bounds[at])
        at++;
    cv_cell_add(&cells[0], (int64_t)value);
    cv_cell_add(&cells[1 + at], 1);
}

static inline void cv_histogram_add(struct cv_histogram *histogram, uint64_t value)
{
    cv_cells_add(histogram->cells, histogram->metric.family, value);
}

/* ---- the registry ---- */

/* Whoever keeps its numbers otherwise: prints whole families, by the functions below, on the thread
 * that reads the registry. */
struct cv_metric_source {
    void (*print)(const struct cv_metric_source *source, struct cv_buf *out);
    struct cv_list link; /* private */
};

struct cv_metrics {
    struct cv_list metrics; /* private, both */
    struct cv_list sources;
};

void cv_metrics_init(struct cv_metrics *metrics);
void cv_metrics_add(struct cv_metrics *metrics, struct cv_metric *metric);
void cv_metrics_add_source(struct cv_metrics *metrics, struct cv_metric_source *source);
/* All of it in Prometheus' text format 0.0.4. */
void cv_metrics_print(const struct cv_metrics *metrics, struct cv_buf *out);

/* ---- for sources ---- */
void cv_metric_print_family(const struct cv_metric_family *family, struct cv_buf *out);
/* `values` as many as the family has labels. */
void cv_metric_print(const struct cv_metric_family *family, const char *const *values,
                     int64_t value, struct cv_buf *out);
void cv_histogram_print(const struct cv_metric_family *family, const char *const *values,
                        const int64_t *cells, struct cv_buf *out);
/* Add up what several threads have counted. */
void cv_cells_sum(const _Atomic int64_t *cells, const struct cv_metric_family *family,
                  int64_t *sums);

#endif
