/* How long a channel keeps a connection, with a silent server and one that finds PINGs too many;
 * and how long a stream. */
#include "base/arena.h"
#include "judge/v1/judge.caravan.h"
#include "support/raw_end.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define S CV_NS_PER_S

struct bench {
    struct raw_end server; /* of the newest connection */
    struct cv_channel *channel;
    struct cv_arena arena;
    struct cv_scope scope;
    struct cv_unary op;
    bool done;
    bool channel_closed;
    bool shut; /* the server gives no window for requests */
};

static struct cv_stream *dial(void *arg, const struct cv_address *address)
{
    struct bench *bench = arg;
    struct cv_stream *ends[2];

    (void)address;
    if (bench->server.stream != NULL)
        raw_close(&bench->server);
    assert_int_equal(cv_stream_pair(bench->server.loop, 65536, ends).code, CV_OK);
    raw_own(&bench->server, ends[1]);
    raw_frame(&bench->server, WIRE_SETTINGS, 0, 0, "\0\4\0\0\0\0", bench->shut ? 6 : 0);
    return ends[0];
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
    raw_settle(&bench->server);
}

static void up(struct bench *bench, struct cv_keepalive keepalive)
{
    struct cv_channel_config config = {
        .target = "x:1", .dial = dial, .dial_arg = bench, .keepalive = keepalive};

    *bench = (struct bench){0};
    raw_clock();
    cv_arena_init(&bench->arena, 1024 * 1024);
    bench->scope = (struct cv_scope){.arena = &bench->arena, .deadline_ns = CV_NEVER};
    assert_int_equal(cv_loop_new(&bench->server.loop).code, CV_OK);
    assert_int_equal(cv_channel_open(bench->server.loop, &config, &bench->channel).code, CV_OK);
}

static void on_channel_closed(void *arg)
{
    *(bool *)arg = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
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

static bool pinged(struct bench *bench)
{
    return raw_said(&bench->server, WIRE_PING, 0, 0);
}

static void a_silent_server_is_asked_and_left(void **state)
{
    struct bench bench;

    (void)state;
    up(&bench, (struct cv_keepalive){.time_ns = S}); /* which counts as 10 s */
    say(&bench);
    raw_pass(&bench.server, 9 * S);
    assert_false(pinged(&bench));
    raw_pass(&bench.server, 2 * S);
    assert_true(pinged(&bench));
    raw_pass(&bench.server, 19 * S);
    assert_false(bench.done);
    raw_pass(&bench.server, 2 * S);
    assert_true(bench.done);
    assert_int_equal(bench.op.start.status.code, CV_UNAVAILABLE);
    assert_string_equal(bench.op.start.status.message, "the peer did not answer a keepalive PING");
    down(&bench);
}

static void by_default_nobody_is_asked(void **state)
{
    struct bench bench;

    (void)state;
    up(&bench, (struct cv_keepalive){0});
    say(&bench);
    raw_pass(&bench.server, 24 * 3600 * S);
    assert_false(pinged(&bench));
    assert_false(bench.done);
    down(&bench);
}

static void without_calls_nobody_is_asked(void **state)
{
    const bool permitted = *state != NULL;
    struct bench bench;

    up(&bench, (struct cv_keepalive){.time_ns = 10 * S, .without_calls = permitted});
    say(&bench);
    raw_frame(&bench.server, WIRE_RST_STREAM, 0, 1, "\0\0\0\2", 4);
    raw_settle(&bench.server);
    assert_true(bench.done);
    raw_pass(&bench.server, 15 * S);
    assert_int_equal(pinged(&bench), permitted);
    if (!permitted) {
        say(&bench);
        raw_pass(&bench.server, 11 * S);
        assert_true(pinged(&bench));
    }
    down(&bench);
}

static void too_many_pings_double_the_time_of_the_next_connection(void **state)
{
    static const uint8_t goaway[] = "\0\0\0\1\0\0\0\13too_many_pings";
    struct bench bench;

    (void)state;
    up(&bench, (struct cv_keepalive){.time_ns = 10 * S});
    for (uint64_t time = 10 * S; time <= 40 * S; time *= 2) {
        say(&bench);
        raw_pass(&bench.server, time - S);
        assert_false(pinged(&bench));
        raw_pass(&bench.server, 2 * S);
        assert_true(pinged(&bench));
        raw_frame(&bench.server, WIRE_GOAWAY, 0, 0, goaway, sizeof(goaway) - 1);
        raw_frame(&bench.server, WIRE_RST_STREAM, 0, 1, "\0\0\0\2", 4);
        raw_settle(&bench.server);
        assert_true(bench.done);
        assert_int_equal(bench.op.start.status.code, CV_INTERNAL);
    }
    down(&bench);
}

/* Many servers do not reset the stream when they answer before they have read the request. */
static void an_early_answer_ends_the_call_and_the_stream(void **state)
{
    struct cv_slice reset;
    struct cv_buf block;
    struct bench bench;

    (void)state;
    up(&bench, (struct cv_keepalive){0});
    bench.shut = true;
    say(&bench);
    assert_false(raw_said(&bench.server, WIRE_DATA, 0, 1));
    cv_buf_init(&block, 4096);
    wire_field_text(&block, ":status", "200");
    wire_field_text(&block, "content-type", "application/grpc");
    wire_field_text(&block, "grpc-status", "5");
    raw_frame(&bench.server, WIRE_HEADERS, WIRE_END_HEADERS | WIRE_END_STREAM, 1, block.at,
              block.len);
    cv_buf_free(&block);
    raw_settle(&bench.server);
    assert_true(bench.done);
    assert_int_equal(bench.op.start.status.code, CV_NOT_FOUND);
    assert_true(raw_find(&bench.server, WIRE_RST_STREAM, 0, 1, 0, &reset, NULL));
    assert_memory_equal(reset.at, "\0\0\0\0", 4);
    assert_false(raw_said(&bench.server, WIRE_DATA, 0, 1));
    down(&bench);
}

/* ---- messages that nobody has taken when the call ends ---- */

struct counting {
    struct cv_start start;
    struct cv_send send;
    struct cv_receive receive;
    unsigned received;
    bool ended;
};

static void on_sent(struct cv_send *op)
{
    (void)op;
}

static void on_received(struct cv_receive *op)
{
    struct counting *counting = CV_CONTAINER_OF(op, struct counting, receive);

    if (!cv_ok(op->status) || op->message == NULL)
        return;
    counting->received++;
    cv_call_receive(counting->start.call, op);
}

static void on_ended(struct cv_start *op)
{
    CV_CONTAINER_OF(op, struct counting, start)->ended = true;
}

static void answer_block(struct bench *bench, unsigned flags, const char *name, const char *value)
{
    struct cv_buf block;

    cv_buf_init(&block, 4096);
    if ((flags & WIRE_END_STREAM) == 0)
        wire_field_text(&block, ":status", "200");
    wire_field_text(&block, name, value);
    raw_frame(&bench->server, WIRE_HEADERS, WIRE_END_HEADERS | flags, 1, block.at, block.len);
    cv_buf_free(&block);
}

/* Found out when the message before it is taken; by then the server has ended the call. */
static void a_bad_message_behind_a_good_one_ends_an_answered_call(void **state)
{
    static const uint8_t messages[] = {0, 0, 0, 0, 2, 8, 1, /* and one of 1 GiB: */ 0, 64, 0, 0, 0};
    const Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    struct counting counting = {.start.done = on_ended};
    struct bench bench;

    (void)state;
    up(&bench, (struct cv_keepalive){0});
    counting.start.scope = &bench.scope;
    counting.send.done = on_sent;
    counting.receive.done = on_received;
    judge_v1_judge_count_start(bench.channel, &counting.start);
    judge_v1_judge_count_client_send(counting.start.call, &counting.send, &request);
    cv_call_close_send(counting.start.call);
    raw_settle(&bench.server);
    answer_block(&bench, 0, "content-type", "application/grpc");
    raw_frame(&bench.server, WIRE_DATA, 0, 1, messages, sizeof(messages));
    answer_block(&bench, WIRE_END_STREAM, "grpc-status", "0");
    raw_settle(&bench.server);
    assert_false(counting.ended);
    cv_call_receive(counting.start.call, &counting.receive);
    raw_settle(&bench.server);
    assert_true(counting.ended);
    assert_int_equal(counting.received, 1);
    assert_int_equal(counting.start.status.code, CV_RESOURCE_EXHAUSTED);
    down(&bench);
}

int main(void)
{
    static char permitted[] = "permitted";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_silent_server_is_asked_and_left),
        cmocka_unit_test(by_default_nobody_is_asked),
        cmocka_unit_test(without_calls_nobody_is_asked),
        cmocka_unit_test_prestate(without_calls_nobody_is_asked, permitted),
        cmocka_unit_test(too_many_pings_double_the_time_of_the_next_connection),
        cmocka_unit_test(an_early_answer_ends_the_call_and_the_stream),
        cmocka_unit_test(a_bad_message_behind_a_good_one_ends_an_answered_call),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
