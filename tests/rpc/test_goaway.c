/* A call that waits to be written in the very turn in which the server's GOAWAY is read. */
#include "base/arena.h"
#include "base/clock.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "net/stream.h"
#include "support/judge.h"
#include "support/scripted.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define PATIENCE (20 * CV_NS_PER_S)

struct bench {
    struct cv_server *server;
    struct cv_loop *loop;
    struct cv_channel *channel;
    struct judge judge;
    struct cv_arena arena;
    struct cv_scope scope;
    struct cv_task before; /* runs in the turn in which the server writes its GOAWAY */
    struct cv_task call;   /* runs in the turn in which the client reads it, before that */
    struct scripted other; /* server, where the second connection goes */
    bool dialled;
    struct cv_unary op;
    bool done;
    bool channel_closed;
};

static struct cv_stream *dial(void *arg, const struct cv_address *address)
{
    struct bench *bench = arg;
    struct cv_stream *ends[2];

    if (bench->dialled)
        return scripted_dial(&bench->other, address);
    bench->dialled = true;
    assert_int_equal(cv_stream_pair(bench->loop, 65536, ends).code, CV_OK);
    cv_server_serve(bench->server, ends[1]);
    return ends[0];
}

static struct scripted_answer answer(void *arg, const struct scripted_call *call)
{
    (void)arg;
    (void)call;
    return (struct scripted_answer){.act = SCRIPTED_OK};
}

static void on_channel_closed(void *arg)
{
    *(bool *)arg = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

static void on_done(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct bench, op)->done = true;
}

static void say(struct bench *bench)
{
    static const Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;

    bench->op = (struct cv_unary){.start.scope = &bench->scope, .done = on_done};
    bench->done = false;
    judge_v1_judge_say(bench->channel, &bench->op, &request);
}

static void run_call(struct cv_task *task)
{
    say(CV_CONTAINER_OF(task, struct bench, call));
}

static void run_before(struct cv_task *task)
{
    struct bench *bench = CV_CONTAINER_OF(task, struct bench, before);

    cv_loop_defer(bench->loop, &bench->call);
}

static void on_drain(void *arg, struct cv_loop *loop)
{
    struct bench *bench = arg;

    cv_loop_defer(loop, &bench->before);
}

static void a_call_that_meets_the_goaway_goes_elsewhere(void **state)
{
    const struct cv_server_config server = {.threads = 1};
    struct bench bench = {.before.run = run_before, .call.run = run_call};
    struct cv_channel_config channel = {.target = "x:1", .dial = dial, .dial_arg = &bench};

    (void)state;
    cv_arena_init(&bench.arena, 1024 * 1024);
    bench.scope = (struct cv_scope){.arena = &bench.arena, .deadline_ns = CV_NEVER};
    assert_int_equal(cv_server_new(&server, &bench.server).code, CV_OK);
    bench.loop = cv_server_loop(bench.server, 0);
    bench.other = (struct scripted){.loop = bench.loop, .answer = answer};
    assert_int_equal(judge_serve(bench.server, &bench.judge).code, CV_OK);
    assert_int_equal(cv_channel_open(bench.loop, &channel, &bench.channel).code, CV_OK);
    cv_server_on_drain(bench.server, on_drain, &bench);
    say(&bench); /* makes the connection */
    assert_true(cv_loop_run_until(bench.loop, is_set, &bench.done, PATIENCE));
    assert_int_equal(bench.op.start.status.code, CV_OK);

    cv_server_drain(bench.server);
    bench.done = false;
    assert_true(cv_loop_run_until(bench.loop, is_set, &bench.done, PATIENCE));
    assert_int_equal(bench.op.start.status.code, CV_OK);
    assert_int_equal(bench.other.calls, 1);

    cv_channel_close(bench.channel, on_channel_closed, &bench.channel_closed);
    assert_int_equal(cv_server_run(bench.server).code, CV_OK);
    assert_true(bench.channel_closed);
    cv_server_free(bench.server);
    cv_arena_release(&bench.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_that_meets_the_goaway_goes_elsewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
