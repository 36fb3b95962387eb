/* The table of headers that both ends of a connection keep: what a call has of its own pushes out
 * of it nothing that is the same in every call. */
#include "base/arena.h"
#include "base/clock.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "support/scripted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CALLS 300 /* whose deadlines and traces would fill the table many times */
#define FIRST 2   /* from this one on the table is as it stays */

struct bench {
    struct scripted server;
    size_t header_bytes[CALLS];
};

static struct scripted_answer answer(void *arg, const struct scripted_call *call)
{
    struct bench *bench = arg;

    assert_true(call->number < CALLS);
    assert_true(call->timeout_ns > 0);
    bench->header_bytes[call->number] = call->header_bytes;
    return (struct scripted_answer){.act = SCRIPTED_OK};
}

struct asked {
    struct cv_unary op;
    bool done;
};

static void done(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct asked, op)->done = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

static void on_closed(void *arg)
{
    *(bool *)arg = true;
}

/* With a deadline and a trace of its own. */
static void ask(struct cv_loop *loop, struct cv_channel *channel, unsigned number)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_arena arena;
    struct cv_scope scope = {.arena = &arena,
                             .deadline_ns = cv_clock_ns() + (100000 + number) * CV_NS_PER_US};
    struct cv_metadata metadata = {0};
    struct asked asked = {.op = {.start = {.scope = &scope, .metadata = &metadata}, .done = done}};
    char trace[64];
    int len = snprintf(trace, sizeof(trace), "00-%032x-%016x-01", 77777 * (number + 1), number + 1);

    cv_arena_init(&arena, 1024 * 1024);
    assert_int_equal(cv_metadata_add(&metadata, &arena, "traceparent", trace, (size_t)len).code,
                     CV_OK);
    judge_v1_judge_say(channel, &asked.op, &request);
    assert_true(scripted_run(loop, is_set, &asked.done, CV_NS_PER_S));
    assert_int_equal(asked.op.start.status.code, CV_OK);
    cv_arena_release(&arena);
}

static void a_deadline_and_a_trace_push_nothing_out(void **state)
{
    struct bench bench = {.server = {.answer = answer}};
    struct cv_channel_config config = {
        .target = "x:1", .dial = scripted_dial, .dial_arg = &bench.server};
    struct cv_channel *channel;
    bool closed = false;

    (void)state;
    scripted_clock();
    bench.server.arg = &bench;
    assert_int_equal(cv_loop_new(&bench.server.loop).code, CV_OK);
    assert_int_equal(cv_channel_open(bench.server.loop, &config, &channel).code, CV_OK);
    for (unsigned i = 0; i < CALLS; i++)
        ask(bench.server.loop, channel, i);
    for (unsigned i = FIRST + 1; i < CALLS; i++)
        assert_in_range(bench.header_bytes[i], 1, bench.header_bytes[FIRST] + 8);
    cv_channel_close(channel, on_closed, &closed);
    assert_true(scripted_run(bench.server.loop, is_set, &closed, CV_NS_PER_S));
    cv_loop_stop(bench.server.loop);
    cv_loop_run(bench.server.loop);
    cv_loop_free(bench.server.loop);
    cv_clock_set(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deadline_and_a_trace_push_nothing_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
