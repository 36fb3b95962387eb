/* A handler that asks another service: what becomes of its call when nobody waits any more.
 *
 * The front answers a scan when the judge behind it has said something; it uses the scope of its
 * own call for that and does nothing else about time and cancelling. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "bench/v1/echo.caravan.h"
#include "net/stream.h"
#include "support/call_bench.h"

struct front {
    struct call_bench judge; /* behind; its loop is the one of all */
    struct cv_channel *channel;
    unsigned delay_ms;  /* how long the judge takes */
    bool leaves;        /* the handler ends without waiting for it */
    enum cv_code heard; /* what the handler heard of the judge */
    unsigned answered;  /* times */
    bool channel_closed;
};

static struct front front;

struct asking {
    struct cv_call *call;
    struct cv_unary op;
};

static void asked(struct cv_unary *op)
{
    struct asking *asking = CV_CONTAINER_OF(op, struct asking, op);
    Bench__V1__Scan scan = BENCH__V1__SCAN__INIT;

    front.heard = op->start.status.code;
    front.answered++;
    if (front.leaves)
        return;
    if (cv_ok(op->start.status))
        bench_v1_echo_echo_reply(asking->call, &scan);
    else
        cv_call_finish(asking->call, op->start.status);
}

static void echo(struct cv_call *call, void *state, const Bench__V1__Scan *request)
{
    struct asking *asking = state;
    Judge__V1__SayRequest say = JUDGE__V1__SAY_REQUEST__INIT;

    (void)request;
    asking->call = call;
    asking->op.start.scope = cv_call_scope(call);
    asking->op.done = asked;
    say.delay_ms = front.delay_ms;
    say.heed = true;
    judge_v1_judge_say(front.judge.channel, &asking->op, &say);
    if (front.leaves)
        cv_call_finish(call, cv_status(CV_ABORTED, NULL, "I do not wait"));
}

static void pour(struct cv_call *call, void *state)
{
    (void)state;
    cv_call_finish(call, cv_status(CV_UNIMPLEMENTED, NULL, "not here"));
}

static struct cv_stream *dial(void *arg, const struct cv_address *address)
{
    struct cv_stream *ends[2];

    (void)arg;
    (void)address;
    assert_int_equal(cv_stream_pair(front.judge.loop, 65536, ends).code, CV_OK);
    cv_server_serve(front.judge.server, ends[0]);
    return ends[1];
}

static void up(void)
{
    static const struct bench_v1_echo_echo_method METHOD = {echo, sizeof(struct asking)};
    static const struct bench_v1_echo_pour_method POUR = {pour, 0};
    const struct bench_v1_echo_handlers handlers = {.echo = &METHOD, .pour = &POUR};
    struct cv_channel_config config = {.target = "pair:1", .dial = dial};

    memset(&front, 0, sizeof(front));
    call_bench_up(&front.judge, NULL);
    assert_int_equal(bench_v1_echo_serve(front.judge.server, &handlers, NULL).code, CV_OK);
    assert_int_equal(cv_channel_open(front.judge.loop, &config, &front.channel).code, CV_OK);
}

static void on_closed(void *arg)
{
    *(bool *)arg = true;
}

static void down(void)
{
    cv_channel_close(front.channel, on_closed, &front.channel_closed);
    call_bench_down(&front.judge);
    assert_true(front.channel_closed);
}

struct echoed {
    struct cv_unary op;
    bool done;
};

static void echo_done(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct echoed, op)->done = true;
}

static void submit(struct echoed *echoed, const struct cv_scope *scope)
{
    Bench__V1__Scan scan = BENCH__V1__SCAN__INIT;

    echoed->op.start.scope = scope;
    echoed->op.done = echo_done;
    bench_v1_echo_echo(front.channel, &echoed->op, &scan);
}

static bool judge_began(void *arg)
{
    (void)arg;
    return front.judge.judge.started > 0;
}

static bool was_answered(void *arg)
{
    (void)arg;
    return front.answered > 0;
}

static void an_answer_comes_through(void **state)
{
    struct echoed echoed = {0};

    (void)state;
    up();
    submit(&echoed, &front.judge.scope);
    call_bench_await(&front.judge, &echoed.done);
    assert_int_equal(echoed.op.start.status.code, CV_OK);
    assert_int_equal(front.heard, CV_OK);
    down();
}

static void a_cancelled_call_cancels_what_it_asked_for(void **state)
{
    struct echoed echoed = {0};

    (void)state;
    up();
    front.delay_ms = 60 * 1000;
    submit(&echoed, &front.judge.scope);
    assert_true(cv_loop_run_until(front.judge.loop, judge_began, NULL, PATIENCE));
    cv_call_cancel(echoed.op.start.call);
    assert_true(cv_loop_run_until(front.judge.loop, was_answered, NULL, PATIENCE));
    assert_int_equal(front.heard, CV_CANCELLED);
    down();
    assert_int_equal(front.judge.judge.cancelled, 1); /* the judge was told, too */
}

static void a_deadline_holds_for_what_it_asked_for(void **state)
{
    struct cv_scope scope;
    struct echoed echoed = {0};

    (void)state;
    up();
    front.delay_ms = 60 * 1000;
    scope = front.judge.scope;
    scope.deadline_ns = cv_clock_ns() + 50 * CV_NS_PER_MS;
    submit(&echoed, &scope);
    assert_true(cv_loop_run_until(front.judge.loop, was_answered, NULL, PATIENCE));
    assert_true(front.heard == CV_DEADLINE_EXCEEDED || front.heard == CV_CANCELLED);
    call_bench_await(&front.judge, &echoed.done);
    assert_int_equal(echoed.op.start.status.code, CV_DEADLINE_EXCEEDED);
    down();
}

static void a_handler_that_does_not_wait_takes_it_along(void **state)
{
    struct echoed echoed = {0};

    (void)state;
    up();
    front.delay_ms = 60 * 1000;
    front.leaves = true;
    submit(&echoed, &front.judge.scope);
    call_bench_await(&front.judge, &echoed.done);
    assert_int_equal(echoed.op.start.status.code, CV_ABORTED);
    assert_true(cv_loop_run_until(front.judge.loop, was_answered, NULL, PATIENCE));
    assert_int_equal(front.heard, CV_CANCELLED);
    down();
    assert_int_equal(front.answered, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_comes_through),
        cmocka_unit_test(a_cancelled_call_cancels_what_it_asked_for),
        cmocka_unit_test(a_deadline_holds_for_what_it_asked_for),
        cmocka_unit_test(a_handler_that_does_not_wait_takes_it_along),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
