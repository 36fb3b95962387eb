#include "app/peer.h"

#include "app/peers.h"
#include "app/principal.h"
#include "app/tracer.h"
#include "base/arena.h"
#include "base/assert.h"
#include "base/log.h"
#include "net/loop.h"
#include "rpc/interceptor.h"
#include "rpc/target.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CONNECT_NS      (3 * CV_NS_PER_S) /* the set is on one machine, or in one building */
#define BACKOFF_NS      (200 * CV_NS_PER_MS)
#define BACKOFF_MOST_NS (5 * CV_NS_PER_S) /* they are few, and work waits for the peer */
/* A line that was cut takes all and gives nothing: calls would wait on it, each until its deadline,
 * for as long as the system believes in it, which is a quarter of an hour. */
#define SILENCE_NS (10 * CV_NS_PER_S)
#define ANSWER_NS  (3 * CV_NS_PER_S)

/* To one peer from one loop. */
struct line {
    struct cv_loop *loop;
    struct cv_channel *channel; /* NULL: closed */
    struct cv_channel_watch watch;
    struct cv_interceptor teller;
    const struct cv_peer *peer;
    bool down; /* the log knows */
};

struct cv_peer {
    const char *name;
    struct line *lines; /* one for each loop */
    size_t line_count;
    struct cv_tracer *tracer; /* NULL: nobody traces */
};

struct cv_peers {
    struct cv_peer *peers;
    size_t count;
};

static const struct cv_status FULL = {.code = CV_RESOURCE_EXHAUSTED, .message = "out of memory"};

/* ---- what is passed on ---- */

static struct cv_status tell_principal(struct cv_call *call, const struct cv_principal *principal)
{
    return principal == NULL || principal->subject[0] == '\0'
               ? CV_STATUS_OK
               : cv_call_add_header(call, CV_PRINCIPAL_KEY, principal->subject,
                                    strlen(principal->subject));
}

static struct cv_status tell_trace(struct cv_call *call, const struct cv_trace *trace)
{
    char text[CV_TRACE_TEXT];
    struct cv_status status;

    if (!cv_trace_is_set(trace))
        return CV_STATUS_OK;
    cv_trace_print(trace, text);
    status = cv_call_add_header(call, "traceparent", text, strlen(text));
    return cv_ok(status) && trace->state.len > 0
               ? cv_call_add_header(call, "tracestate", trace->state.at, trace->state.len)
               : status;
}

static void tell(struct cv_interceptor *self, struct cv_call *call, void *state)
{
    const struct line *line = CV_CONTAINER_OF(self, struct line, teller);
    const struct cv_scope *scope = cv_call_scope(call);
    struct cv_status status = tell_principal(call, scope->principal);
    struct cv_trace trace = scope->trace;

    if (line->peer->tracer != NULL)
        cv_tracer_call_begun(line->peer->tracer, call, state, &trace);
    if (cv_ok(status))
        status = tell_trace(call, &trace);
    cv_call_proceed(call, status);
}

static void hear_end(struct cv_interceptor *self, struct cv_call *call, void *state,
                     struct cv_status *status)
{
    const struct line *line = CV_CONTAINER_OF(self, struct line, teller);

    if (line->peer->tracer != NULL)
        cv_tracer_call_ended(line->peer->tracer, call, state, line->peer->name, status);
}

static void hear_again(struct cv_interceptor *self, struct cv_call *call, void *state,
                       enum cv_code code, bool transparent)
{
    if (CV_CONTAINER_OF(self, struct line, teller)->peer->tracer != NULL)
        cv_tracer_call_again(call, state, code, transparent);
}

/* ---- whether it is there, for the log ---- */

static void watched(struct cv_channel_watch *watch)
{
    struct line *line = CV_CONTAINER_OF(watch, struct line, watch);

    if (watch->state == CV_CHANNEL_CLOSED)
        return;
    if (watch->state == CV_CHANNEL_FAILING && !line->down)
        cv_log(CV_LOG_WARN, "peer_down", CV_LOG_TEXT("peer", line->peer->name));
    else if (watch->state == CV_CHANNEL_READY && line->down)
        cv_log(CV_LOG_INFO, "peer_up", CV_LOG_TEXT("peer", line->peer->name));
    if (watch->state == CV_CHANNEL_FAILING || watch->state == CV_CHANNEL_READY)
        line->down = watch->state == CV_CHANNEL_FAILING;
    cv_channel_watch_submit(line->channel, watch);
}

/* ---- life ---- */

static struct cv_status open_line(struct line *line, const struct cv_peer_config *config,
                                  struct cv_tls *tls, struct cv_client_counts *counts)
{
    struct cv_channel_config channel = {
        .target = config->target,
        .tls = tls,
        .counts = counts,
        .connect_timeout_ns = CONNECT_NS,
        .backoff_first_ns = BACKOFF_NS,
        .backoff_most_ns = BACKOFF_MOST_NS,
        .keepalive = {.time_ns = SILENCE_NS, .timeout_ns = ANSWER_NS},
        .service_config =
            "{\"methodConfig\":[{\"name\":[{}],\"retryPolicy\":{\"maxAttempts\":3,"
            "\"initialBackoff\":\"0.1s\",\"maxBackoff\":\"0.5s\",\"backoffMultiplier\":2,"
            "\"retryableStatusCodes\":[\"UNAVAILABLE\"]}}]}",
    };
    struct cv_status status = cv_channel_open(line->loop, &channel, &line->channel);

    line->teller = (struct cv_interceptor){.state_size = sizeof(struct cv_traced_call),
                                           .begin = tell,
                                           .end = hear_end,
                                           .again = hear_again};
    if (cv_ok(status))
        status = cv_channel_intercept(line->channel, &line->teller);
    if (!cv_ok(status))
        return status;
    line->watch = (struct cv_channel_watch){.state = CV_CHANNEL_IDLE, .done = watched};
    cv_channel_watch_submit(line->channel, &line->watch);
    return status;
}

static struct cv_status open_peer(struct cv_peer *peer, const struct cv_peer_config *config,
                                  struct cv_loop *const *loops, size_t loop_count,
                                  struct cv_tls *tls, struct cv_client_counts *counts,
                                  struct cv_arena *arena)
{
    struct cv_target target;
    struct cv_status status = cv_target_parse(config->target, &target);

    peer->name = config->name;
    peer->lines = cv_arena_array(arena, loop_count, sizeof(*peer->lines));
    if (cv_ok(status) && peer->lines == NULL)
        status = FULL;
    for (size_t i = 0; cv_ok(status) && i < loop_count; i++) {
        struct line *line = &peer->lines[peer->line_count++];

        *line = (struct line){.loop = loops[i], .peer = peer};
        status =
            open_line(line, config, cv_address_is_unix(&target.addresses[0]) ? NULL : tls, counts);
    }
    return status;
}

struct cv_status cv_peers_open(const struct cv_peer_config *configs, size_t count,
                               struct cv_loop *const *loops, size_t loop_count, struct cv_tls *tls,
                               struct cv_client_counts *counts, struct cv_arena *arena,
                               struct cv_peers **peers)
{
    struct cv_peers *made = cv_arena_zalloc(arena, sizeof(*made));
    struct cv_status status = CV_STATUS_OK;

    *peers = made;
    if (made == NULL)
        return FULL;
    made->peers = cv_arena_array(arena, count, sizeof(*made->peers));
    if (count > 0 && made->peers == NULL)
        return FULL;
    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        struct cv_peer *peer = &made->peers[made->count++];

        *peer = (struct cv_peer){0};
        status = open_peer(peer, &configs[i], loops, loop_count, tls, counts, arena);
    }
    return status;
}

void cv_peers_close(struct cv_peers *peers, const struct cv_loop *loop)
{
    for (size_t i = 0; peers != NULL && i < peers->count; i++) {
        for (size_t k = 0; k < peers->peers[i].line_count; k++) {
            struct line *line = &peers->peers[i].lines[k];

            if (line->loop != loop || line->channel == NULL)
                continue;
            cv_channel_close(line->channel, NULL, NULL);
            line->channel = NULL;
        }
    }
}

void cv_peers_trace(struct cv_peers *peers, struct cv_tracer *tracer)
{
    for (size_t i = 0; peers != NULL && i < peers->count; i++)
        peers->peers[i].tracer = tracer;
}

struct cv_peer *cv_peers_find(struct cv_peers *peers, const char *name)
{
    for (size_t i = 0; peers != NULL && i < peers->count; i++) {
        if (strcmp(peers->peers[i].name, name) == 0)
            return &peers->peers[i];
    }
    return NULL;
}

const char *cv_peer_name(const struct cv_peer *peer)
{
    return peer->name;
}

/* ---- calls ---- */

static uint64_t deadline_of(const struct cv_scope *scope)
{
    uint64_t now = cv_clock_ns();

    if (scope->deadline_ns == CV_NEVER)
        return now + CV_PEER_TIMEOUT_NS;
    return scope->deadline_ns > now ? scope->deadline_ns - (scope->deadline_ns - now) / 20
                                    : scope->deadline_ns;
}

struct cv_channel *cv_peer_prepare(const struct cv_peer *peer, const struct cv_scope *scope,
                                   struct cv_peer_call *call)
{
    const struct cv_loop *loop = cv_loop_of_wake(scope->home);
    size_t i = 0;

    call->peer = peer;
    call->scope = *scope;
    call->scope.deadline_ns = deadline_of(scope);
    call->unary.start.scope = &call->scope;
    while (i < peer->line_count && peer->lines[i].loop != loop)
        i++;
    CV_ASSERT_CMP(i, <, peer->line_count);     /* a loop of the server's */
    CV_ASSERT(peer->lines[i].channel != NULL); /* nothing is started after draining */
    return peer->lines[i].channel;
}

static bool is_silence(enum cv_code code)
{
    return code == CV_UNAVAILABLE || code == CV_DEADLINE_EXCEEDED || code == CV_UNIMPLEMENTED ||
           code == CV_RESOURCE_EXHAUSTED;
}

struct cv_status cv_peer_status(const struct cv_peer_call *call, const char *format, ...)
{
    struct cv_status status = call->unary.start.status;
    struct cv_arena *arena = call->scope.arena;
    const char *then;
    va_list args;

    if (!is_silence(status.code))
        return status;
    va_start(args, format);
    then = cv_arena_vprintf(arena, format, args);
    va_end(args);
    return cv_status_f(arena, CV_UNAVAILABLE, "PEER_UNAVAILABLE",
                       "the %s service does not answer%s, so %s", call->peer->name,
                       status.code == CV_DEADLINE_EXCEEDED ? " in time" : "",
                       then == NULL ? "nothing was done" : then);
}
