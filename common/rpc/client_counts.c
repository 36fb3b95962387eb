#include "rpc/client_counts.h"

#include "base/fault.h"
#include "base/metric.h"
#include "rpc/attempt.h"
#include "rpc/call_counts.h"
#include "rpc/call_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Calls of one method through one channel. */
struct method_counts {
    const struct cv_method *method;
    struct method_counts *next;
    _Atomic int64_t started; /* attempts */
    _Atomic(struct cv_call_outcome *) attempts[CV_CODE_COUNT];
    _Atomic(struct cv_call_outcome *) calls[CV_CODE_COUNT]; /* their durations */
};

/* Of one channel. Lists grow at their head and never shrink. */
struct cv_target_counts {
    struct cv_target_counts *next;
    _Atomic(struct method_counts *) methods;
    char target[CV_ADDRESS_TEXT_MAX + 32];
};

struct cv_client_counts {
    struct cv_metric_source source;
    _Atomic(struct cv_target_counts *) targets;
};

static const struct cv_metric_family STARTED = {
    .name = "grpc_client_attempt_started_total",
    .help = "Attempts begun, also those that have not ended.",
    .kind = CV_METRIC_COUNTER,
    .labels = {"grpc_method", "grpc_target"},
};
#define OUTCOME_LABELS                                                                             \
    {                                                                                              \
        "grpc_method", "grpc_target", "grpc_status"                                                \
    }
static const struct cv_metric_family DURATION = {
    .name = "grpc_client_attempt_duration_seconds",
    .help = "Time of an attempt, also that until it had a connection.",
    .kind = CV_METRIC_HISTOGRAM,
    .per = CV_NS_PER_S,
    .labels = OUTCOME_LABELS,
    .bounds = cv_duration_bounds,
    .bound_count = CV_DURATION_BOUNDS,
};
static const struct cv_metric_family SENT = {
    .name = "grpc_client_attempt_sent_total_compressed_message_size_bytes",
    .help = "Bytes of all messages sent in an attempt, as compressed, without framing.",
    .kind = CV_METRIC_HISTOGRAM,
    .labels = OUTCOME_LABELS,
    .bounds = cv_size_bounds,
    .bound_count = CV_SIZE_BOUNDS,
};
static const struct cv_metric_family RECEIVED = {
    .name = "grpc_client_attempt_rcvd_total_compressed_message_size_bytes",
    .help = "Bytes of all messages received in an attempt, as compressed, without framing.",
    .kind = CV_METRIC_HISTOGRAM,
    .labels = OUTCOME_LABELS,
    .bounds = cv_size_bounds,
    .bound_count = CV_SIZE_BOUNDS,
};
static const struct cv_metric_family CALLS = {
    .name = "grpc_client_call_duration_seconds",
    .help = "Time of a call with all its attempts and the pauses between.",
    .kind = CV_METRIC_HISTOGRAM,
    .per = CV_NS_PER_S,
    .labels = OUTCOME_LABELS,
    .bounds = cv_duration_bounds,
    .bound_count = CV_DURATION_BOUNDS,
};

/* ---- counting, on the channel's loop ---- */

/* NULL: out of memory. */
static struct method_counts *counts_of(const struct cv_call *call)
{
    struct cv_target_counts *target = call->attempts->counts;
    struct method_counts *first = atomic_load_explicit(&target->methods, memory_order_relaxed);
    struct method_counts *at = first;

    while (at != NULL && at->method != call->method)
        at = at->next;
    if (at != NULL || cv_fault_tick(CV_FAULT_ALLOC))
        return at;
    at = calloc(1, sizeof(*at));
    if (at == NULL)
        return NULL;
    at->method = call->method;
    at->next = first;
    atomic_store_explicit(&target->methods, at, memory_order_release);
    return at;
}

void cv_call_count_started(struct cv_call *call, uint64_t now_ns)
{
    call->started_ns = now_ns;
}

void cv_call_count_done(struct cv_call *call, enum cv_code code)
{
    struct method_counts *counts = counts_of(call);
    struct cv_call_outcome *outcome =
        counts == NULL ? NULL : cv_call_outcome_of(&counts->calls[code]);

    if (outcome != NULL)
        cv_cells_add(outcome->durations, &CALLS, cv_clock_ns() - call->started_ns);
}

void cv_attempt_count_begun(struct cv_call *call)
{
    struct method_counts *counts = counts_of(call);

    call->begun_ns = cv_clock_ns();
    call->bytes_sent = 0;
    call->bytes_received = 0;
    if (counts != NULL)
        cv_cell_add(&counts->started, 1);
}

void cv_attempt_count_ended(struct cv_call *call, enum cv_code code)
{
    struct method_counts *counts = counts_of(call);
    struct cv_call_outcome *outcome =
        counts == NULL ? NULL : cv_call_outcome_of(&counts->attempts[code]);
    uint64_t duration_ns = cv_clock_ns() - call->begun_ns;

    call->begun_ns = 0;
    if (outcome == NULL)
        return;
    cv_cells_add(outcome->durations, &DURATION, duration_ns);
    cv_cells_add(outcome->sent, &SENT, call->bytes_sent);
    cv_cells_add(outcome->received, &RECEIVED, call->bytes_received);
}

/* ---- printing, on any thread ---- */

/* One of the histograms of a method. */
struct part {
    const struct cv_metric_family *family;
    size_t slots; /* where in its counts the outcomes are, by code */
    size_t cells; /* and where in each of them */
};

static const struct part PARTS[] = {
    {&DURATION, offsetof(struct method_counts, attempts),
     offsetof(struct cv_call_outcome, durations)},
    {&SENT, offsetof(struct method_counts, attempts), offsetof(struct cv_call_outcome, sent)},
    {&RECEIVED, offsetof(struct method_counts, attempts),
     offsetof(struct cv_call_outcome, received)},
    {&CALLS, offsetof(struct method_counts, calls), offsetof(struct cv_call_outcome, durations)},
};

/* Channels of several loops may have one target: what they count is one series. */
static struct method_counts *find(struct cv_target_counts *target, const char *path)
{
    struct method_counts *at = atomic_load_explicit(&target->methods, memory_order_acquire);

    while (at != NULL && strcmp(at->method->path, path) != 0)
        at = at->next;
    return at;
}

static bool is_same(const struct cv_target_counts *a, const struct cv_target_counts *b)
{
    return strcmp(a->target, b->target) == 0;
}

static bool was_before(struct cv_target_counts *first, const struct cv_target_counts *target,
                       const char *path)
{
    for (struct cv_target_counts *at = first; at != target; at = at->next) {
        if (is_same(at, target) && find(at, path) != NULL)
            return true;
    }
    return false;
}

static void print_started(struct cv_target_counts *target, const char *path, struct cv_buf *out)
{
    const char *values[] = {path + 1, target->target};
    int64_t started = 0;

    for (struct cv_target_counts *at = target; at != NULL; at = at->next) {
        struct method_counts *counts = is_same(at, target) ? find(at, path) : NULL;

        if (counts != NULL)
            started += cv_cell_get(&counts->started);
    }
    cv_metric_print(&STARTED, values, started, out);
}

static void print_part(struct cv_target_counts *target, const char *path, const struct part *part,
                       enum cv_code code, struct cv_buf *out)
{
    const char *values[] = {path + 1, target->target, cv_code_name(code)};
    int64_t sums[CV_HISTOGRAM_CELLS(CV_DURATION_BOUNDS)] = {0};
    bool any = false;

    for (struct cv_target_counts *at = target; at != NULL; at = at->next) {
        struct method_counts *counts = is_same(at, target) ? find(at, path) : NULL;
        _Atomic(struct cv_call_outcome *) *slots =
            counts == NULL ? NULL : (void *)((char *)counts + part->slots);
        struct cv_call_outcome *outcome =
            slots == NULL ? NULL : atomic_load_explicit(&slots[code], memory_order_acquire);

        if (outcome == NULL)
            continue;
        any = true;
        cv_cells_sum((void *)((char *)outcome + part->cells), part->family, sums);
    }
    if (any)
        cv_histogram_print(part->family, values, sums, out);
}

/* `part` NULL: how many began. */
static void print_family(struct cv_target_counts *first, const struct part *part,
                         struct cv_buf *out)
{
    cv_metric_print_family(part == NULL ? &STARTED : part->family, out);
    for (struct cv_target_counts *target = first; target != NULL; target = target->next) {
        struct method_counts *at = atomic_load_explicit(&target->methods, memory_order_acquire);

        for (; at != NULL; at = at->next) {
            if (was_before(first, target, at->method->path))
                continue;
            if (part == NULL)
                print_started(target, at->method->path, out);
            for (unsigned code = 0; part != NULL && code < CV_CODE_COUNT; code++)
                print_part(target, at->method->path, part, (enum cv_code)code, out);
        }
    }
}

static void print(const struct cv_metric_source *source, struct cv_buf *out)
{
    const struct cv_client_counts *counts =
        CV_CONTAINER_OF(source, const struct cv_client_counts, source);
    struct cv_target_counts *first = atomic_load_explicit(&counts->targets, memory_order_acquire);

    if (first == NULL)
        return;
    print_family(first, NULL, out);
    for (size_t i = 0; i < sizeof(PARTS) / sizeof(PARTS[0]); i++)
        print_family(first, &PARTS[i], out);
}

/* ---- life ---- */

struct cv_client_counts *cv_client_counts_new(struct cv_metrics *metrics)
{
    struct cv_client_counts *counts =
        cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*counts));

    if (counts == NULL)
        return NULL;
    counts->source.print = print;
    cv_metrics_add_source(metrics, &counts->source);
    return counts;
}

static void method_free(struct method_counts *method)
{
    for (unsigned code = 0; code < CV_CODE_COUNT; code++) {
        free(atomic_load(&method->attempts[code]));
        free(atomic_load(&method->calls[code]));
    }
    free(method);
}

void cv_client_counts_free(struct cv_client_counts *counts)
{
    struct cv_target_counts *target = counts == NULL ? NULL : atomic_load(&counts->targets);

    while (target != NULL) {
        struct cv_target_counts *next = target->next;
        struct method_counts *method = atomic_load(&target->methods);

        while (method != NULL) {
            struct method_counts *after = method->next;

            method_free(method);
            method = after;
        }
        free(target);
        target = next;
    }
    free(counts);
}

/* What gRPC calls the canonical form: with a scheme, also if none was given. */
static void name_target(struct cv_target_counts *made, const char *target)
{
    static const char *const SCHEMES[] = {"dns:", "ipv4:", "ipv6:", "unix:", "unix-abstract:"};
    const char *scheme = "dns:///";

    for (size_t i = 0; i < sizeof(SCHEMES) / sizeof(SCHEMES[0]); i++) {
        if (strncmp(target, SCHEMES[i], strlen(SCHEMES[i])) == 0)
            scheme = "";
    }
    (void)snprintf(made->target, sizeof(made->target), "%s%s", scheme, target);
}

struct cv_target_counts *cv_target_counts_new(struct cv_client_counts *counts, const char *target)
{
    struct cv_target_counts *made = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*made));

    if (made == NULL)
        return NULL;
    name_target(made, target);
    made->next = atomic_load(&counts->targets);
    while (!atomic_compare_exchange_weak(&counts->targets, &made->next, made))
        continue;
    return made;
}
