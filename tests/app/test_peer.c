/* Asking another program, against the judge on a thread of its own. */
#include "app/peer.h"
#include "app/peers.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/fault.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "net/thread.h"
#include "rpc/interceptor.h"
#include "rpc/server.h"
#include "support/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE (20 * CV_NS_PER_S)

static struct {
    struct cv_server *server;
    struct cv_thread *thread;
    struct judge judge;
    char target[CV_ADDRESS_TEXT_MAX + 16];
    struct cv_loop *loop;
    struct cv_arena arena;
    struct cv_peers *peers;
    atomic_bool cancelled;
    struct cv_scope scope;
} bench;

/* ---- the judge, who says what it was told of the caller ---- */

static void tell(struct cv_interceptor *self, struct cv_call *call, void *state)
{
    const struct cv_metadatum *who = cv_metadata_find(cv_call_metadata(call), "caravan-principal");
    const struct cv_trace *trace = &cv_call_scope(call)->trace;
    char text[128];

    (void)self;
    (void)state;
    (void)snprintf(text, sizeof(text), "%s %02x..%02x %02x..%02x %02x%s%.*s",
                   who == NULL ? "nobody" : (const char *)who->value.at, trace->trace_id[0],
                   trace->trace_id[15], trace->parent_id[0], trace->parent_id[7], trace->flags,
                   trace->state.len > 0 ? " " : "", (int)trace->state.len,
                   (const char *)trace->state.at);
    (void)cv_call_add_header(call, "told", text, strlen(text));
    cv_call_proceed(call, CV_STATUS_OK);
}

static void serve(void *arg)
{
    (void)arg;
    (void)cv_server_run(bench.server);
    cv_arena_thread_done();
}

static void start_judge(void)
{
    static struct cv_interceptor teller = {.begin = tell};
    const struct cv_server_config config = {.drain_grace_ns = CV_NS_PER_MS};
    struct cv_address address;

    memset(&bench.judge, 0, sizeof(bench.judge));
    assert_true(cv_ok(cv_server_new(&config, &bench.server)));
    assert_true(cv_ok(judge_serve(bench.server, &bench.judge)));
    assert_true(cv_ok(cv_server_intercept(bench.server, &teller)));
    assert_true(cv_ok(cv_address_parse(bench.target, &address)));
    assert_true(cv_ok(cv_server_listen(bench.server, &address, &address)));
    assert_true(cv_ok(cv_thread_start(&bench.thread, serve, NULL)));
}

static void stop_judge(void)
{
    cv_server_drain(bench.server);
    cv_thread_join(bench.thread);
    cv_server_free(bench.server);
    bench.server = NULL;
}

/* ---- the program that asks ---- */

static struct cv_status open_peers(void)
{
    const struct cv_peer_config config = {"judge", bench.target};

    return cv_peers_open(&config, 1, &bench.loop, 1, NULL, NULL, &bench.arena, &bench.peers);
}

static int up(void **state)
{
    static const struct cv_principal CLERK = {"clerk", "demo"};

    (void)state;
    memset(&bench, 0, sizeof(bench));
    (void)snprintf(bench.target, sizeof(bench.target), "unix-abstract:caravan-test-peer-%ld",
                   (long)getpid());
    cv_arena_init(&bench.arena, 1024 * 1024);
    assert_true(cv_ok(cv_loop_new(&bench.loop)));
    bench.scope = (struct cv_scope){
        .arena = &bench.arena,
        .deadline_ns = cv_clock_ns() + PATIENCE,
        .cancelled = &bench.cancelled,
        .home = cv_loop_wake(bench.loop),
        .principal = &CLERK,
    };
    return 0;
}

static int down(void **state)
{
    (void)state;
    cv_peers_close(bench.peers, bench.loop);
    cv_peers_close(bench.peers, bench.loop); /* again is fine */
    if (bench.server != NULL)
        stop_judge();
    cv_loop_free(bench.loop);
    cv_arena_release(&bench.arena);
    return 0;
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

static void ask(struct asked *asked, const Judge__V1__SayRequest *request)
{
    memset(asked, 0, sizeof(*asked));
    asked->call.unary.done = on_answer;
    judge_v1_judge_say(
        cv_peer_prepare(cv_peers_find(bench.peers, "judge"), &bench.scope, &asked->call),
        &asked->call.unary, request);
}

static struct cv_status answer(struct asked *asked)
{
    assert_true(cv_loop_run_until(bench.loop, is_done, asked, PATIENCE));
    return cv_peer_status(&asked->call, "nothing was %s", "stored");
}

static struct cv_status say(struct asked *asked, const Judge__V1__SayRequest *request)
{
    ask(asked, request);
    return answer(asked);
}

/* ---- what holds ---- */

static void who_calls_and_the_trace_are_passed_on(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct asked asked;
    const struct cv_metadatum *told;

    (void)state;
    start_judge();
    assert_true(cv_ok(open_peers()));
    bench.scope.trace.trace_id[0] = 0xab;
    bench.scope.trace.trace_id[15] = 0x01;
    bench.scope.trace.parent_id[0] = 0x7f;
    bench.scope.trace.parent_id[7] = 0xe0;
    bench.scope.trace.flags = 1;
    assert_int_equal(say(&asked, &request).code, CV_OK);
    told = cv_metadata_find(&asked.call.unary.start.headers, "told");
    assert_non_null(told);
    assert_string_equal((const char *)told->value.at, "clerk ab..01 7f..e0 01");
    bench.scope.trace.state = (struct cv_slice){(const uint8_t *)"a=1,b=2", 7};
    assert_int_equal(say(&asked, &request).code, CV_OK);
    told = cv_metadata_find(&asked.call.unary.start.headers, "told");
    assert_string_equal((const char *)told->value.at, "clerk ab..01 7f..e0 01 a=1,b=2");
    bench.scope.trace = (struct cv_trace){.state = bench.scope.trace.state}; /* of no trace */
    assert_int_equal(say(&asked, &request).code, CV_OK);
    told = cv_metadata_find(&asked.call.unary.start.headers, "told");
    assert_string_equal((const char *)told->value.at, "clerk 00..00 00..00 00");
}

static void the_deadline_is_passed_on_less_a_twentieth(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct asked asked;

    (void)state;
    start_judge();
    assert_true(cv_ok(open_peers()));
    request.tell_time = true;
    bench.scope.deadline_ns = cv_clock_ns() + 1000 * CV_NS_PER_S;
    assert_int_equal(say(&asked, &request).code, CV_OK);
    assert_in_range(((const Judge__V1__SayResponse *)asked.call.unary.response)->remaining_ms,
                    900 * 1000, 950 * 1000);
    bench.scope.deadline_ns = CV_NEVER;
    assert_int_equal(say(&asked, &request).code, CV_OK);
    assert_in_range(((const Judge__V1__SayResponse *)asked.call.unary.response)->remaining_ms, 1,
                    5000);
}

static void what_a_peer_answers_is_passed_on(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_status status;
    struct asked asked;

    (void)state;
    start_judge();
    assert_true(cv_ok(open_peers()));
    request.code = CV_FAILED_PRECONDITION;
    request.reason = (char[]){"NO_ROOM"};
    request.message = (char[]){"there is no room"};
    status = say(&asked, &request);
    assert_int_equal(status.code, CV_FAILED_PRECONDITION);
    assert_string_equal(status.reason, "NO_ROOM");
    assert_string_equal(status.message, "there is no room");
}

static void a_peer_that_is_slow_is_named(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_status status;
    struct asked asked;

    (void)state;
    start_judge();
    assert_true(cv_ok(open_peers()));
    request.delay_ms = 60 * 1000;
    request.heed = true;
    bench.scope.deadline_ns = cv_clock_ns() + 100 * CV_NS_PER_MS;
    status = say(&asked, &request);
    assert_true(cv_clock_ns() < bench.scope.deadline_ns + CV_NS_PER_S);
    assert_int_equal(status.code, CV_UNAVAILABLE);
    assert_string_equal(status.reason, "PEER_UNAVAILABLE");
    assert_string_equal(status.message,
                        "the judge service does not answer in time, so nothing was stored");
}

static void a_peer_that_is_down_is_named_at_once_and_found_again(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_status status;
    struct asked asked;

    (void)state;
    assert_true(cv_ok(open_peers()));
    bench.scope.deadline_ns = CV_NEVER;
    status = say(&asked, &request);
    assert_int_equal(status.code, CV_UNAVAILABLE);
    assert_string_equal(status.reason, "PEER_UNAVAILABLE");
    assert_string_equal(status.message, "the judge service does not answer, so nothing was stored");
    assert_true(asked.call.scope.deadline_ns > cv_clock_ns() + CV_NS_PER_S); /* long before */
    start_judge();
    for (uint64_t end = cv_clock_ns() + PATIENCE; !cv_ok(status) && cv_clock_ns() < end;)
        status = say(&asked, &request);
    assert_int_equal(status.code, CV_OK);
}

static void a_peer_that_goes_while_it_is_asked_is_named(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_status status;
    struct asked asked;

    (void)state;
    start_judge();
    assert_true(cv_ok(open_peers()));
    assert_int_equal(say(&asked, &request).code, CV_OK);
    request.delay_ms = 60 * 1000;
    request.heed = true;
    ask(&asked, &request);
    (void)cv_loop_run_until(bench.loop, is_done, &asked, 50 * CV_NS_PER_MS);
    stop_judge();
    status = answer(&asked);
    assert_int_equal(status.code, CV_UNAVAILABLE);
    assert_string_equal(status.reason, "PEER_UNAVAILABLE");
}

static void closing_ends_what_is_under_way(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct asked asked;

    (void)state;
    start_judge();
    assert_true(cv_ok(open_peers()));
    request.delay_ms = 60 * 1000;
    request.heed = true;
    ask(&asked, &request);
    cv_peers_close(bench.peers, bench.loop);
    assert_int_equal(answer(&asked).code, CV_UNAVAILABLE);
}

static void peers_that_cannot_be_opened_are_closed_again(void **state)
{
    struct cv_status status;
    unsigned long n = 0;

    (void)state;
    do {
        cv_fault_arm(CV_FAULT_ALLOC, ++n);
        status = open_peers();
        cv_fault_off();
        if (!cv_ok(status)) {
            assert_int_equal(status.code, CV_RESOURCE_EXHAUSTED);
            cv_peers_close(bench.peers, bench.loop);
        }
    } while (!cv_ok(status));
    assert_true(n > 3);
    assert_null(cv_peers_find(bench.peers, "stranger"));
    assert_string_equal(cv_peer_name(cv_peers_find(bench.peers, "judge")), "judge");
}

int main(void)
{
#define PEER_TEST(name) cmocka_unit_test_setup_teardown(name, up, down)
    const struct CMUnitTest tests[] = {
        PEER_TEST(who_calls_and_the_trace_are_passed_on),
        PEER_TEST(the_deadline_is_passed_on_less_a_twentieth),
        PEER_TEST(what_a_peer_answers_is_passed_on),
        PEER_TEST(a_peer_that_is_slow_is_named),
        PEER_TEST(a_peer_that_is_down_is_named_at_once_and_found_again),
        PEER_TEST(a_peer_that_goes_while_it_is_asked_is_named),
        PEER_TEST(closing_ends_what_is_under_way),
        PEER_TEST(peers_that_cannot_be_opened_are_closed_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
