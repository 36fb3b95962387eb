/* How servers that are not ours end a call: at its deadline, or before the client has sent all. */
#include "base/arena.h"
#include "judge/v1/judge.caravan.h"
#include "support/raw_end.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define PIPE_BYTES (64 * 1024)
#define CANCEL     8
#define S          CV_NS_PER_S

/* ---- time that only we move on, and no timer sees ---- */

static uint64_t now_ns;

static uint64_t made_up_ns(void)
{
    return now_ns;
}

static int64_t utc_us(void)
{
    return 0;
}

/* ---- a channel of ours, and a server by hand ---- */

struct bench {
    struct raw_end server;
    struct cv_channel *channel;
    struct cv_arena arena;
    struct cv_scope scope;
    bool channel_closed;
};

static struct cv_stream *dial(void *arg, const struct cv_address *address)
{
    struct bench *bench = arg;
    struct cv_stream *ends[2];

    (void)address;
    assert_int_equal(cv_stream_pair(bench->server.loop, PIPE_BYTES, ends).code, CV_OK);
    raw_own(&bench->server, ends[1]);
    raw_frame(&bench->server, WIRE_SETTINGS, 0, 0, "", 0);
    return ends[0];
}

static void up(struct bench *bench)
{
    static const struct cv_clock clock = {made_up_ns, utc_us};
    struct cv_channel_config config = {.target = "x:1", .dial = dial, .dial_arg = bench};

    *bench = (struct bench){.channel_closed = false};
    now_ns = 1000 * S;
    cv_clock_set(&clock);
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
    assert_true(cv_loop_run_until(bench->server.loop, is_set, &bench->channel_closed, S));
    cv_loop_free(bench->server.loop);
    cv_arena_release(&bench->arena);
    cv_clock_set(NULL);
}

/* ---- at its deadline ---- */

struct said {
    struct cv_unary op;
    bool done;
};

static void on_said(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct said, op)->done = true;
}

/* What becomes of a call of 10 s that the server resets after so many. Timers of a loop are a
 * little late, so that a server that knows the deadline, too, may be the first. */
static enum cv_code reset_after(uint64_t ns)
{
    static const uint8_t code[] = {0, 0, 0, CANCEL};
    const Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {.op = {.done = on_said}};
    struct bench bench;

    up(&bench);
    bench.scope.deadline_ns = now_ns + 10 * S;
    said.op.start.scope = &bench.scope;
    judge_v1_judge_say(bench.channel, &said.op, &request);
    raw_settle(&bench.server);
    assert_true(raw_said(&bench.server, WIRE_HEADERS, 0, 1));
    now_ns += ns;
    raw_frame(&bench.server, WIRE_RST_STREAM, 0, 1, code, sizeof(code));
    raw_settle(&bench.server);
    assert_true(said.done);
    down(&bench);
    return said.op.start.status.code;
}

static void a_reset_before_the_deadline_is_a_cancellation(void **state)
{
    (void)state;
    assert_int_equal(reset_after(10 * S - 1), CV_CANCELLED);
}

static void a_reset_at_the_deadline_is_the_deadline(void **state)
{
    (void)state;
    assert_int_equal(reset_after(10 * S), CV_DEADLINE_EXCEEDED);
}

/* ---- before the client has sent all ---- */

struct upload {
    struct cv_start start;
    struct cv_send send;
    struct cv_receive receive;
    bool done;
};

static void send_more(struct upload *upload)
{
    static uint8_t bytes[10000];
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;

    number.padding.data = bytes;
    number.padding.len = sizeof(bytes);
    cv_call_send(upload->start.call, &upload->send, &number.base);
}

static void on_sent(struct cv_send *op)
{
    if (cv_ok(op->status))
        send_more(CV_CONTAINER_OF(op, struct upload, send));
}

static void on_received(struct cv_receive *op)
{
    assert_null(op->message);
}

static void on_upload_done(struct cv_start *op)
{
    CV_CONTAINER_OF(op, struct upload, start)->done = true;
}

static void answer(struct bench *bench, const char *grpc_status)
{
    struct cv_buf block;

    cv_buf_init(&block, 4096);
    wire_field_text(&block, ":status", "200");
    wire_field_text(&block, "content-type", "application/grpc");
    wire_field_text(&block, "grpc-status", grpc_status);
    raw_frame(&bench->server, WIRE_HEADERS, WIRE_END_HEADERS | WIRE_END_STREAM, 1, block.at,
              block.len);
    cv_buf_free(&block);
}

/* Not every server resets the stream after its trailers, and none reads on: the windows stay shut,
 * and the client would wait for ever to send the rest. */
static void trailers_end_a_call_that_is_still_sending(void **state)
{
    struct upload upload = {.start.done = on_upload_done};
    struct cv_slice reset;
    struct bench bench;

    (void)state;
    up(&bench);
    upload.start.scope = &bench.scope;
    upload.send.done = on_sent;
    upload.receive.done = on_received;
    judge_v1_judge_sum_start(bench.channel, &upload.start);
    send_more(&upload);
    cv_call_receive(upload.start.call, &upload.receive);
    raw_settle(&bench.server);
    assert_true(raw_said(&bench.server, WIRE_DATA, 0, 1));
    answer(&bench, "11");
    raw_settle(&bench.server);
    assert_true(upload.done);
    assert_int_equal(upload.start.status.code, CV_OUT_OF_RANGE);
    assert_true(raw_find(&bench.server, WIRE_RST_STREAM, 0, 1, 0, &reset, NULL));
    assert_memory_equal(reset.at, "\0\0\0\0", 4);
    down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reset_before_the_deadline_is_a_cancellation),
        cmocka_unit_test(a_reset_at_the_deadline_is_the_deadline),
        cmocka_unit_test(trailers_end_a_call_that_is_still_sending),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
