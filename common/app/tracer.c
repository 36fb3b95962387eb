#include "app/tracer.h"

#include "app/call_log.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"
#include "net/loop.h"
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
    struct cv_call_log *log;
    uint64_t share; /* of all methods without a rule */
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

/* ---- a server's calls ---- */

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
    if (!cv_trace_is_set(&trace)) {
        trace = (struct cv_trace){.flags = CV_TRACE_RANDOM};
        random_id(seen->lane, trace.trace_id, sizeof(trace.trace_id));
    }
    random_id(seen->lane, trace.parent_id, sizeof(trace.parent_id));
    cv_call_set_trace(call, &trace);
    return seen;
}

static bool is_standard(const struct cv_method *method)
{
    static const char GRPC[] = "/grpc.";

    return method != NULL && strncmp(method->path, GRPC, strlen(GRPC)) == 0;
}

static uint64_t share_of(const struct cv_tracer *tracer, const struct cv_method *method)
{
    for (size_t i = 0; i < tracer->rule_count; i++) {
        if (tracer->rules[i].method == method)
            return tracer->rules[i].share;
    }
    return is_standard(method) ? 0 : tracer->share;
}

static struct cv_span span_of(const struct cv_call *call, const struct seen *seen,
                              const struct cv_call_end *end)
{
    const struct cv_scope *scope = cv_call_scope(call);
    struct cv_span span = {
        .kind = CV_SPAN_SERVER,
        .code = end->status.code,
        .flags = scope->trace.flags,
        .ended_us = cv_clock_utc_us(),
        .duration_ns = cv_clock_ns() - seen->began_ns,
        .waited_ns = end->waited_ns,
        .bytes_received = end->bytes_received,
        .bytes_sent = end->bytes_sent,
        .messages_received = end->messages_received,
        .messages_sent = end->messages_sent,
        .method = cv_call_method(call),
        .texts = {cv_call_peer(call), NULL, end->status.reason, end->status.field,
                  end->status.message},
    };

    if (scope->principal != NULL)
        span.texts[CV_SPAN_PRINCIPAL] = scope->principal->subject;
    memcpy(span.trace_id, scope->trace.trace_id, sizeof(span.trace_id));
    memcpy(span.span_id, scope->trace.parent_id, sizeof(span.span_id));
    memcpy(span.parent_id, seen->parent_id, sizeof(span.parent_id));
    return span;
}

static void ended(struct cv_call_watch *watch, struct cv_call *call, void *memory,
                  const struct cv_call_end *end)
{
    struct cv_tracer *tracer = CV_CONTAINER_OF(watch, struct cv_tracer, watch);
    const struct seen *seen = memory;
    uint64_t share = share_of(tracer, cv_call_method(call));
    struct cv_span span;

    if (cv_ok(end->status) && !cv_trace_in_share(&cv_call_scope(call)->trace, share))
        return;
    span = span_of(call, seen, end);
    span.share = share;
    cv_call_log_add(tracer->log, (unsigned)(seen->lane - tracer->lanes), &span);
}

/* ---- life ---- */

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
            return cv_status_field(arena, "--call-log-sample",
                                   "%s: this service has no such method", named->name);
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

    return cv_ok(status) ? status
                         : cv_status_f(arena, status.code, status.reason,
                                       "cannot log calls to %s: %s", path, status.message);
}

struct cv_status cv_tracer_open(const struct cv_tracer_config *config, struct cv_arena *arena,
                                struct cv_tracer **tracer)
{
    struct cv_tracer *made;
    struct cv_status status;

    *tracer = NULL;
    if (config->options->call_log == NULL)
        return CV_STATUS_OK;
    made = cv_arena_zalloc(arena, sizeof(*made));
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    made->watch.begun = begun;
    made->watch.ended = ended;
    made->lane_count = config->threads;
    made->lanes = cv_arena_array(arena, made->lane_count, sizeof(*made->lanes));
    if (made->lanes == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    for (unsigned i = 0; i < made->lane_count; i++)
        made->lanes[i].loop = cv_server_loop(config->server, i);
    status = add_rules(made, config, arena);
    if (cv_ok(status))
        status = open_log(made, config, arena);
    if (!cv_ok(status))
        return status;
    cv_server_watch(config->server, &made->watch);
    *tracer = made;
    return status;
}

void cv_tracer_close(struct cv_tracer *tracer)
{
    if (tracer != NULL)
        cv_call_log_close(tracer->log);
}
