#include "app/tracer.h"

#include "app/call_log.h"
#include "app/otlp.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"
#include "net/loop.h"
#include "net/tls.h"
#include "rpc/call_watch.h"
#include "rpc/server.h"

#include <string.h>

#define POOL 256 /* bytes of randomness, for one asking of the system */

/* Of one loop. */
struct lane {
    struct cv_loop *loop;
    uint8_t pool[POOL];
    size_t left; /* of them */
};

/* What is told of the calls of one method, if not what is told of all others. */
struct rule {
    const struct cv_method *method;
    uint64_t share;
};

struct cv_tracer {
    struct cv_call_watch watch;
    struct cv_call_log *log; /* NULL: none */
    struct cv_otlp *otlp;    /* NULL: none */
    uint64_t trace_share;    /* of traces that begin here: for the collector */
    uint64_t share;          /* of all methods without a rule */
    struct rule rules[CV_CALL_LOG_METHODS_MAX];
    size_t rule_count;
    unsigned lane_count;
    struct lane *lanes;
};

/* Of one call, in its arena. */
struct seen {
    struct lane *lane;
    uint64_t began_ns;
    uint8_t parent_id[8];
};

static const struct cv_status FULL = {.code = CV_RESOURCE_EXHAUSTED, .message = "out of memory"};

/* ---- ids ---- */

static void random_id(struct lane *lane, uint8_t *id, size_t len)
{
    if (lane->left < len) {
        cv_random_bytes(lane->pool, sizeof(lane->pool));
        lane->left = sizeof(lane->pool);
    }
    lane->left -= len;
    memcpy(id, lane->pool + lane->left, len);
    id[len - 1] |= id[0] == 0; /* all zero would be none */
}

static struct lane *lane_of(struct cv_tracer *tracer, const struct cv_scope *scope)
{
    const struct cv_loop *loop = cv_loop_of_wake(scope->home);
    unsigned i = 0;

    while (i + 1 < tracer->lane_count && tracer->lanes[i].loop != loop)
        i++;
    return &tracer->lanes[i];
}

/* ---- spans ---- */

static bool is_exported(const struct cv_tracer *tracer, const struct cv_trace *trace)
{
    return tracer->otlp != NULL && (trace->flags & CV_TRACE_SAMPLED) != 0;
}

static struct cv_span span_of(const struct cv_scope *scope, enum cv_span_kind kind,
                              uint64_t began_ns, const struct cv_status *status)
{
    const struct cv_trace *trace = &scope->trace;
    struct cv_span span = {
        .kind = kind,
        .code = status->code,
        .flags = trace->flags,
        .ended_us = cv_clock_utc_us(),
        .duration_ns = cv_clock_ns() - began_ns,
        .share = CV_TRACE_ALL,
    };

    memcpy(span.trace_id, trace->trace_id, sizeof(span.trace_id));
    span.texts[CV_SPAN_REASON] = status->reason;
    span.texts[CV_SPAN_FIELD] = status->field;
    span.texts[CV_SPAN_MESSAGE] = status->message;
    span.texts[CV_SPAN_STATE] = (const char *)trace->state.at;
    if (scope->principal != NULL)
        span.texts[CV_SPAN_PRINCIPAL] = scope->principal->subject;
    return span;
}

static void export_span(struct cv_tracer *tracer, const struct lane *lane,
                        const struct cv_span *span)
{
    cv_otlp_add(tracer->otlp, (unsigned)(lane - tracer->lanes), span);
}

/* ---- a server's calls ---- */

static bool is_standard(const struct cv_method *method)
{
    static const char GRPC[] = "/grpc.";

    return method != NULL && strncmp(method->path, GRPC, strlen(GRPC)) == 0;
}

static struct cv_trace begin_trace(const struct cv_tracer *tracer, struct lane *lane,
                                   const struct cv_method *method)
{
    struct cv_trace trace = {.flags = CV_TRACE_RANDOM};

    random_id(lane, trace.trace_id, sizeof(trace.trace_id));
    if (tracer->otlp != NULL && !is_standard(method) &&
        cv_trace_in_share(&trace, tracer->trace_share))
        trace.flags |= CV_TRACE_SAMPLED;
    return trace;
}

static void *begun(struct cv_call_watch *watch, struct cv_call *call)
{
    struct cv_tracer *tracer = CV_CONTAINER_OF(watch, struct cv_tracer, watch);
    const struct cv_scope *scope = cv_call_scope(call);
    struct seen *seen = cv_arena_alloc(scope->arena, sizeof(*seen));
    struct cv_trace trace = scope->trace;

    if (seen == NULL)
        return NULL;
    seen->lane = lane_of(tracer, scope);
    seen->began_ns = cv_loop_now_ns(seen->lane->loop);
    memcpy(seen->parent_id, trace.parent_id, sizeof(seen->parent_id));
    if (!cv_trace_is_set(&trace))
        trace = begin_trace(tracer, seen->lane, cv_call_method(call));
    random_id(seen->lane, trace.parent_id, sizeof(trace.parent_id));
    cv_call_set_trace(call, &trace);
    return seen;
}

static uint64_t share_of(const struct cv_tracer *tracer, const struct cv_method *method)
{
    for (size_t i = 0; i < tracer->rule_count; i++) {
        if (tracer->rules[i].method == method)
            return tracer->rules[i].share;
    }
    return is_standard(method) ? 0 : tracer->share;
}

static void ended(struct cv_call_watch *watch, struct cv_call *call, void *memory,
                  const struct cv_call_end *end)
{
    struct cv_tracer *tracer = CV_CONTAINER_OF(watch, struct cv_tracer, watch);
    const struct cv_scope *scope = cv_call_scope(call);
    const struct cv_method *method = cv_call_method(call);
    const struct seen *seen = memory;
    uint64_t share = share_of(tracer, method);
    bool failed = !cv_ok(end->status);
    bool logged = tracer->log != NULL && (failed || cv_trace_in_share(&scope->trace, share));
    bool exported = is_exported(tracer, &scope->trace) && (failed || !is_standard(method));
    struct cv_span span;

    if (!logged && !exported)
        return;
    span = span_of(scope, CV_SPAN_SERVER, seen->began_ns, &end->status);
    memcpy(span.span_id, scope->trace.parent_id, sizeof(span.span_id));
    memcpy(span.parent_id, seen->parent_id, sizeof(span.parent_id));
    span.waited_ns = end->waited_ns;
    span.bytes_received = end->bytes_received;
    span.bytes_sent = end->bytes_sent;
    span.messages_received = end->messages_received;
    span.messages_sent = end->messages_sent;
    span.share = share;
    span.method = method;
    span.texts[CV_SPAN_PEER] = cv_call_peer(call);
    if (logged)
        cv_call_log_add(tracer->log, (unsigned)(seen->lane - tracer->lanes), &span);
    if (exported)
        export_span(tracer, seen->lane, &span);
}

/* ---- what calls take ---- */

/* NULL: nobody traces the call. */
static struct cv_tracer *tracer_of(const struct cv_call *call, const struct seen **seen)
{
    void *memory;
    struct cv_call_watch *watch = cv_call_watched(call, &memory);

    *seen = memory;
    return watch == NULL || watch->begun != begun ? NULL
                                                  : CV_CONTAINER_OF(watch, struct cv_tracer, watch);
}

void cv_tracer_take(const struct cv_call *call, const char *traceparent, const char *tracestate,
                    struct cv_taken *taken)
{
    struct cv_trace *trace = &taken->trace;
    const struct seen *seen;
    struct cv_tracer *tracer = tracer_of(call, &seen);

    *taken = (struct cv_taken){.parent_id = {0}};
    if (!cv_trace_read(traceparent, tracestate, trace))
        return;
    memcpy(taken->parent_id, trace->parent_id, sizeof(taken->parent_id));
    if (tracer != NULL && is_exported(tracer, trace))
        random_id(seen->lane, trace->parent_id, sizeof(trace->parent_id));
}

void cv_tracer_took(const struct cv_call *call, const struct cv_taken *taken, const char *type,
                    const char *source)
{
    const struct cv_scope scope = {.trace = taken->trace};
    const struct seen *seen;
    struct cv_tracer *tracer = tracer_of(call, &seen);
    struct cv_span span;

    if (tracer == NULL || !is_exported(tracer, &taken->trace))
        return;
    span = span_of(&scope, CV_SPAN_CONSUMER, seen->began_ns, &CV_STATUS_OK);
    memcpy(span.span_id, taken->trace.parent_id, sizeof(span.span_id));
    memcpy(span.parent_id, taken->parent_id, sizeof(span.parent_id));
    span.name = type;
    span.texts[CV_SPAN_PEER] = source;
    export_span(tracer, seen->lane, &span);
}

/* ---- calls to peers ---- */

void cv_tracer_call_begun(struct cv_tracer *tracer, const struct cv_call *call,
                          struct cv_traced_call *traced, struct cv_trace *trace)
{
    if (!is_exported(tracer, trace))
        return;
    traced->began_ns = cv_clock_ns();
    random_id(lane_of(tracer, cv_call_scope(call)), traced->span_id, sizeof(traced->span_id));
    memcpy(trace->parent_id, traced->span_id, sizeof(trace->parent_id));
}

void cv_tracer_call_again(const struct cv_call *call, struct cv_traced_call *traced,
                          enum cv_code code, bool transparent)
{
    if (traced->began_ns == 0)
        return;
    if (traced->retries == NULL)
        traced->retries = cv_arena_array(cv_call_scope(call)->arena, CV_SPAN_RETRIES_MAX,
                                         sizeof(*traced->retries));
    if (traced->retries != NULL && traced->retry_count < CV_SPAN_RETRIES_MAX)
        traced->retries[traced->retry_count] = (struct cv_span_retry){
            .at_us = cv_clock_utc_us(), .code = code, .transparent = transparent};
    traced->retry_count++;
}

void cv_tracer_call_ended(struct cv_tracer *tracer, const struct cv_call *call,
                          const struct cv_traced_call *traced, const char *peer,
                          const struct cv_status *status)
{
    const struct cv_scope *scope = cv_call_scope(call);
    struct cv_span span;

    if (traced->began_ns == 0)
        return;
    span = span_of(scope, CV_SPAN_CLIENT, traced->began_ns, status);
    memcpy(span.span_id, traced->span_id, sizeof(span.span_id));
    memcpy(span.parent_id, scope->trace.parent_id, sizeof(span.parent_id));
    span.method = cv_call_method(call);
    span.texts[CV_SPAN_PEER] = peer;
    span.retry_count = traced->retry_count;
    span.retries = traced->retries;
    export_span(tracer, lane_of(tracer, scope), &span);
}

/* ---- life ---- */

/* Why what an option asks for is not to be had; it is named also where there is no memory for more.
 */
static struct cv_status cannot(struct cv_arena *arena, const char *option, const char *value,
                               struct cv_status why)
{
    const char *message = cv_arena_printf(arena, "%s %s: %s", option, value, why.message);

    why.field = option;
    if (message != NULL)
        why.message = message;
    return why;
}

/* Memory that all of it needs. */
static struct cv_status cannot_begin(struct cv_arena *arena, const struct cv_trace_options *options)
{
    return options->call_log != NULL ? cannot(arena, "--call-log", options->call_log, FULL)
                                     : cannot(arena, "--otlp", options->otlp, FULL);
}

static const struct cv_method *find(const struct cv_server *server, const char *name)
{
    const struct cv_service_type *type;

    for (size_t i = 0; (type = cv_server_service(server, i)) != NULL; i++) {
        for (size_t k = 0; k < type->method_count; k++) {
            if (strcmp(type->methods[k].path + 1, name) == 0)
                return &type->methods[k];
        }
    }
    return NULL;
}

static struct cv_status add_rules(struct cv_tracer *tracer, const struct cv_tracer_config *config,
                                  struct cv_arena *arena)
{
    const struct cv_trace_options *options = config->options;

    for (size_t i = 0; i < options->log_method_count; i++) {
        const struct cv_call_log_method *named = &options->log_methods[i];
        const struct cv_method *method = find(config->server, named->name);

        if (method == NULL)
            return cannot(
                arena, "--call-log-sample", named->name,
                cv_status(CV_INVALID_ARGUMENT, "INVALID_FIELD", "this service has no such method"));
        tracer->rules[tracer->rule_count++] = (struct rule){method, named->share};
    }
    tracer->share = options->sampled ? options->log_share : CV_TRACE_ALL;
    return CV_STATUS_OK;
}

static struct cv_status open_log(struct cv_tracer *tracer, const struct cv_tracer_config *config,
                                 struct cv_arena *arena)
{
    const char *path = config->options->call_log;
    struct cv_status status =
        cv_call_log_open(config->service, path, tracer->lane_count, config->metrics, &tracer->log);

    return cv_ok(status) ? status : cannot(arena, "--call-log", path, status);
}

static struct cv_status open_otlp(struct cv_tracer *tracer, const struct cv_tracer_config *config,
                                  struct cv_arena *arena)
{
    const struct cv_trace_options *options = config->options;
    struct cv_tls_files *files = cv_arena_zalloc(arena, sizeof(*files));
    struct cv_otlp_config otlp = {
        .service = config->service,
        .version = config->version,
        .target = options->otlp,
        .tls = options->otlp_ca == NULL ? NULL : files,
        .loops = tracer->lane_count,
        .metrics = config->metrics,
    };
    struct cv_status status;

    if (files == NULL)
        return cannot(arena, "--otlp", options->otlp, FULL);
    *files = (struct cv_tls_files){
        .cert = config->tls_cert, .key = config->tls_key, .ca = options->otlp_ca};
    tracer->trace_share = options->traces_sampled ? options->trace_share : CV_TRACE_ALL;
    status = cv_otlp_open(&otlp, arena, &tracer->otlp);
    return cv_ok(status) ? status : cannot(arena, "--otlp", options->otlp, status);
}

static struct cv_status begin(struct cv_tracer *tracer, const struct cv_tracer_config *config,
                              struct cv_arena *arena)
{
    struct cv_status status;

    tracer->watch.begun = begun;
    tracer->watch.ended = ended;
    tracer->lane_count = config->threads;
    tracer->lanes = cv_arena_array(arena, tracer->lane_count, sizeof(*tracer->lanes));
    if (tracer->lanes == NULL)
        return cannot_begin(arena, config->options);
    for (unsigned i = 0; i < tracer->lane_count; i++)
        tracer->lanes[i].loop = cv_server_loop(config->server, i);
    status = add_rules(tracer, config, arena);
    if (cv_ok(status) && config->options->call_log != NULL)
        status = open_log(tracer, config, arena);
    if (cv_ok(status) && config->options->otlp != NULL)
        status = open_otlp(tracer, config, arena);
    return status;
}

struct cv_status cv_tracer_open(const struct cv_tracer_config *config, struct cv_arena *arena,
                                struct cv_tracer **tracer)
{
    struct cv_tracer *made;
    struct cv_status status;

    *tracer = NULL;
    if (config->options->call_log == NULL && config->options->otlp == NULL)
        return CV_STATUS_OK;
    made = cv_arena_zalloc(arena, sizeof(*made));
    if (made == NULL)
        return cannot_begin(arena, config->options);
    status = begin(made, config, arena);
    if (!cv_ok(status)) {
        cv_tracer_close(made);
        return status;
    }
    cv_server_watch(config->server, &made->watch);
    *tracer = made;
    return status;
}

void cv_tracer_close(struct cv_tracer *tracer)
{
    if (tracer == NULL)
        return;
    cv_otlp_close(tracer->otlp);
    cv_call_log_close(tracer->log);
}
