#include "rpc/call_counts.h"

#include "base/fault.h"
#include "net/loop.h"
#include "rpc/call_internal.h"

#include <stdio.h>
#include <stdlib.h>

#define US(n) ((n)*CV_NS_PER_US)
#define MS(n) ((n)*CV_NS_PER_MS)
#define S(n)  ((n)*CV_NS_PER_S)

const uint64_t cv_duration_bounds[CV_DURATION_BOUNDS] = {
    0,       US(10),  US(50),  US(100), US(300), US(600), US(800), MS(1),   MS(2),
    MS(3),   MS(4),   MS(5),   MS(6),   MS(8),   MS(10),  MS(13),  MS(16),  MS(20),
    MS(25),  MS(30),  MS(40),  MS(50),  MS(65),  MS(80),  MS(100), MS(130), MS(160),
    MS(200), MS(250), MS(300), MS(400), MS(500), MS(650), MS(800), S(1),    S(2),
    S(5),    S(10),   S(20),   S(50),   S(100),
};

const uint64_t cv_size_bounds[CV_SIZE_BOUNDS] = {
    0,       1024,    2048,     4096,     16384,     65536,      262144,
    1048576, 4194304, 16777216, 67108864, 268435456, 1073741824, UINT64_C(4294967296),
};

static const struct cv_metric_family STARTED = {
    .name = "grpc_server_call_started_total",
    .help = "Calls begun, also those that have not ended.",
    .kind = CV_METRIC_COUNTER,
    .labels = {"grpc_method"},
};
static const struct cv_metric_family DURATION = {
    .name = "grpc_server_call_duration_seconds",
    .help = "Time from the arrival of a call to its end on the wire.",
    .kind = CV_METRIC_HISTOGRAM,
    .per = CV_NS_PER_S,
    .labels = {"grpc_method", "grpc_status"},
    .bounds = cv_duration_bounds,
    .bound_count = CV_DURATION_BOUNDS,
};
static const struct cv_metric_family SENT = {
    .name = "grpc_server_call_sent_total_compressed_message_size_bytes",
    .help = "Bytes of all messages sent in a call, as compressed, without framing.",
    .kind = CV_METRIC_HISTOGRAM,
    .labels = {"grpc_method", "grpc_status"},
    .bounds = cv_size_bounds,
    .bound_count = CV_SIZE_BOUNDS,
};
static const struct cv_metric_family RECEIVED = {
    .name = "grpc_server_call_rcvd_total_compressed_message_size_bytes",
    .help = "Bytes of all messages received in a call, as compressed, without framing.",
    .kind = CV_METRIC_HISTOGRAM,
    .labels = {"grpc_method", "grpc_status"},
    .bounds = cv_size_bounds,
    .bound_count = CV_SIZE_BOUNDS,
};

/* ---- counting, on the loop ---- */

static struct cv_method_counts *counts_of(const struct cv_call *call)
{
    const struct cv_call_counts *counts = call->lane->counts;
    const struct cv_router *router = counts->router;

    return &counts->methods[call->route == NULL ? router->cap
                                                : (size_t)(call->route - router->slots)];
}

void cv_call_count_begun(struct cv_call *call)
{
    call->begun_ns = cv_loop_now_ns(call->lane->counts->loop);
    cv_cell_add(&counts_of(call)->started, 1);
}

struct cv_call_outcome *cv_call_outcome_of(_Atomic(struct cv_call_outcome *) *slot)
{
    struct cv_call_outcome *outcome = atomic_load_explicit(slot, memory_order_relaxed);

    if (outcome != NULL || cv_fault_tick(CV_FAULT_ALLOC))
        return outcome;
    outcome = calloc(1, sizeof(*outcome));
    atomic_store_explicit(slot, outcome, memory_order_release);
    return outcome;
}

void cv_call_count_ended(struct cv_call *call)
{
    struct cv_call_counts *counts = call->lane->counts;
    enum cv_code code = cv_call_was_said(call) ? call->outcome.code : CV_CANCELLED;
    struct cv_call_outcome *outcome = cv_call_outcome_of(&counts_of(call)->outcomes[code]);
    uint64_t woke_ns = cv_loop_now_ns(counts->loop);
    uint64_t now_ns = counts->now_ns > woke_ns ? counts->now_ns : woke_ns;
    uint64_t duration_ns = now_ns - call->begun_ns;

    call->begun_ns = 0;
    if (outcome == NULL)
        return;
    cv_cells_add(outcome->durations, &DURATION, duration_ns);
    cv_cells_add(outcome->sent, &SENT, call->bytes_sent);
    cv_cells_add(outcome->received, &RECEIVED, call->bytes_received);
}

/* ---- printing, on any thread ---- */

/* "package.Service/Method"; NULL: no method has this place in the router. */
static const char *name_at(const struct cv_router *router, size_t place)
{
    if (place == router->cap)
        return "other";
    return router->slots[place].method == NULL ? NULL : router->slots[place].method->path + 1;
}

static void print_started(const struct cv_server_counts *counts, struct cv_buf *out)
{
    cv_metric_print_family(&STARTED, out);
    for (size_t place = 0; place <= counts->router->cap; place++) {
        const char *name = name_at(counts->router, place);
        int64_t started = 0;

        if (name == NULL)
            continue;
        for (size_t i = 0; i < counts->lane_count; i++)
            started += cv_cell_get(&counts->lanes[i].methods[place].started);
        cv_metric_print(&STARTED, &name, started, out);
    }
}

/* One of the three histograms of an outcome. */
struct part {
    const struct cv_metric_family *family;
    size_t at; /* its cells */
};

static void print_part(const struct cv_server_counts *counts, const struct part *part, size_t place,
                       enum cv_code code, struct cv_buf *out)
{
    const char *values[] = {name_at(counts->router, place), cv_code_name(code)};
    int64_t sums[CV_HISTOGRAM_CELLS(CV_DURATION_BOUNDS)] = {0};
    bool any = false;

    for (size_t i = 0; i < counts->lane_count; i++) {
        struct cv_call_outcome *outcome = atomic_load_explicit(
            &counts->lanes[i].methods[place].outcomes[code], memory_order_acquire);

        if (outcome == NULL)
            continue;
        any = true;
        cv_cells_sum((_Atomic int64_t *)(void *)((char *)outcome + part->at), part->family, sums);
    }
    if (any)
        cv_histogram_print(part->family, values, sums, out);
}

static void print(const struct cv_metric_source *source, struct cv_buf *out)
{
    static const struct part PARTS[] = {
        {&DURATION, offsetof(struct cv_call_outcome, durations)},
        {&SENT, offsetof(struct cv_call_outcome, sent)},
        {&RECEIVED, offsetof(struct cv_call_outcome, received)},
    };
    const struct cv_server_counts *counts =
        CV_CONTAINER_OF(source, const struct cv_server_counts, source);

    print_started(counts, out);
    for (size_t i = 0; i < sizeof(PARTS) / sizeof(PARTS[0]); i++) {
        cv_metric_print_family(PARTS[i].family, out);
        for (size_t place = 0; place <= counts->router->cap; place++) {
            for (unsigned code = 0; name_at(counts->router, place) != NULL && code < CV_CODE_COUNT;
                 code++)
                print_part(counts, &PARTS[i], place, (enum cv_code)code, out);
        }
    }
}

/* ---- life ---- */

static const struct cv_metric_family UNDER_WAY = {
    .name = "caravan_server_calls",
    .help = "Calls under way.",
    .kind = CV_METRIC_GAUGE,
};
static const struct cv_metric_family CONNECTIONS = {
    .name = "caravan_server_connections",
    .help = "Connections open.",
    .kind = CV_METRIC_GAUGE,
};
static const struct cv_metric_family CONNECTIONS_TOTAL = {
    .name = "caravan_server_connections_accepted_total",
    .help = "Connections ever accepted.",
    .kind = CV_METRIC_COUNTER,
};
static const struct cv_metric_family TURNS = {
    .name = "caravan_loop_lag_seconds",
    .help = "Time an event loop was busy between two sleeps: what came meanwhile waited.",
    .kind = CV_METRIC_HISTOGRAM,
    .per = CV_NS_PER_S,
    .labels = {"loop"},
    .bounds = cv_duration_bounds,
    .bound_count = CV_DURATION_BOUNDS,
};

static const struct cv_metric_family LIMIT = {
    .name = "caravan_limiter_limit",
    .help = "Calls that may be under way in this queue, found by how long they wait there.",
    .kind = CV_METRIC_GAUGE,
    .labels = {"queue"},
};
static const struct cv_metric_family LET_IN = {
    .name = "caravan_limiter_under_way",
    .help = "Calls under way of methods that wait in this queue.",
    .kind = CV_METRIC_GAUGE,
    .labels = {"queue"},
};
static const struct cv_metric_family TURNED_AWAY = {
    .name = "caravan_limiter_refused_total",
    .help = "Calls of methods that wait in this queue, refused before they began.",
    .kind = CV_METRIC_COUNTER,
    .labels = {"queue"},
};

static void add_limiter(struct cv_call_counts *lane, struct cv_metrics *metrics, const char *queue)
{
    struct cv_limiter_counts *counts = &lane->limiters[lane->limiter_count++];

    counts->limit = (struct cv_metric){.family = &LIMIT, .values = {queue}};
    counts->under_way = (struct cv_metric){.family = &LET_IN, .values = {queue}};
    counts->refused = (struct cv_metric){.family = &TURNED_AWAY, .values = {queue}};
    cv_metrics_add(metrics, &counts->limit);
    cv_metrics_add(metrics, &counts->under_way);
    cv_metrics_add(metrics, &counts->refused);
}

static bool lane_init(struct cv_call_counts *lane, struct cv_metrics *metrics,
                      const struct cv_router *router, size_t index)
{
    lane->router = router;
    if (!cv_fault_tick(CV_FAULT_ALLOC))
        lane->methods = calloc(router->cap + 1, sizeof(*lane->methods));
    if (lane->methods == NULL)
        return false;
    (void)snprintf(lane->name, sizeof(lane->name), "%u", (unsigned)index % 1000);
    lane->under_way.family = &UNDER_WAY;
    lane->connections.family = &CONNECTIONS;
    lane->connections_total.family = &CONNECTIONS_TOTAL;
    lane->turns.metric = (struct cv_metric){.family = &TURNS, .values = {lane->name}};
    cv_metrics_add(metrics, &lane->under_way);
    cv_metrics_add(metrics, &lane->connections);
    cv_metrics_add(metrics, &lane->connections_total);
    cv_metrics_add(metrics, &lane->turns.metric);
    return true;
}

struct cv_server_counts *cv_server_counts_new(struct cv_metrics *metrics,
                                              const struct cv_router *router,
                                              const char *const *queues, size_t lane_count)
{
    struct cv_server_counts *counts = NULL;
    bool fine = true;

    if (!cv_fault_tick(CV_FAULT_ALLOC))
        counts = calloc(1, sizeof(*counts) + lane_count * sizeof(counts->lanes[0]));
    if (counts == NULL)
        return NULL;
    counts->source.print = print;
    counts->router = router;
    counts->lane_count = lane_count;
    for (size_t i = 0; fine && i < lane_count; i++) {
        fine = lane_init(&counts->lanes[i], metrics, router, i);
        for (size_t n = 0; fine && queues != NULL && queues[n] != NULL && n < CV_QUEUES_MAX; n++)
            add_limiter(&counts->lanes[i], metrics, queues[n]);
    }
    if (!fine) {
        cv_server_counts_free(counts);
        return NULL;
    }
    cv_metrics_add_source(metrics, &counts->source);
    return counts;
}

static void lane_free(struct cv_call_counts *lane)
{
    for (size_t place = 0; lane->methods != NULL && place <= lane->router->cap; place++) {
        for (unsigned code = 0; code < CV_CODE_COUNT; code++)
            free(atomic_load(&lane->methods[place].outcomes[code]));
    }
    free(lane->methods);
}

void cv_server_counts_free(struct cv_server_counts *counts)
{
    for (size_t i = 0; counts != NULL && i < counts->lane_count; i++)
        lane_free(&counts->lanes[i]);
    free(counts);
}
