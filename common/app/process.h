/* What the system says of this process, by the names that all clients of Prometheus use.
 *
 * Thread   Read on the thread that prints the registry. */
#ifndef CV_APP_PROCESS_H
#define CV_APP_PROCESS_H

#include "base/metric.h"

struct cv_process {
    struct cv_metric_source source; /* private, both */
    int64_t began_us;
};

/* `process` lives as long as the registry. It counts as begun now. */
void cv_process_watch(struct cv_process *process, struct cv_metrics *metrics);

#endif
