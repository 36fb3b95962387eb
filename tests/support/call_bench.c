#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/call_bench.h"

void call_bench_up_at(struct call_bench *bench, const char *address,
                      const struct cv_server_config *server, const struct cv_channel_config *config)
{
    struct cv_channel_config channel = {.backoff_first_ns = CV_NS_PER_MS};
    struct cv_address any;
    struct cv_address bound;

    *bench = (struct call_bench){0};
    cv_arena_init(&bench->arena, 64 * 1024 * 1024);
    bench->scope = (struct cv_scope){.arena = &bench->arena, .deadline_ns = CV_NEVER};
    assert_int_equal(cv_server_new(server, &bench->server).code, CV_OK);
    bench->loop = cv_server_loop(bench->server, 0);
    assert_int_equal(judge_serve(bench->server, &bench->judge).code, CV_OK);
    assert_int_equal(cv_address_parse(address, &any).code, CV_OK);
    assert_int_equal(cv_server_listen(bench->server, &any, &bound).code, CV_OK);
    cv_address_print(&bound, bench->target);
    if (config != NULL)
        channel = *config;
    channel.target = bench->target;
    assert_int_equal(cv_channel_open(bench->loop, &channel, &bench->channel).code, CV_OK);
}

void call_bench_up(struct call_bench *bench, const struct cv_channel_config *config)
{
    call_bench_up_at(bench, "127.0.0.1:0", &(struct cv_server_config){0}, config);
}

void call_bench_set(void *flag)
{
    *(bool *)flag = true;
}

void call_bench_down(struct call_bench *bench)
{
    cv_channel_close(bench->channel, call_bench_set, &bench->channel_closed);
    cv_server_drain(bench->server);
    assert_int_equal(cv_server_run(bench->server).code, CV_OK);
    assert_true(bench->channel_closed);
    assert_int_equal(bench->judge.started, bench->judge.ended);
    cv_server_free(bench->server);
    cv_arena_release(&bench->arena);
}

void said_done(struct cv_unary *op)
{
    struct said *said = CV_CONTAINER_OF(op, struct said, op);

    assert_false(said->done);
    said->done = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

void call_bench_await(struct call_bench *bench, bool *flag)
{
    assert_true(cv_loop_run_until(bench->loop, is_set, flag, PATIENCE));
}

void call_bench_submit(struct call_bench *bench, struct said *said,
                       const Judge__V1__SayRequest *request)
{
    said->done = false;
    if (said->op.start.scope == NULL)
        said->op.start.scope = &bench->scope;
    said->op.done = said_done;
    judge_v1_judge_say(bench->channel, &said->op, request);
    assert_false(said->done);
}

void call_bench_say(struct call_bench *bench, struct said *said,
                    const Judge__V1__SayRequest *request)
{
    call_bench_submit(bench, said, request);
    call_bench_await(bench, &said->done);
}
