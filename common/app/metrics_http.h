/* A registry (base/metric.h) served at /metrics, and nothing else, by HTTP/1.1.
 *
 * Thread   One of its own; starting and stopping on any other.
 * Memory   The registry is borrowed until cv_metrics_http_stop().
 * Limits   CV_METRICS_CONNECTIONS at once; when there are more, the oldest gives way, so that
 *          whoever dawdles keeps nobody else out. Idle ones are closed after CV_METRICS_IDLE_S. */
#ifndef CV_APP_METRICS_HTTP_H
#define CV_APP_METRICS_HTTP_H

#include "base/metric.h"
#include "net/address.h"

#define CV_METRICS_CONNECTIONS 16
#define CV_METRICS_IDLE_S      5
#define CV_METRICS_HEAD_MAX    (16u * 1024)        /* bytes of a request with what it needs */
#define CV_METRICS_TEXT_MAX    (64u * 1024 * 1024) /* bytes of an answer; more is an error */

struct cv_metrics_http;

/* Errors: those of cv_socket_listen(), RESOURCE_EXHAUSTED, and FAILED_PRECONDITION,
 * NO_HTTP_LIBRARY.
 */
struct cv_status cv_metrics_http_start(const struct cv_metrics *metrics,
                                       const struct cv_address *address, struct cv_address *bound,
                                       struct cv_metrics_http **http);
/* Answers under way are cut off. NULL is fine. */
void cv_metrics_http_stop(struct cv_metrics_http *http);

#endif
