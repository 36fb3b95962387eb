/* A service that can be watched: with this door in its spec, cv_app_run() knows --metrics ADDRESS
 * and serves there what it counts (base/metric.h), as text for Prometheus, at /metrics by HTTP/1.1.
 *
 * Part of libcaravan-metrics. The HTTP library is loaded with the option, not before.
 *
 * Thread   One of its own, which reads what others count: it waits for nobody and nobody for it.
 * Ending   Closed after the server has ended, before what it reads goes.
 * Errors   Where it cannot listen, or has no HTTP library, the service does not start. */
#ifndef CV_APP_METRICS_H
#define CV_APP_METRICS_H

#include "app/app.h"

extern const struct cv_app_door cv_metrics_door;

#endif
