#include "app/otlp.h"

#include "app/otlp_form.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/uuid.h"
#include "google/rpc/error_details.pb-c.h"
#include "net/loop.h"
#include "net/thread.h"
#include "net/tls.h"
#include "rpc/channel.h"
#include "rpc/codec.h"

#include <stdlib.h>
#include <string.h>

#define LOOK_NS    (20 * CV_NS_PER_MS) /* how often what came is looked at */
#define BATCH_NS   (5 * CV_NS_PER_S)
#define CALL_NS    (10 * CV_NS_PER_S)
#define PAUSE_NS   CV_NS_PER_S
#define PAUSE_MAX  (30 * CV_NS_PER_S)
#define GIVE_UP_NS (300 * CV_NS_PER_S)
#define CLOSE_NS   (2 * CV_NS_PER_S)
#define MEMORY_MAX                                                                                 \
    ((size_t)8 * 1024 * 1024) /* of a batch; spans of the longest texts have 5 KiB                 \
                               */
#define ANSWER_MAX ((size_t)1024 * 1024)
#define SILENCE_NS (20 * CV_NS_PER_S)
#define RETRY_INFO "type.googleapis.com/google.rpc.RetryInfo"

/* Of one loop. */
struct lane {
    struct cv_ring ring;
    struct cv_metric dropped; /* for want of room */
};

struct cv_otlp {
    const char *target;
    struct cv_otlp_resource resource;
    char instance[CV_UUID_TEXT];
    struct cv_tls *tls;
    struct cv_loop *loop;
    struct cv_channel *channel;
    struct cv_thread *thread;
    atomic_bool closing;
    bool channel_closed;

    struct cv_arena memory; /* of the batch */
    Opentelemetry__Proto__Trace__V1__Span *spans[CV_OTLP_BATCH];
    size_t count;
    uint64_t first_ns; /* when the first of them came */
    Opentelemetry__Proto__Collector__Trace__V1__ExportTraceServiceRequest
        *request; /* NULL: the batch is being filled */
    uint64_t give_up_ns;
    uint64_t again_ns;
    uint64_t pause_ns;

    struct cv_arena answer; /* of one attempt */
    struct cv_scope scope;
    struct cv_unary op;
    bool under_way;
    bool answered; /* and nobody has looked yet */
    bool failing;  /* the log knows */

    struct cv_metric sent;
    struct cv_metric failed;
    unsigned lane_count;
    struct lane lanes[];
};

static const struct cv_metric_family SENT = {
    .name = "caravan_otlp_sent_total",
    .help = "Spans that the collector took.",
    .kind = CV_METRIC_COUNTER,
};
static const struct cv_metric_family FAILED = {
    .name = "caravan_otlp_failed_total",
    .help = "Spans that the collector refused, or did not take in five minutes.",
    .kind = CV_METRIC_COUNTER,
};
static const struct cv_metric_family DROPPED = {
    .name = "caravan_otlp_dropped_total",
    .help = "Spans that found no room on their way to the collector.",
    .kind = CV_METRIC_COUNTER,
};

/* ---- a batch ---- */

static void gather(struct cv_otlp *otlp, uint64_t now_ns)
{
    for (unsigned i = 0; i < otlp->lane_count; i++) {
        const struct cv_span *span;

        while (otlp->count < CV_OTLP_BATCH && (span = cv_ring_peek(&otlp->lanes[i].ring)) != NULL) {
            Opentelemetry__Proto__Trace__V1__Span *made = cv_otlp_span(&otlp->memory, span);

            cv_ring_drop(&otlp->lanes[i].ring);
            if (made == NULL) {
                cv_metric_add(&otlp->failed, 1);
                continue;
            }
            if (otlp->count == 0)
                otlp->first_ns = now_ns;
            otlp->spans[otlp->count++] = made;
        }
    }
}

static void forget_batch(struct cv_otlp *otlp)
{
    otlp->count = 0;
    otlp->request = NULL;
    otlp->pause_ns = PAUSE_NS;
    cv_arena_release(&otlp->memory);
    otlp->memory.exhausted = false;
}

static void answered(struct cv_unary *op)
{
    struct cv_otlp *otlp = CV_CONTAINER_OF(op, struct cv_otlp, op);

    otlp->under_way = false;
    otlp->answered = true;
}

static void send_batch(struct cv_otlp *otlp, uint64_t now_ns)
{
    otlp->scope = (struct cv_scope){
        .arena = &otlp->answer,
        .deadline_ns = now_ns + CALL_NS,
        .home = cv_loop_wake(otlp->loop),
    };
    otlp->op = (struct cv_unary){.start.scope = &otlp->scope, .done = answered};
    otlp->under_way = true;
    opentelemetry_proto_collector_trace_v1_trace_service_export(otlp->channel, &otlp->op,
                                                                otlp->request);
}

static void begin_batch(struct cv_otlp *otlp, uint64_t now_ns)
{
    otlp->request = cv_otlp_request(&otlp->memory, &otlp->resource, otlp->spans, otlp->count);
    if (otlp->request == NULL) {
        cv_metric_add(&otlp->failed, (int64_t)otlp->count);
        forget_batch(otlp);
        return;
    }
    otlp->give_up_ns = now_ns + GIVE_UP_NS;
    send_batch(otlp, now_ns);
}

/* ---- its answer ---- */

static void tell_trouble(struct cv_otlp *otlp, struct cv_status status)
{
    if (cv_ok(status) == !otlp->failing)
        return;
    otlp->failing = !cv_ok(status);
    if (otlp->failing)
        cv_log(CV_LOG_WARN, "otlp_fails", CV_LOG_TEXT("collector", otlp->target),
               CV_LOG_TEXT("code", cv_code_name(status.code)),
               CV_LOG_TEXT("message", status.message));
    else
        cv_log(CV_LOG_INFO, "otlp_goes_on", CV_LOG_TEXT("collector", otlp->target));
}

static void took(struct cv_otlp *otlp)
{
    const Opentelemetry__Proto__Collector__Trace__V1__ExportTracePartialSuccess *partial =
        opentelemetry_proto_collector_trace_v1_trace_service_export_response(&otlp->op)
            ->partial_success;
    int64_t count = (int64_t)otlp->count;
    int64_t rejected = partial == NULL || partial->rejected_spans < 0 ? 0 : partial->rejected_spans;

    rejected = rejected > count ? count : rejected;
    cv_metric_add(&otlp->sent, count - rejected);
    cv_metric_add(&otlp->failed, rejected);
    tell_trouble(otlp, rejected == 0
                           ? CV_STATUS_OK
                           : cv_status(CV_INVALID_ARGUMENT, NULL, partial->error_message));
    forget_batch(otlp);
}

/* How long the collector asks us to wait; false: it does not say. */
static bool asks_to_wait(struct cv_otlp *otlp, struct cv_status status, uint64_t *wait_ns)
{
    for (const struct cv_detail *detail = status.details; detail != NULL; detail = detail->next) {
        struct cv_slice bytes = {detail->value, detail->value_len};
        ProtobufCMessage *decoded = NULL;
        const Google__Rpc__RetryInfo *info;

        if (strcmp(detail->type_url, RETRY_INFO) != 0 ||
            !cv_ok(cv_codec_decode(&google__rpc__retry_info__descriptor, bytes, &otlp->answer,
                                   &decoded)))
            continue;
        info = (const Google__Rpc__RetryInfo *)decoded;
        *wait_ns = 0;
        if (info->retry_delay != NULL && info->retry_delay->seconds >= 0)
            *wait_ns =
                (uint64_t)(info->retry_delay->seconds < 300 ? info->retry_delay->seconds : 300) *
                CV_NS_PER_S;
        return true;
    }
    return false;
}

/* By OTLP's table. */
static bool may_help_again(enum cv_code code, bool says_when)
{
    switch (code) {
    case CV_CANCELLED:
    case CV_DEADLINE_EXCEEDED:
    case CV_ABORTED:
    case CV_OUT_OF_RANGE:
    case CV_UNAVAILABLE:
    case CV_DATA_LOSS:
        return true;
    default:
        return code == CV_RESOURCE_EXHAUSTED && says_when;
    }
}

static void judge(struct cv_otlp *otlp, uint64_t now_ns)
{
    struct cv_status status = otlp->op.start.status;
    uint64_t wait_ns = 0;
    bool says_when;

    otlp->answered = false;
    if (cv_ok(status)) {
        took(otlp);
    } else {
        says_when = asks_to_wait(otlp, status, &wait_ns);
        tell_trouble(otlp, status);
        otlp->again_ns = now_ns + (wait_ns > otlp->pause_ns ? wait_ns : otlp->pause_ns);
        otlp->pause_ns = otlp->pause_ns * 2 < PAUSE_MAX ? otlp->pause_ns * 2 : PAUSE_MAX;
        if (!may_help_again(status.code, says_when) || otlp->again_ns >= otlp->give_up_ns ||
            atomic_load(&otlp->closing)) {
            cv_metric_add(&otlp->failed, (int64_t)otlp->count);
            forget_batch(otlp);
        }
    }
    cv_arena_release(&otlp->answer);
}

/* ---- its thread ---- */

static void step(struct cv_otlp *otlp, uint64_t now_ns)
{
    bool closing = atomic_load(&otlp->closing);

    if (otlp->answered)
        judge(otlp, now_ns);
    if (otlp->under_way)
        return;
    if (otlp->request != NULL) {
        if (now_ns >= otlp->again_ns || closing)
            send_batch(otlp, now_ns);
        return;
    }
    gather(otlp, now_ns);
    if (otlp->count == CV_OTLP_BATCH ||
        (otlp->count > 0 && (closing || now_ns - otlp->first_ns >= BATCH_NS)))
        begin_batch(otlp, now_ns);
}

static bool is_due(void *arg)
{
    struct cv_otlp *otlp = arg;

    return otlp->answered || atomic_load(&otlp->closing);
}

static bool is_idle(void *arg)
{
    return !((struct cv_otlp *)arg)->under_way;
}

static bool is_closed(void *arg)
{
    return ((struct cv_otlp *)arg)->channel_closed;
}

static void on_closed(void *arg)
{
    ((struct cv_otlp *)arg)->channel_closed = true;
}

/* What is left, as far as it goes in two seconds. A collector that has just refused is not asked
 * again. */
static void send_rest(struct cv_otlp *otlp)
{
    uint64_t until_ns = cv_clock_ns() + CLOSE_NS;
    uint64_t now_ns;

    while ((now_ns = cv_clock_ns()) < until_ns) {
        step(otlp, now_ns);
        if (!otlp->under_way)
            break;
        (void)cv_loop_run_until(otlp->loop, is_idle, otlp, until_ns - now_ns);
        if (otlp->answered && !cv_ok(otlp->op.start.status))
            break;
    }
    if (otlp->under_way)
        cv_call_cancel(otlp->op.start.call);
    while (!cv_loop_run_until(otlp->loop, is_idle, otlp, CV_NS_PER_S))
        continue;
    if (otlp->answered)
        judge(otlp, cv_clock_ns());
}

static void send_all(void *arg)
{
    struct cv_otlp *otlp = arg;

    while (!atomic_load(&otlp->closing)) {
        (void)cv_loop_run_until(otlp->loop, is_due, otlp, LOOK_NS);
        step(otlp, cv_clock_ns());
    }
    send_rest(otlp);
    cv_channel_close(otlp->channel, on_closed, otlp);
    while (!cv_loop_run_until(otlp->loop, is_closed, otlp, CV_NS_PER_S))
        continue;
    cv_arena_thread_done();
}

/* ---- life ---- */

static struct cv_status begin(struct cv_otlp *otlp, const struct cv_otlp_config *config,
                              struct cv_arena *arena)
{
    struct cv_channel_config channel = {
        .target = config->target,
        .keepalive = {.time_ns = SILENCE_NS, .timeout_ns = CALL_NS},
    };
    struct cv_status status = cv_loop_new(&otlp->loop);

    if (cv_ok(status) && config->tls != NULL)
        status = cv_tls_client(config->tls, arena, &otlp->tls);
    channel.tls = otlp->tls;
    for (unsigned i = 0; cv_ok(status) && i < otlp->lane_count; i++) {
        if (!cv_ring_init(&otlp->lanes[i].ring, CV_OTLP_RING))
            status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    }
    if (cv_ok(status))
        status = cv_channel_open(otlp->loop, &channel, &otlp->channel);
    if (cv_ok(status))
        status = cv_thread_start(&otlp->thread, send_all, otlp);
    if (!cv_ok(status) && otlp->channel != NULL)
        cv_channel_close(otlp->channel, NULL, NULL);
    return status;
}

static void count(struct cv_metrics *metrics, struct cv_metric *metric,
                  const struct cv_metric_family *family)
{
    metric->family = family;
    cv_metrics_add(metrics, metric);
}

struct cv_status cv_otlp_open(const struct cv_otlp_config *config, struct cv_arena *arena,
                              struct cv_otlp **otlp)
{
    struct cv_otlp *made = NULL;
    struct cv_status status;

    *otlp = NULL;
    if (!cv_fault_tick(CV_FAULT_ALLOC))
        made = calloc(1, sizeof(*made) + config->loops * sizeof(made->lanes[0]));
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    made->target = config->target;
    made->lane_count = config->loops;
    made->pause_ns = PAUSE_NS;
    cv_uuid_print(cv_uuid7(), made->instance);
    made->resource = (struct cv_otlp_resource){config->service, config->version, made->instance};
    cv_arena_init(&made->memory, MEMORY_MAX);
    cv_arena_init(&made->answer, ANSWER_MAX);
    status = begin(made, config, arena);
    if (!cv_ok(status)) {
        cv_otlp_close(made);
        return status;
    }
    count(config->metrics, &made->sent, &SENT);
    count(config->metrics, &made->failed, &FAILED);
    for (unsigned i = 0; i < made->lane_count; i++)
        count(config->metrics, &made->lanes[i].dropped, &DROPPED);
    *otlp = made;
    return status;
}

void cv_otlp_close(struct cv_otlp *otlp)
{
    if (otlp == NULL)
        return;
    atomic_store(&otlp->closing, true);
    cv_thread_join(otlp->thread);
    for (unsigned i = 0; i < otlp->lane_count; i++)
        cv_ring_free(&otlp->lanes[i].ring);
    cv_loop_free(otlp->loop);
    cv_tls_free(otlp->tls);
    cv_arena_release(&otlp->memory);
    cv_arena_release(&otlp->answer);
    free(otlp);
}

void cv_otlp_add(struct cv_otlp *otlp, unsigned loop, const struct cv_span *span)
{
    if (!cv_span_put(&otlp->lanes[loop].ring, span))
        cv_metric_add(&otlp->lanes[loop].dropped, 1);
}
