#include "support/raw_end.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define PIPE_BYTES (64 * 1024)
#define PATIENCE   (20 * CV_NS_PER_S)

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

void raw_clock(void)
{
    static const struct cv_clock CLOCK = {made_up_ns, utc_us};

    cv_clock_set(&CLOCK);
}

static void turn(struct cv_task *task)
{
    struct raw_end *end = CV_CONTAINER_OF(task, struct raw_end, turn);

    if (--end->turns > 0)
        cv_loop_defer(end->loop, &end->turn); /* so the loop does not sleep */
}

static bool turned(void *arg)
{
    return ((struct raw_end *)arg)->turns == 0;
}

void raw_settle(struct raw_end *end)
{
    end->turns = 20;
    end->turn.run = turn;
    cv_loop_defer(end->loop, &end->turn);
    assert_true(cv_loop_run_until(end->loop, turned, end, PATIENCE));
}

void raw_pass(struct raw_end *end, uint64_t ns)
{
    ahead_ns += ns;
    cv_timers_run(cv_loop_timers(end->loop), cv_clock_ns());
    raw_settle(end);
}

void raw_wait(struct raw_end *end, uint64_t ns)
{
    for (uint64_t passed = 0; passed < ns; passed += CV_NS_PER_S)
        raw_pass(end, CV_NS_PER_S);
}

/* ---- the connection ---- */

static void on_read(void *owner, const uint8_t *bytes, size_t len)
{
    cv_buf_add(&((struct raw_end *)owner)->in, bytes, len);
}

static void on_drained(void *owner)
{
    (void)owner;
}

static void on_ended(void *owner)
{
    cv_stream_close(((struct raw_end *)owner)->stream);
}

static void on_closed(void *owner, struct cv_status reason)
{
    (void)reason;
    ((struct raw_end *)owner)->closed = true;
}

void raw_own(struct raw_end *end, struct cv_stream *stream)
{
    static const struct cv_stream_events EVENTS = {on_read, on_drained, on_ended, on_closed};

    cv_buf_init(&end->in, SIZE_MAX);
    end->stream = stream;
    end->closed = false;
    cv_stream_own(stream, &EVENTS, end);
}

void raw_close(struct raw_end *end)
{
    if (!end->closed)
        cv_stream_close(end->stream);
    cv_buf_free(&end->in);
}

void raw_server_up(struct raw_end *end, const struct cv_server_config *config)
{
    const struct cv_server_config plain = {.threads = 1};
    struct cv_stream *ends[2];

    raw_clock();
    *end = (struct raw_end){0};
    assert_int_equal(cv_server_new(config == NULL ? &plain : config, &end->server).code, CV_OK);
    end->loop = cv_server_loop(end->server, 0);
    assert_int_equal(judge_serve(end->server, &end->judge).code, CV_OK);
    assert_int_equal(cv_stream_pair(end->loop, PIPE_BYTES, ends).code, CV_OK);
    raw_own(end, ends[0]);
    cv_server_serve(end->server, ends[1]);
    cv_stream_write(end->stream, (const uint8_t *)WIRE_MAGIC, WIRE_MAGIC_LEN);
    raw_frame(end, WIRE_SETTINGS, 0, 0, "", 0);
    raw_settle(end);
}

void raw_server_down(struct raw_end *end)
{
    raw_close(end);
    cv_server_drain(end->server);
    assert_int_equal(cv_server_run(end->server).code, CV_OK);
    assert_int_equal(end->judge.started, end->judge.ended);
    cv_server_free(end->server);
    cv_clock_set(NULL);
}

/* ---- frames ---- */

void raw_frame(struct raw_end *end, unsigned type, unsigned flags, unsigned stream,
               const void *payload, size_t len)
{
    struct cv_buf frame;

    cv_buf_init(&frame, len + 9);
    wire_frame(&frame, type, flags, stream, (struct cv_slice){payload, len});
    cv_stream_write(end->stream, frame.at, frame.len);
    cv_buf_free(&frame);
}

void raw_headers(struct raw_end *end, unsigned flags, unsigned stream, const char *path)
{
    struct cv_buf block;

    cv_buf_init(&block, 4096);
    wire_field_text(&block, ":method", "POST");
    wire_field_text(&block, ":scheme", "http");
    wire_field_text(&block, ":path", path);
    wire_field_text(&block, ":authority", "x");
    wire_field_text(&block, "content-type", "application/grpc");
    wire_field_text(&block, "te", "trailers");
    raw_frame(end, WIRE_HEADERS, flags, stream, block.at, block.len);
    cv_buf_free(&block);
}

static unsigned stream_of(const uint8_t *head)
{
    return (unsigned)head[5] << 24 | (unsigned)head[6] << 16 | (unsigned)head[7] << 8 | head[8];
}

bool raw_find(const struct raw_end *end, unsigned type, unsigned flags, unsigned stream,
              unsigned nth, struct cv_slice *payload, unsigned *place)
{
    const uint8_t *at = end->in.at;
    size_t left = end->in.len;
    unsigned count = 0;

    if (left >= WIRE_MAGIC_LEN && memcmp(at, WIRE_MAGIC, WIRE_MAGIC_LEN) == 0) {
        at += WIRE_MAGIC_LEN;
        left -= WIRE_MAGIC_LEN;
    }
    for (; left >= 9; count++) {
        size_t len = (size_t)at[0] << 16 | (size_t)at[1] << 8 | at[2];

        if (len + 9 > left)
            return false;
        if (at[3] == type && (at[4] & flags) == flags && stream_of(at) == stream && nth-- == 0) {
            *payload = (struct cv_slice){at + 9, len};
            if (place != NULL)
                *place = count;
            return true;
        }
        at += len + 9;
        left -= len + 9;
    }
    return false;
}

bool raw_said(const struct raw_end *end, unsigned type, unsigned flags, unsigned stream)
{
    struct cv_slice payload;

    return raw_find(end, type, flags, stream, 0, &payload, NULL);
}
