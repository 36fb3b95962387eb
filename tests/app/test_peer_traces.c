/* What a collector is told of calls to another program that were tried again. */
#include "app/otlp_form.h"
#include "app/peer.h"
#include "app/peers.h"
#include "app/tracer.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/metric.h"
#include "base/ring.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "net/thread.h"
#include "rpc/interceptor.h"
#include "support/collector.h"
#include "support/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE (20 * CV_NS_PER_S)
#define SAY      "judge.v1.Judge/Say"

static struct {
    struct cv_server *judging;
    struct cv_thread *thread;
    struct judge judge;
    atomic_uint refusals; /* to come */
    char target[CV_ADDRESS_TEXT_MAX + 16];

    struct cv_server *asking; /* the program that asks, for its loop */
    struct cv_loop *loop;
    struct cv_arena arena;
    struct cv_metrics metrics;
    struct cv_tracer *tracer;
    struct cv_peers *peers;
    struct cv_scope scope;
    struct collector collector;
} bench;

/* ---- the judge, who is away for some calls ---- */

static void refuse(struct cv_interceptor *self, struct cv_call *call, void *state)
{
    bool refused = atomic_load(&bench.refusals) > 0;

    (void)self;
    (void)state;
    if (refused)
        atomic_fetch_sub(&bench.refusals, 1);
    cv_call_proceed(call, refused ? cv_status(CV_UNAVAILABLE, NULL, "not now") : CV_STATUS_OK);
}

static void serve(void *arg)
{
    (void)arg;
    (void)cv_server_run(bench.judging);
    cv_arena_thread_done();
}

static void start_judge(void)
{
    static struct cv_interceptor refuser = {.begin = refuse};
    const struct cv_server_config config = {.drain_grace_ns = CV_NS_PER_MS};
    struct cv_address address;

    (void)snprintf(bench.target, sizeof(bench.target), "unix-abstract:caravan-test-traces-%ld",
                   (long)getpid());
    assert_true(cv_ok(cv_server_new(&config, &bench.judging)));
    assert_true(cv_ok(judge_serve(bench.judging, &bench.judge)));
    assert_true(cv_ok(cv_server_intercept(bench.judging, &refuser)));
    assert_true(cv_ok(cv_address_parse(bench.target, &address)));
    assert_true(cv_ok(cv_server_listen(bench.judging, &address, &address)));
    assert_true(cv_ok(cv_thread_start(&bench.thread, serve, NULL)));
}

static void stop_judge(void)
{
    cv_server_drain(bench.judging);
    cv_thread_join(bench.thread);
    cv_server_free(bench.judging);
}

/* ---- the program that asks ---- */

static void open_tracer(void)
{
    const struct cv_trace_options options = {.otlp = bench.collector.target};
    const struct cv_tracer_config config = {
        .service = "asker",
        .version = "1",
        .server = bench.asking,
        .threads = 1,
        .options = &options,
        .metrics = &bench.metrics,
    };

    cv_metrics_init(&bench.metrics);
    assert_true(cv_ok(cv_tracer_open(&config, &bench.arena, &bench.tracer)));
}

static void up(void)
{
    const struct cv_peer_config peer = {"judge", bench.target};
    const struct cv_server_config server = {.threads = 1};

    memset(&bench, 0, sizeof(bench));
    cv_arena_init(&bench.arena, 1024 * 1024);
    collector_start(&bench.collector);
    start_judge();
    assert_true(cv_ok(cv_server_new(&server, &bench.asking)));
    bench.loop = cv_server_loop(bench.asking, 0);
    open_tracer();
    assert_true(
        cv_ok(cv_peers_open(&peer, 1, &bench.loop, 1, NULL, NULL, &bench.arena, &bench.peers)));
    cv_peers_trace(bench.peers, bench.tracer);
    bench.scope = (struct cv_scope){
        .arena = &bench.arena,
        .deadline_ns = cv_clock_ns() + PATIENCE,
        .home = cv_loop_wake(bench.loop),
        .trace = {.trace_id = {1}, .parent_id = {2}, .flags = CV_TRACE_SAMPLED},
    };
}

/* All there is to tell is told then. */
static void stop(void)
{
    cv_peers_close(bench.peers, bench.loop);
    cv_server_free(bench.asking);
    stop_judge();
    cv_tracer_close(bench.tracer);
    collector_stop(&bench.collector);
}

static void down(void)
{
    collector_down(&bench.collector);
    cv_arena_release(&bench.arena);
}

struct asked {
    struct cv_peer_call call;
    bool done;
};

static void on_answer(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct asked, call.unary)->done = true;
}

static bool is_done(void *arg)
{
    return ((struct asked *)arg)->done;
}

/* The code with which a call ends that so many times in a row is answered with "not now". */
static enum cv_code say(unsigned refusals)
{
    const Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct asked asked = {.done = false};

    atomic_store(&bench.refusals, refusals);
    asked.call.unary.done = on_answer;
    judge_v1_judge_say(
        cv_peer_prepare(cv_peers_find(bench.peers, "judge"), &bench.scope, &asked.call),
        &asked.call.unary, &request);
    assert_true(cv_loop_run_until(bench.loop, is_done, &asked, PATIENCE));
    return asked.call.unary.start.status.code;
}

/* ---- tests ---- */

static const char *attribute(const Opentelemetry__Proto__Trace__V1__Span__Event *event,
                             const char *key)
{
    const char *value =
        collector_attribute(&bench.collector, event->attributes, event->n_attributes, key);

    return value == NULL ? "none" : value;
}

static void is_retry(const Opentelemetry__Proto__Trace__V1__Span__Event *event, const char *number,
                     const char *code, bool transparent)
{
    assert_string_equal(event->name, "retry");
    assert_string_equal(attribute(event, "previous-rpc-attempts"), number);
    assert_string_equal(attribute(event, "rpc.grpc.status_code"), code);
    assert_string_equal(attribute(event, "transparent-retry"), transparent ? "true" : "none");
}

static void each_attempt_that_another_follows_is_an_event_of_the_call(void **state)
{
    static const struct {
        unsigned refusals;
        enum cv_code code;
        size_t retries;
    } CASES[] = {{0, CV_OK, 0}, {1, CV_OK, 1}, {2, CV_OK, 2}, {3, CV_UNAVAILABLE, 2}};
    static const char *const NUMBERS[] = {"1", "2"};

    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        const Opentelemetry__Proto__Trace__V1__Span *span;
        uint64_t last;

        up();
        assert_int_equal(say(CASES[i].refusals), CASES[i].code);
        stop();
        span = collector_span(&bench.collector, CV_SPAN_CLIENT, SAY);
        assert_int_equal(span->n_events, CASES[i].retries);
        assert_int_equal(span->dropped_events_count, 0);
        last = span->end_time_unix_nano - PATIENCE;
        for (size_t k = 0; k < span->n_events; k++) {
            is_retry(span->events[k], NUMBERS[k], "14", false);
            assert_true(span->events[k]->time_unix_nano >= last);
            last = span->events[k]->time_unix_nano;
        }
        assert_true(span->end_time_unix_nano >= last);
        down();
    }
}

/* On its way to the collector's thread a span is copied. */
static void of_many_the_first_are_told_and_the_rest_counted(void **state)
{
    struct cv_span_retry retries[CV_SPAN_RETRIES_MAX];
    const Opentelemetry__Proto__Trace__V1__Span *told;
    struct cv_span span = {
        .kind = CV_SPAN_CLIENT, .retries = retries, .retry_count = CV_SPAN_RETRIES_MAX + 2};
    struct cv_ring ring;

    (void)state;
    memset(&bench, 0, sizeof(bench));
    cv_arena_init(&bench.collector.arena, 1024 * 1024);
    for (unsigned i = 0; i < CV_SPAN_RETRIES_MAX; i++)
        retries[i] = (struct cv_span_retry){
            .at_us = 1000 + i, .code = CV_UNAVAILABLE, .transparent = i == 1};
    assert_true(cv_ring_init(&ring, 64 * 1024));
    assert_true(cv_span_put(&ring, &span));
    memset(retries, 0xff, sizeof(retries));
    told = cv_otlp_span(&bench.collector.arena, cv_ring_peek(&ring));
    cv_ring_drop(&ring);
    cv_ring_free(&ring);
    assert_non_null(told);
    assert_int_equal(told->n_events, CV_SPAN_RETRIES_MAX);
    assert_int_equal(told->dropped_events_count, 2);
    is_retry(told->events[0], "1", "14", false);
    is_retry(told->events[1], "1", "14", true); /* does not count */
    is_retry(told->events[2], "2", "14", false);
    assert_int_equal(told->events[2]->time_unix_nano, 1002000);
    cv_arena_release(&bench.collector.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_attempt_that_another_follows_is_an_event_of_the_call),
        cmocka_unit_test(of_many_the_first_are_told_and_the_rest_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
