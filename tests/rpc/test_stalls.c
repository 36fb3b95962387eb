/* A client that keeps the server waiting, byte by byte in made-up time. */
#include "base/buf.h"
#include "base/clock.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "net/stream.h"
#include "rpc/limits.h"
#include "support/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define PIPE_BYTES (64 * 1024)
#define PATIENCE   (20 * CV_NS_PER_S)

enum {
    DATA = 0,
    HEADERS = 1,
    RST_STREAM = 3,
    SETTINGS = 4,
    GOAWAY = 7,
    END_STREAM = 1,
    END_HEADERS = 4
};

/* ---- time ---- */

static uint64_t ahead_ns;

static uint64_t made_up_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * CV_NS_PER_S + (uint64_t)now.tv_nsec + ahead_ns;
}

static int64_t utc_us(void)
{
    return 0;
}

/* ---- a server and, on the other end of a pipe, whatever bytes we like ---- */

struct bench {
    struct cv_server *server;
    struct cv_loop *loop;
    struct judge judge;
    struct cv_stream *stream;
    struct cv_buf in; /* what the server has said */
    struct cv_task turn;
    unsigned turns;
    bool closed;
};

static void on_read(void *owner, const uint8_t *bytes, size_t len)
{
    cv_buf_add(&((struct bench *)owner)->in, bytes, len);
}

static void on_drained(void *owner)
{
    (void)owner;
}

static void on_ended(void *owner)
{
    cv_stream_close(((struct bench *)owner)->stream);
}

static void on_closed(void *owner, struct cv_status reason)
{
    (void)reason;
    ((struct bench *)owner)->closed = true;
}

static void turn(struct cv_task *task)
{
    struct bench *bench = CV_CONTAINER_OF(task, struct bench, turn);

    if (--bench->turns > 0)
        cv_loop_defer(bench->loop, &bench->turn); /* so the loop does not sleep */
}

static bool turned(void *arg)
{
    return ((struct bench *)arg)->turns == 0;
}

/* Let what is ready run. */
static void settle(struct bench *bench)
{
    bench->turns = 20;
    bench->turn.run = turn;
    cv_loop_defer(bench->loop, &bench->turn);
    assert_true(cv_loop_run_until(bench->loop, turned, bench, PATIENCE));
}

/* So much time goes by, as slowly as the server looks. */
static void wait_ns(struct bench *bench, uint64_t ns)
{
    for (uint64_t passed = 0; passed < ns; passed += CV_NS_PER_S) {
        ahead_ns += CV_NS_PER_S;
        cv_timers_run(cv_loop_timers(bench->loop), cv_clock_ns());
        settle(bench);
    }
}

static void frame(struct bench *bench, unsigned type, unsigned flags, unsigned stream,
                  const void *payload, size_t len)
{
    uint8_t head[9] = {(uint8_t)(len >> 16), (uint8_t)(len >> 8), (uint8_t)len, (uint8_t)type,
                       (uint8_t)flags};

    head[8] = (uint8_t)stream;
    cv_stream_write(bench->stream, head, sizeof(head));
    cv_stream_write(bench->stream, payload, len);
}

/* HPACK, every field as a literal that is not indexed. */
static void field(struct cv_buf *block, const char *name, const char *value)
{
    uint8_t lens[2] = {(uint8_t)strlen(name), (uint8_t)strlen(value)};

    cv_buf_add(block, "", 1);
    cv_buf_add(block, &lens[0], 1);
    cv_buf_add_text(block, name);
    cv_buf_add(block, &lens[1], 1);
    cv_buf_add_text(block, value);
}

static void headers(struct bench *bench, unsigned flags, unsigned stream, const char *path)
{
    struct cv_buf block;

    cv_buf_init(&block, 4096);
    field(&block, ":method", "POST");
    field(&block, ":scheme", "http");
    field(&block, ":path", path);
    field(&block, ":authority", "x");
    field(&block, "content-type", "application/grpc");
    field(&block, "te", "trailers");
    frame(bench, HEADERS, flags, stream, block.at, block.len);
    cv_buf_free(&block);
}

static void up(struct bench *bench)
{
    static const struct cv_clock CLOCK = {made_up_ns, utc_us};
    static const struct cv_stream_events EVENTS = {on_read, on_drained, on_ended, on_closed};
    struct cv_server_config config = {.threads = 1};
    struct cv_stream *ends[2];

    cv_clock_set(&CLOCK);
    *bench = (struct bench){0};
    cv_buf_init(&bench->in, SIZE_MAX);
    assert_int_equal(cv_server_new(&config, &bench->server).code, CV_OK);
    bench->loop = cv_server_loop(bench->server, 0);
    assert_int_equal(judge_serve(bench->server, &bench->judge).code, CV_OK);
    assert_int_equal(cv_stream_pair(bench->loop, PIPE_BYTES, ends).code, CV_OK);
    bench->stream = ends[0];
    cv_stream_own(bench->stream, &EVENTS, bench);
    cv_server_serve(bench->server, ends[1]);
    cv_stream_write(bench->stream, (const uint8_t *)"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 24);
    frame(bench, SETTINGS, 0, 0, "", 0);
    settle(bench);
}

static void down(struct bench *bench)
{
    if (!bench->closed)
        cv_stream_close(bench->stream);
    cv_server_drain(bench->server);
    assert_int_equal(cv_server_run(bench->server).code, CV_OK);
    assert_int_equal(bench->judge.started, bench->judge.ended);
    cv_server_free(bench->server);
    cv_buf_free(&bench->in);
    cv_clock_set(NULL);
}

/* Has the server said a frame of this type with (at least) these flags on this stream? */
static bool said(const struct bench *bench, unsigned type, unsigned flags, unsigned stream)
{
    const uint8_t *at = bench->in.at;
    size_t left = bench->in.len;

    while (left >= 9) {
        size_t len = (size_t)at[0] << 16 | (size_t)at[1] << 8 | at[2];

        if (at[3] == type && (at[4] & flags) == flags && at[8] == stream)
            return true;
        if (len + 9 > left)
            return false;
        at += len + 9;
        left -= len + 9;
    }
    return false;
}

/* ---- tests ---- */

static void a_header_block_without_end_closes_the_connection(void **state)
{
    struct bench bench;

    (void)state;
    up(&bench);
    headers(&bench, END_STREAM, 1, "/judge.v1.Judge/Say");
    settle(&bench);
    wait_ns(&bench, CV_BLOCK_NS);
    assert_false(said(&bench, GOAWAY, 0, 0));
    wait_ns(&bench, 2 * CV_WATCH_NS);
    assert_true(said(&bench, GOAWAY, 0, 0));
    assert_true(bench.closed);
    down(&bench);
}

static void a_refused_header_block_has_ended(void **state)
{
    struct cv_buf block;
    struct bench bench;

    up(&bench);
    headers(&bench, END_HEADERS, 1, "/judge.v1.Judge/Sum"); /* keeps the watch going */
    cv_buf_init(&block, 4096);
    field(&block, ":method", "POST");
    if (*state == NULL)
        field(&block, "Upper", "x"); /* else without a path; nghttp2 resets either */
    frame(&bench, HEADERS, END_HEADERS | END_STREAM, 3, block.at, block.len);
    cv_buf_free(&block);
    settle(&bench);
    assert_true(said(&bench, RST_STREAM, 0, 3));
    wait_ns(&bench, 10 * CV_WATCH_NS);
    assert_false(said(&bench, GOAWAY, 0, 0));
    assert_false(bench.closed);
    down(&bench);
}

static void a_request_that_does_not_come_ends_the_call(void **state)
{
    static const uint8_t half[] = {0, 0, 0, 0, 100, 10};
    struct bench bench;

    (void)state;
    up(&bench);
    headers(&bench, END_HEADERS, 1, "/judge.v1.Judge/Say");
    headers(&bench, END_HEADERS, 3, "/judge.v1.Judge/Say");
    frame(&bench, DATA, 0, 3, half, sizeof(half));
    headers(&bench, END_HEADERS, 5, "/judge.v1.Judge/Sum");
    frame(&bench, DATA, 0, 5, half, sizeof(half));
    settle(&bench);
    wait_ns(&bench, CV_STALL_NS);
    for (unsigned stream = 1; stream <= 5; stream += 2)
        assert_false(said(&bench, HEADERS, END_STREAM, stream));
    wait_ns(&bench, 2 * CV_WATCH_NS);
    for (unsigned stream = 1; stream <= 5; stream += 2)
        assert_true(said(&bench, HEADERS, END_STREAM, stream));
    assert_false(bench.closed);
    down(&bench);
}

/* Each message is whole in time. And whoever has said a whole one may think as long as he likes. */
static void a_slow_stream_lives(void **state)
{
    static const uint8_t whole[] = {0, 0, 0, 0, 2, 8, 1};
    struct bench bench;

    (void)state;
    up(&bench);
    headers(&bench, END_HEADERS, 1, "/judge.v1.Judge/Sum");
    frame(&bench, DATA, 0, 1, whole, sizeof(whole) - 1); /* one byte is missing for a while */
    for (unsigned i = 0; i < 3; i++) {
        settle(&bench);
        wait_ns(&bench, CV_STALL_NS - CV_WATCH_NS);
        frame(&bench, DATA, 0, 1, whole + sizeof(whole) - 1, 1);
        if (i < 2)
            frame(&bench, DATA, 0, 1, whole, sizeof(whole) - 1);
    }
    settle(&bench);
    wait_ns(&bench, 2 * CV_STALL_NS);
    assert_false(said(&bench, HEADERS, 0, 1));
    frame(&bench, DATA, END_STREAM, 1, "", 0);
    settle(&bench);
    assert_true(said(&bench, HEADERS, END_STREAM, 1));
    assert_false(said(&bench, RST_STREAM, 0, 1));
    assert_int_equal(bench.judge.received, 3);
    down(&bench);
}

/* The window of the stream is shut: the answer is kept for a while, but not for ever. */
static void an_answer_nobody_makes_room_for_is_dropped(void **state)
{
    static const uint8_t window[] = {0, 4, 0, 0, 0, 0}; /* INITIAL_WINDOW_SIZE 0 */
    static const uint8_t say[] = {0, 0, 0, 0, 3, 10, 1, 'a'};
    struct bench bench;

    (void)state;
    up(&bench);
    frame(&bench, SETTINGS, 0, 0, window, sizeof(window));
    headers(&bench, END_HEADERS, 1, "/judge.v1.Judge/Say");
    frame(&bench, DATA, END_STREAM, 1, say, sizeof(say));
    settle(&bench);
    assert_true(said(&bench, HEADERS, END_HEADERS, 1));
    wait_ns(&bench, CV_STALL_NS);
    assert_false(said(&bench, RST_STREAM, 0, 1));
    wait_ns(&bench, 2 * CV_WATCH_NS);
    assert_true(said(&bench, RST_STREAM, 0, 1));
    assert_false(bench.closed);
    down(&bench);
}

/* The socket itself is full. */
static void a_peer_that_reads_nothing_is_left(void **state)
{
    static const uint8_t count[] = {0, 0, 0, 0, 6, 8, 100, 16, 0xa0, 0x8d, 6}; /* 100 of 100,000 */
    struct bench bench;

    (void)state;
    up(&bench);
    headers(&bench, END_HEADERS, 1, "/judge.v1.Judge/Count");
    cv_stream_pause(bench.stream);
    frame(&bench, DATA, END_STREAM, 1, count, sizeof(count));
    settle(&bench);
    wait_ns(&bench, CV_STALL_NS);
    assert_int_equal(bench.judge.ended, 0);
    wait_ns(&bench, 3 * CV_WATCH_NS);
    assert_int_equal(bench.judge.ended, 1);
    cv_stream_resume(bench.stream);
    settle(&bench);
    assert_true(bench.closed);
    down(&bench);
}

int main(void)
{
    static char without_path[] = "without path";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_block_without_end_closes_the_connection),
        cmocka_unit_test(a_refused_header_block_has_ended),
        cmocka_unit_test_prestate(a_refused_header_block_has_ended, without_path),
        cmocka_unit_test(a_request_that_does_not_come_ends_the_call),
        cmocka_unit_test(a_slow_stream_lives),
        cmocka_unit_test(an_answer_nobody_makes_room_for_is_dropped),
        cmocka_unit_test(a_peer_that_reads_nothing_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
