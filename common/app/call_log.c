#include "app/call_log.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "net/log_file.h"
#include "net/loop.h"
#include "net/thread.h"
#include "rpc/bucket.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_NS        (20 * CV_NS_PER_MS) /* how often what came is written */
#define FOLLOW_NS      CV_NS_PER_S
#define BATCH_MAX      (64u * 1024) /* bytes of one write */
#define LINE_BYTES_MAX (24u * 1024)
#define PATIENCE_MS    1000 /* once; whoever did not read is not waited for again */

/* Of one loop. */
struct lane {
    struct cv_ring ring;
    struct cv_metric dropped; /* for want of room */
};

struct cv_call_log {
    const char *service;
    struct cv_log_file file;
    struct cv_loop *loop; /* to sleep on */
    struct cv_thread *thread;
    atomic_bool closing;
    struct cv_buf batch;
    unsigned batch_lines;
    struct cv_bucket failures;
    uint64_t suppressed; /* of them, since it was told last */
    uint64_t told_ns;
    uint64_t followed_ns;
    bool failing; /* the log of the service knows */
    struct cv_metric lines;
    struct cv_metric lost; /* could not be written */
    struct cv_metric suppressed_ever;
    unsigned lane_count;
    struct lane lanes[];
};

static const struct cv_metric_family LINES = {
    .name = "caravan_call_log_lines_total",
    .help = "Lines of the call log that were written.",
    .kind = CV_METRIC_COUNTER,
};
static const struct cv_metric_family DROPPED = {
    .name = "caravan_call_log_dropped_total",
    .help = "Lines of the call log that were lost: too many at once, or nobody took them.",
    .kind = CV_METRIC_COUNTER,
};
static const struct cv_metric_family SUPPRESSED = {
    .name = "caravan_call_log_suppressed_total",
    .help = "Failed calls that were only counted, since there were too many in that second.",
    .kind = CV_METRIC_COUNTER,
};

/* ---- a line ---- */

static void add_text(struct cv_buf *out, const char *key, const char *text)
{
    if (*text == '\0')
        return;
    cv_buf_printf(out, ",\"%s\":", key);
    cv_log_json_string(out, text);
}

static void add_id(struct cv_buf *out, const char *key, const uint8_t *id, size_t len)
{
    char digits[32];

    cv_trace_hex(id, len, digits);
    cv_buf_printf(out, ",\"%s\":\"%.*s\"", key, (int)(2 * len), digits);
}

static void add_begin(struct cv_call_log *log, int64_t utc_us, const char *event)
{
    cv_log_json_begin(&log->batch, utc_us);
    add_text(&log->batch, "service", log->service);
    add_text(&log->batch, "event", event);
}

static void add_end(struct cv_call_log *log)
{
    cv_buf_add_text(&log->batch, "}\n");
    log->batch_lines++;
}

static void add_failure(struct cv_buf *out, const struct cv_span *span)
{
    add_text(out, "reason", span->texts[CV_SPAN_REASON]);
    add_text(out, "field", span->texts[CV_SPAN_FIELD]);
    if (cv_span_may_tell(span->code))
        add_text(out, "message", span->texts[CV_SPAN_MESSAGE]);
}

static void add_call(struct cv_call_log *log, const struct cv_span *span)
{
    struct cv_buf *out = &log->batch;

    add_begin(log, span->ended_us, "call");
    add_text(out, "method", span->method == NULL ? "other" : span->method->path + 1);
    add_text(out, "code", cv_code_name(span->code));
    cv_buf_printf(out, ",\"us\":%" PRIu64, span->duration_ns / CV_NS_PER_US);
    if (span->waited_ns > 0)
        cv_buf_printf(out, ",\"waited_us\":%" PRIu64, span->waited_ns / CV_NS_PER_US);
    cv_buf_printf(out, ",\"received\":%" PRIu64 ",\"sent\":%" PRIu64, span->bytes_received,
                  span->bytes_sent);
    if (span->messages_received > 1 || span->messages_sent > 1)
        cv_buf_printf(out, ",\"messages_received\":%u,\"messages_sent\":%u",
                      span->messages_received, span->messages_sent);
    add_text(out, "peer", span->texts[CV_SPAN_PEER]);
    add_text(out, "principal", span->texts[CV_SPAN_PRINCIPAL]);
    add_id(out, "trace_id", span->trace_id, sizeof(span->trace_id));
    add_id(out, "span_id", span->span_id, sizeof(span->span_id));
    if (cv_span_has_parent(span))
        add_id(out, "parent_id", span->parent_id, sizeof(span->parent_id));
    if (span->code == CV_OK && span->share < CV_TRACE_ALL)
        cv_buf_printf(out, ",\"share\":%.9g", (double)span->share / (double)CV_TRACE_ALL);
    if (span->code != CV_OK)
        add_failure(out, span);
    add_end(log);
}

/* ---- writing, on its thread ---- */

static void tell_trouble(struct cv_call_log *log, struct cv_status status)
{
    if (cv_ok(status) == !log->failing)
        return;
    log->failing = !cv_ok(status);
    if (log->failing)
        cv_log(CV_LOG_WARN, "call_log_fails", CV_LOG_TEXT("path", log->file.path),
               CV_LOG_TEXT("message", status.message));
    else
        cv_log(CV_LOG_INFO, "call_log_goes_on", CV_LOG_TEXT("path", log->file.path));
}

static void flush(struct cv_call_log *log)
{
    struct cv_slice rest = {log->batch.at, log->batch.len};
    unsigned lost = 0;

    if (log->batch.failed)
        lost = log->batch_lines; /* no memory for them */
    else if (rest.len > 0)
        tell_trouble(log, cv_log_file_write(&log->file, &rest, log->failing ? 0 : PATIENCE_MS));
    for (size_t i = 0; !log->batch.failed && i < rest.len; i++)
        lost += rest.at[i] == '\n';
    cv_metric_add(&log->lines, log->batch_lines - lost);
    cv_metric_add(&log->lost, lost);
    log->batch.len = 0;
    log->batch.failed = false;
    log->batch_lines = 0;
}

static bool is_too_much(struct cv_call_log *log, const struct cv_span *span, uint64_t now_ns)
{
    if (span->code == CV_OK || cv_bucket_take(&log->failures, 1, CV_CALL_LOG_FAILURES_MAX,
                                              CV_CALL_LOG_FAILURES_MAX, now_ns))
        return false;
    log->suppressed++;
    cv_metric_add(&log->suppressed_ever, 1);
    return true;
}

static void tell_suppressed(struct cv_call_log *log, uint64_t now_ns)
{
    bool due = now_ns - log->told_ns >= CV_NS_PER_S || atomic_load(&log->closing);

    if (log->suppressed == 0 || !due)
        return;
    add_begin(log, cv_clock_utc_us(), "calls_suppressed");
    cv_buf_printf(&log->batch, ",\"failed\":%" PRIu64, log->suppressed);
    add_end(log);
    log->suppressed = 0;
    log->told_ns = now_ns;
}

static void drain(struct cv_call_log *log)
{
    uint64_t now_ns = cv_clock_ns();

    for (unsigned i = 0; i < log->lane_count; i++) {
        const struct cv_span *span;

        while ((span = cv_ring_peek(&log->lanes[i].ring)) != NULL) {
            if (!is_too_much(log, span, now_ns))
                add_call(log, span);
            cv_ring_drop(&log->lanes[i].ring);
            if (log->batch.len >= BATCH_MAX - LINE_BYTES_MAX)
                flush(log);
        }
    }
    tell_suppressed(log, now_ns);
    flush(log);
    if (now_ns - log->followed_ns >= FOLLOW_NS) {
        cv_log_file_follow(&log->file);
        log->followed_ns = now_ns;
    }
}

static bool is_closing(void *arg)
{
    return atomic_load(&((struct cv_call_log *)arg)->closing);
}

static void write_all(void *arg)
{
    struct cv_call_log *log = arg;

    while (!cv_loop_run_until(log->loop, is_closing, log, LOOK_NS))
        drain(log);
    drain(log);
}

/* ---- life ---- */

static struct cv_status begin(struct cv_call_log *log, const char *path)
{
    struct cv_status status = cv_log_file_open(&log->file, path);

    if (cv_ok(status))
        status = cv_loop_new(&log->loop);
    for (unsigned i = 0; cv_ok(status) && i < log->lane_count; i++) {
        if (!cv_ring_init(&log->lanes[i].ring, CV_CALL_LOG_RING))
            status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    }
    return cv_ok(status) ? cv_thread_start(&log->thread, write_all, log) : status;
}

static void count(struct cv_metrics *metrics, struct cv_metric *metric,
                  const struct cv_metric_family *family)
{
    metric->family = family;
    cv_metrics_add(metrics, metric);
}

struct cv_status cv_call_log_open(const char *service, const char *path, unsigned loops,
                                  struct cv_metrics *metrics, struct cv_call_log **log)
{
    struct cv_call_log *made = NULL;
    struct cv_status status;

    *log = NULL;
    if (!cv_fault_tick(CV_FAULT_ALLOC))
        made = calloc(1, sizeof(*made) + loops * sizeof(made->lanes[0]));
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    made->service = service;
    made->lane_count = loops;
    cv_buf_init(&made->batch, BATCH_MAX);
    status = begin(made, path);
    if (!cv_ok(status)) {
        cv_call_log_close(made);
        return status;
    }
    count(metrics, &made->lines, &LINES);
    count(metrics, &made->lost, &DROPPED);
    count(metrics, &made->suppressed_ever, &SUPPRESSED);
    for (unsigned i = 0; i < loops; i++)
        count(metrics, &made->lanes[i].dropped, &DROPPED);
    *log = made;
    return status;
}

void cv_call_log_close(struct cv_call_log *log)
{
    if (log == NULL)
        return;
    atomic_store(&log->closing, true);
    cv_thread_join(log->thread);
    for (unsigned i = 0; i < log->lane_count; i++)
        cv_ring_free(&log->lanes[i].ring);
    cv_loop_free(log->loop);
    cv_buf_free(&log->batch);
    cv_log_file_close(&log->file);
    free(log);
}

void cv_call_log_add(struct cv_call_log *log, unsigned loop, const struct cv_span *span)
{
    if (!cv_span_put(&log->lanes[loop].ring, span))
        cv_metric_add(&log->lanes[loop].dropped, 1);
}
