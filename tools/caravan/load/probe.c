#include "probe.h"

#include "base/clock.h"
#include "grpc/health/v1/health.caravan.h"
#include "histogram.h"
#include "net/loop.h"
#include "net/thread.h"

#include <stdatomic.h>
#include <string.h>

#define EACH_NS     (25 * CV_NS_PER_MS)
#define PATIENCE_NS (2 * CV_NS_PER_S)
#define CLOSING_NS  CV_NS_PER_S
#define CALL_MEMORY ((size_t)64 * 1024)

struct seen {
    uint64_t at_ns;
    uint64_t took_ns;
    bool answered;
};

struct load_probe {
    const struct load_plan *plan;
    struct cv_thread *thread;
    struct cv_loop *loop;
    struct cv_channel *channel;
    struct cv_unary op;
    struct cv_scope scope;
    struct cv_arena arena;
    struct seen *seen;
    size_t count;
    size_t cap;
    bool done;
    bool closed;
    atomic_bool ending;
};

static void on_done(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct load_probe, op)->done = true;
}

static void on_closed(void *arg)
{
    ((struct load_probe *)arg)->closed = true;
}

static bool is_set(void *arg)
{
    return *(const bool *)arg;
}

/* Any word of the server's own is an answer. */
static bool is_answer(enum cv_code code)
{
    return code == CV_OK || code == CV_UNIMPLEMENTED || code == CV_NOT_FOUND;
}

/* A new connection, a check on it, and its end. */
static void check(struct load_probe *probe)
{
    const struct cv_channel_config config = {
        .target = probe->plan->target, .tls = probe->plan->client->tls, .retries_off = true};
    Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
    struct seen *seen = &probe->seen[probe->count];

    *seen = (struct seen){.at_ns = cv_clock_ns()};
    if (!cv_ok(cv_channel_open(probe->loop, &config, &probe->channel)))
        return;
    probe->done = probe->closed = false;
    probe->scope = (struct cv_scope){.arena = &probe->arena,
                                     .deadline_ns = seen->at_ns + PATIENCE_NS,
                                     .home = cv_loop_wake(probe->loop)};
    probe->op = (struct cv_unary){.start.scope = &probe->scope, .done = on_done};
    grpc_health_v1_health_check(probe->channel, &probe->op, &request);
    (void)cv_loop_run_until(probe->loop, is_set, &probe->done, 2 * PATIENCE_NS);
    seen->took_ns = cv_clock_ns() - seen->at_ns;
    seen->answered = is_answer(probe->op.start.status.code);
    probe->count++;
    cv_channel_close(probe->channel, on_closed, probe);
    (void)cv_loop_run_until(probe->loop, is_set, &probe->closed, CLOSING_NS);
    cv_arena_release(&probe->arena);
}

static bool is_ending(void *arg)
{
    return atomic_load(&((struct load_probe *)arg)->ending);
}

static void probe_main(void *arg)
{
    struct load_probe *probe = arg;

    while (!is_ending(probe) && probe->count < probe->cap) {
        uint64_t next_ns = cv_clock_ns() + EACH_NS;
        uint64_t now_ns;

        check(probe);
        now_ns = cv_clock_ns();
        if (now_ns < next_ns)
            (void)cv_loop_run_until(probe->loop, is_ending, probe, next_ns - now_ns);
    }
    cv_arena_thread_done();
}

struct load_probe *load_probe_begin(const struct load_plan *plan, struct cv_arena *arena)
{
    struct load_probe *probe = cv_arena_zalloc(arena, sizeof(*probe));

    if (probe == NULL)
        return NULL;
    probe->plan = plan;
    probe->cap = (size_t)(plan->duration_ns / EACH_NS) + 1;
    probe->seen = cv_arena_array(arena, probe->cap, sizeof(*probe->seen));
    cv_arena_init(&probe->arena, CALL_MEMORY);
    if (probe->seen == NULL || !cv_ok(cv_loop_new(&probe->loop)))
        return NULL;
    if (cv_ok(cv_thread_start(&probe->thread, probe_main, probe)))
        return probe;
    cv_loop_free(probe->loop);
    return NULL;
}

static void tell(const struct load_probe *probe, uint64_t begin_ns, struct load_step *step,
                 struct histogram *took)
{
    uint64_t from_ns = begin_ns + step->begin_ms * CV_NS_PER_MS;
    uint64_t until_ns = from_ns + step->length_ms * CV_NS_PER_MS;

    memset(took, 0, sizeof(*took));
    for (size_t i = 0; i < probe->count; i++) {
        const struct seen *seen = &probe->seen[i];

        if (seen->at_ns < from_ns || seen->at_ns >= until_ns)
            continue;
        step->checks++;
        step->checks_failed += !seen->answered;
        histogram_add(took, seen->took_ns);
    }
    step->check_p99_us = histogram_at(took, 0.99) / CV_NS_PER_US;
}

void load_probe_end(struct load_probe *probe, uint64_t begin_ns, struct load_result *result)
{
    static struct histogram took;

    if (probe == NULL)
        return;
    atomic_store(&probe->ending, true);
    cv_thread_join(probe->thread);
    cv_loop_free(probe->loop);
    for (size_t i = 0; i < result->step_count; i++)
        tell(probe, begin_ns, &result->steps[i], &took);
}
