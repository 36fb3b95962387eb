/* One line of JSON for each call that ended: who asked for what, how it ended, how long it took and
 * which trace it is part of. Never what was asked or answered.
 *
 *     {"time":"2026-03-05T08:00:00.250000Z","service":"projects","event":"call",
 *      "method":"caravan.projects.v1.Projects/Report","code":"OK","us":1834,"waited_us":12,
 *      "received":41,"sent":1893,"peer":"127.0.0.1:40112","principal":"clerk",
 *      "trace_id":"...","span_id":"...","parent_id":"..."}
 *
 * Thread   One of its own writes; loops put spans into rings, which cannot make them wait.
 * Memory   A ring of CV_CALL_LOG_RING bytes for each loop; what finds no room is dropped and
 *          counted.
 * Ending   cv_call_log_close() writes what is left, if somebody takes it within a second.
 * Errors   A line that cannot be written is dropped and counted. */
#ifndef CV_APP_CALL_LOG_H
#define CV_APP_CALL_LOG_H

#include "app/span.h"
#include "base/metric.h"
#include "base/ring.h"

#define CV_CALL_LOG_RING (1024u * 1024)
/* Lines of calls that failed, a second; those above are counted and told as a number. */
#define CV_CALL_LOG_FAILURES_MAX 100

struct cv_call_log;

/* `service`, `path` ("-": stdout) and `metrics` borrowed. On errors *log is NULL. */
struct cv_status cv_call_log_open(const char *service, const char *path, unsigned loops,
                                  struct cv_metrics *metrics, struct cv_call_log **log);
void cv_call_log_close(struct cv_call_log *log); /* NULL is fine */

/* From the thread of this loop; texts are copied. */
void cv_call_log_add(struct cv_call_log *log, unsigned loop, const struct cv_span *span);

#endif
