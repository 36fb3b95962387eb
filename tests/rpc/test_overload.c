/* A server that refuses early, through the wire: handlers tell how long their work waited, and the
 * clock goes on as the test says. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "bench/v1/echo.caravan.h"
#include "net/stream.h"
#include "rpc/limits.h"
#include "support/call_bench.h"

#define CALLS 200u

struct front {
    struct call_bench
        judge; /* its server is the one that refuses; what is asked of it never waits */
    struct cv_channel *channel;
    struct cv_call *begun[CALLS]; /* handlers that wait to be ended */
    unsigned count;
    bool channel_closed;
};

struct echoed {
    struct cv_unary op;
    bool done;
};

static struct front front;
static struct echoed calls[CALLS];
static uint64_t now_ns;
static bool stands; /* else the clock goes on a little each time it is read */

static uint64_t made_up_ns(void)
{
    return stands ? now_ns : (now_ns += CV_NS_PER_US);
}

static int64_t made_up_us(void)
{
    return (int64_t)(now_ns / 1000);
}

static void echo(struct cv_call *call, void *state, const Bench__V1__Scan *request)
{
    (void)state;
    (void)request;
    assert_true(front.count < CALLS);
    front.begun[front.count++] = call;
}

static void pour(struct cv_call *call, void *state)
{
    (void)state;
    cv_call_finish(call, cv_status(CV_UNIMPLEMENTED, NULL, "not here"));
}

static void up(bool refuse_early)
{
    static const struct cv_clock CLOCK = {made_up_ns, made_up_us};
    static const struct bench_v1_echo_echo_method METHOD = {echo, 0};
    static const struct bench_v1_echo_pour_method POUR = {pour, 0};
    const struct bench_v1_echo_handlers handlers = {.echo = &METHOD, .pour = &POUR};
    const struct cv_server_config server = {.refuse_early = refuse_early};
    struct cv_channel_config config = {0};

    memset(&front, 0, sizeof(front));
    memset(calls, 0, sizeof(calls));
    now_ns = CV_NS_PER_S;
    stands = false;
    cv_clock_set(&CLOCK);
    call_bench_up_at(&front.judge, "127.0.0.1:0", &server, NULL);
    assert_int_equal(bench_v1_echo_serve(front.judge.server, &handlers, NULL).code, CV_OK);
    config.target = front.judge.target;
    assert_int_equal(cv_channel_open(front.judge.loop, &config, &front.channel).code, CV_OK);
}

static void down(void)
{
    cv_channel_close(front.channel, call_bench_set, &front.channel_closed);
    call_bench_down(&front.judge);
    assert_true(front.channel_closed);
    cv_clock_set(NULL);
}

static void echo_done(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct echoed, op)->done = true;
}

static unsigned answered(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < CALLS; i++)
        count += calls[i].done;
    return count;
}

/* Each of them has reached its handler or has its answer. */
static bool all_seen(void *arg)
{
    return front.count + answered() == *(const unsigned *)arg;
}

static bool all_answered(void *arg)
{
    return answered() == *(const unsigned *)arg;
}

static bool has_begun(void *arg)
{
    (void)arg;
    return front.count > 0;
}

static void submit_with(unsigned count, char *note)
{
    Bench__V1__Scan scan = BENCH__V1__SCAN__INIT;

    scan.note = note;
    for (unsigned i = 0; i < count; i++) {
        calls[i] = (struct echoed){
            .op = {.start.scope = &front.judge.scope, .done = echo_done},
        };
        bench_v1_echo_echo(front.channel, &calls[i].op, &scan);
    }
    assert_true(cv_loop_run_until(front.judge.loop, all_seen, &count, PATIENCE));
}

static void submit(unsigned count)
{
    char none[] = "";

    submit_with(count, none);
}

/* End the handlers that have begun: their work waited so long. */
static void end_all(unsigned count, uint64_t waited_ns)
{
    Bench__V1__Scan scan = BENCH__V1__SCAN__INIT;

    now_ns += CV_LIMITER_WINDOW_NS;
    while (front.count > 0) {
        struct cv_call *call = front.begun[--front.count];

        cv_call_waited(call, 1, waited_ns);
        bench_v1_echo_echo_reply(call, &scan);
    }
    assert_true(cv_loop_run_until(front.judge.loop, all_answered, &count, PATIENCE));
}

static unsigned refused(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < CALLS; i++)
        count += calls[i].done && calls[i].op.start.status.code == CV_UNAVAILABLE;
    return count;
}

static void overload(void)
{
    for (unsigned i = 0; i < 30; i++) {
        submit(CALLS);
        end_all(CALLS, 20 * CV_NS_PER_MS);
    }
}

static void calls_that_would_wait_are_refused_and_nothing_is_done(void **state)
{
    (void)state;
    up(true);
    overload();
    submit(CALLS);
    assert_in_range(front.count, CV_LIMITER_FEW, 2 * CV_LIMITER_FEW);
    assert_int_equal(refused(), CALLS - front.count);
    for (unsigned i = 0; i < CALLS; i++) {
        if (!calls[i].done)
            continue;
        assert_int_equal(calls[i].op.start.status.code, CV_UNAVAILABLE);
        assert_non_null(strstr(calls[i].op.start.status.message, "nothing was done"));
    }
    end_all(CALLS, 0);
    down();
}

/* Its own policy would wait for a thousand seconds. */
static void who_is_refused_is_told_when_to_come_again(void **state)
{
    static const char RETRIES[] =
        "{\"methodConfig\": [{\"name\": [{\"service\": \"bench.v1.Echo\"}], \"retryPolicy\": "
        "{\"maxAttempts\": 2, \"initialBackoff\": \"1000s\", \"maxBackoff\": \"1000s\", "
        "\"backoffMultiplier\": 1, \"retryableStatusCodes\": [\"UNAVAILABLE\"]}}]}";
    struct cv_channel_config config = {.service_config = RETRIES};
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    Bench__V1__Scan scan = BENCH__V1__SCAN__INIT;
    struct echoed patient = {.op = {.start.scope = &front.judge.scope, .done = echo_done}};
    struct cv_channel *channel = NULL;
    struct said said = {0};
    bool closed = false;

    (void)state;
    up(true);
    config.target = front.judge.target;
    assert_int_equal(cv_channel_open(front.judge.loop, &config, &channel).code, CV_OK);
    overload();
    submit(CALLS);
    assert_true(refused() > 0);
    bench_v1_echo_echo(channel, &patient.op, &scan);
    said.op.start.scope = &front.judge.scope;
    said.op.done = said_done;
    judge_v1_judge_say(channel, &said.op, &request); /* behind it on the same connection */
    call_bench_await(&front.judge, &said.done);
    end_all(CALLS, 0);
    assert_false(patient.done);
    now_ns += 400 * CV_NS_PER_MS;
    assert_true(cv_loop_run_until(front.judge.loop, has_begun, NULL, PATIENCE));
    bench_v1_echo_echo_reply(front.begun[--front.count], &scan);
    call_bench_await(&front.judge, &patient.done);
    assert_int_equal(patient.op.start.status.code, CV_OK);
    cv_channel_close(channel, call_bench_set, &closed);
    down();
    assert_true(closed);
}

static void what_waits_nowhere_is_answered_all_the_while(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {0};

    (void)state;
    up(true);
    overload();
    submit(CALLS);
    assert_true(refused() > 0);
    call_bench_say(&front.judge, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    end_all(CALLS, 0);
    down();
}

/* More than the window of their connection: were what follows a refused header block kept, or its
 * window not given back, the last ones would wait for ever. */
static void what_follows_a_refusal_is_thrown_away(void **state)
{
    static char note[120 * 1024];

    (void)state;
    memset(note, 'n', sizeof(note) - 1);
    up(true);
    overload();
    submit_with(CALLS, note);
    assert_in_range(refused(), 1, CALLS - CV_LIMITER_FEW);
    assert_int_equal(front.count + refused(), CALLS);
    for (unsigned i = 0; i < front.count; i++)
        assert_true(cv_call_request_bytes(front.begun[i]).len > sizeof(note) - 1);
    end_all(CALLS, 0);
    assert_int_equal(answered(), CALLS);
    down();
}

/* Who comes again at once is heard a moment later; others are not kept waiting for it. */
static void a_connection_rests_after_a_refusal_and_others_do_not(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    Bench__V1__Scan scan = BENCH__V1__SCAN__INIT;
    struct echoed once = {.op = {.start.scope = &front.judge.scope, .done = echo_done}};
    struct echoed again = {.op = {.start.scope = &front.judge.scope, .done = echo_done}};
    struct said said = {0};

    (void)state;
    up(true);
    overload();
    submit(CALLS);
    assert_true(refused() > 0);
    now_ns += CV_REST_MOST_NS;
    bench_v1_echo_echo(front.channel, &once.op, &scan);
    stands = true;
    call_bench_await(&front.judge, &once.done);
    assert_int_equal(once.op.start.status.code, CV_UNAVAILABLE);
    bench_v1_echo_echo(front.channel, &again.op, &scan);
    for (unsigned i = 0; i < 10; i++) {
        call_bench_say(&front.judge, &said, &request);
        assert_int_equal(said.op.start.status.code, CV_OK);
        assert_false(again.done);
    }
    stands = false;
    call_bench_await(&front.judge, &again.done);
    assert_int_equal(again.op.start.status.code, CV_UNAVAILABLE);
    end_all(CALLS, 0);
    down();
}

static void when_nobody_waits_any_more_all_are_let_in_again(void **state)
{
    (void)state;
    up(true);
    overload();
    for (unsigned i = 0; i < 20; i++) {
        submit(CALLS);
        end_all(CALLS, 0);
    }
    submit(CALLS);
    assert_int_equal(front.count, CALLS);
    end_all(CALLS, 0);
    down();
}

static void a_server_that_was_not_told_to_refuses_nobody(void **state)
{
    (void)state;
    up(false);
    overload();
    submit(CALLS);
    assert_int_equal(front.count, CALLS);
    end_all(CALLS, 0);
    down();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_that_would_wait_are_refused_and_nothing_is_done),
        cmocka_unit_test(who_is_refused_is_told_when_to_come_again),
        cmocka_unit_test(what_waits_nowhere_is_answered_all_the_while),
        cmocka_unit_test(what_follows_a_refusal_is_thrown_away),
        cmocka_unit_test(a_connection_rests_after_a_refusal_and_others_do_not),
        cmocka_unit_test(when_nobody_waits_any_more_all_are_let_in_again),
        cmocka_unit_test(a_server_that_was_not_told_to_refuses_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
