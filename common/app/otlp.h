/* Sends spans to a collector of OpenTelemetry, by gRPC: opentelemetry.proto.collector.trace.v1,
 * TraceService/Export.
 *
 * Thread   One of its own with a loop and a channel; loops put spans into rings, which cannot make
 *          them wait.
 * Memory   A ring of CV_OTLP_RING bytes for each loop, and one batch. What finds no room is dropped
 *          and counted.
 * Batches  Up to CV_OTLP_BATCH spans, sent when so many are there or the first is five seconds old.
 *          One is under way at a time. If the collector does not take it, it is sent again, after
 *          a second, then two, four, at most thirty, as long as its answer says that this may help,
 *          and five minutes at most.
 * Ending   cv_otlp_close() sends what is left, for two seconds at most.
 * Errors   Trouble is told in the log once, and when it is over; spans that were lost are counted.
 */
#ifndef CV_APP_OTLP_H
#define CV_APP_OTLP_H

#include "app/span.h"
#include "base/metric.h"

#define CV_OTLP_RING  (1024u * 1024)
#define CV_OTLP_BATCH 512

struct cv_arena;
struct cv_otlp;
struct cv_tls_files;

struct cv_otlp_config {
    const char *service; /* its name; borrowed, as all of this */
    const char *version;
    const char *target;             /* as in rpc/target.h */
    const struct cv_tls_files *tls; /* NULL: cleartext */
    unsigned loops;
    struct cv_metrics *metrics;
};

/* On errors *otlp is NULL; their texts live in `arena`. */
struct cv_status cv_otlp_open(const struct cv_otlp_config *config, struct cv_arena *arena,
                              struct cv_otlp **otlp);
void cv_otlp_close(struct cv_otlp *otlp); /* NULL is fine */

/* From the thread of this loop; texts are copied. */
void cv_otlp_add(struct cv_otlp *otlp, unsigned loop, const struct cv_span *span);

#endif
