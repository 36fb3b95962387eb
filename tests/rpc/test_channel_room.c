/* How many calls a connection carries, by the SETTINGS of a server that changes its mind. */
#include "base/arena.h"
#include "judge/v1/judge.caravan.h"
#include "support/raw_end.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define CALLS 300

struct bench {
    struct raw_end server;
    bool limitless;
    struct cv_channel *channel;
    struct cv_arena arena;
    struct cv_scope scope;
    struct cv_unary ops[CALLS];
    unsigned done;
    bool channel_closed;
};

/* SETTINGS_MAX_CONCURRENT_STREAMS */
static void allow(struct raw_end *server, uint8_t streams)
{
    const uint8_t payload[] = {0, 3, 0, 0, 0, streams};

    raw_frame(server, WIRE_SETTINGS, 0, 0, payload, sizeof(payload));
}

static struct cv_stream *dial(void *arg, const struct cv_address *address)
{
    struct bench *bench = arg;
    struct cv_stream *ends[2];

    (void)address;
    assert_null(bench->server.stream);
    assert_int_equal(cv_stream_pair(bench->server.loop, 65536, ends).code, CV_OK);
    raw_own(&bench->server, ends[1]);
    if (bench->limitless)
        raw_frame(&bench->server, WIRE_SETTINGS, 0, 0, "", 0);
    else
        allow(&bench->server, 2);
    return ends[0];
}

static void on_done(struct cv_unary *op)
{
    CV_CONTAINER_OF(op->start.scope, struct bench, scope)->done++;
}

/* How many requests have come. */
static unsigned begun(const struct bench *bench)
{
    unsigned count = 0;

    for (unsigned i = 0; i < CALLS; i++)
        count += raw_said(&bench->server, WIRE_HEADERS, 0, 2 * i + 1) ? 1 : 0;
    return count;
}

/* The server refuses the `nth` request: the shortest answer. */
static void answer(struct bench *bench, unsigned nth)
{
    static const uint8_t cancel[] = {0, 0, 0, 8};

    raw_frame(&bench->server, WIRE_RST_STREAM, 0, 2 * nth + 1, cancel, sizeof(cancel));
    raw_settle(&bench->server);
}

static void on_channel_closed(void *arg)
{
    *(bool *)arg = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

static void up(struct bench *bench)
{
    const struct cv_channel_config config = {.target = "x:1", .dial = dial, .dial_arg = bench};

    raw_clock();
    cv_arena_init(&bench->arena, 8 * 1024 * 1024);
    bench->scope = (struct cv_scope){.arena = &bench->arena, .deadline_ns = CV_NEVER};
    assert_int_equal(cv_loop_new(&bench->server.loop).code, CV_OK);
    assert_int_equal(cv_channel_open(bench->server.loop, &config, &bench->channel).code, CV_OK);
}

static void say(struct bench *bench, unsigned count)
{
    static const Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;

    for (unsigned i = 0; i < count; i++) {
        bench->ops[i] = (struct cv_unary){.start.scope = &bench->scope, .done = on_done};
        judge_v1_judge_say(bench->channel, &bench->ops[i], &request);
    }
    raw_settle(&bench->server);
}

static void down(struct bench *bench)
{
    cv_channel_close(bench->channel, on_channel_closed, &bench->channel_closed);
    raw_close(&bench->server);
    assert_true(
        cv_loop_run_until(bench->server.loop, is_set, &bench->channel_closed, 20 * CV_NS_PER_S));
    cv_loop_free(bench->server.loop);
    cv_arena_release(&bench->arena);
    cv_clock_set(NULL);
}

static void a_limit_that_moves_is_kept(void **state)
{
    struct bench bench = {.done = 0};

    (void)state;
    up(&bench);
    say(&bench, 6);
    assert_int_equal(begun(&bench), 2);
    allow(&bench.server, 4);
    raw_settle(&bench.server);
    assert_int_equal(begun(&bench), 4);
    allow(&bench.server, 1); /* those under way go on, no other begins */
    raw_settle(&bench.server);
    for (unsigned i = 0; i < 3; i++)
        answer(&bench, i);
    assert_int_equal(bench.done, 3);
    assert_int_equal(begun(&bench), 4);
    answer(&bench, 3);
    assert_int_equal(begun(&bench), 5);
    allow(&bench.server, 0);
    raw_settle(&bench.server);
    answer(&bench, 4);
    assert_int_equal(begun(&bench), 5);
    allow(&bench.server, 1);
    raw_settle(&bench.server);
    assert_int_equal(begun(&bench), 6);
    down(&bench);
    assert_int_equal(bench.done, 6);
}

static void a_server_that_names_no_limit_has_none(void **state)
{
    struct bench bench = {.limitless = true};

    (void)state;
    up(&bench);
    say(&bench, CALLS);
    assert_int_equal(begun(&bench), CALLS);
    down(&bench);
    assert_int_equal(bench.done, CALLS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_limit_that_moves_is_kept),
        cmocka_unit_test(a_server_that_names_no_limit_has_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
