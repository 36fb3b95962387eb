#include "foreign_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define OPTIONS_MAX 8

const char *foreign_program;

/* ---- up and down ---- */

void bench_start_server(struct bench *bench, const char *const *options)
{
    const char *arguments[OPTIONS_MAX + 4] = {foreign_program, "--listen"};
    char address[80] = "127.0.0.1:0";

    if (bench->path[0] != '\0')
        (void)snprintf(address, sizeof(address), "unix:%s", bench->path);
    arguments[2] = address;
    for (size_t i = 0; options != NULL && options[i] != NULL; i++) {
        assert_in_range(i, 0, OPTIONS_MAX - 1);
        arguments[3 + i] = options[i];
    }
    child_start(&bench->server, arguments);
}

void bench_open(struct bench *bench, const struct cv_channel_config *config)
{
    cv_arena_init(&bench->arena, 256 * 1024 * 1024);
    bench->scope = (struct cv_scope){.arena = &bench->arena, .deadline_ns = CV_NEVER};
    assert_int_equal(cv_loop_new(&bench->loop).code, CV_OK);
    assert_int_equal(cv_channel_open(bench->loop, config, &bench->channel).code, CV_OK);
}

void bench_up(struct bench *bench, const char *const *options)
{
    *bench = (struct bench){.path = ""};
    bench_start_server(bench, options);
    bench_open(bench, &(struct cv_channel_config){.target = bench->server.address});
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

static void on_closed(void *arg)
{
    *(bool *)arg = true;
}

void bench_close(struct bench *bench)
{
    bool closed = false;

    cv_channel_close(bench->channel, on_closed, &closed);
    assert_true(cv_loop_run_until(bench->loop, is_set, &closed, PATIENCE));
    cv_loop_free(bench->loop);
    cv_arena_release(&bench->arena);
}

void bench_down(struct bench *bench)
{
    bench_close(bench);
    child_ask(&bench->server);
    assert_int_equal(child_wait(&bench->server), 0);
}

char *bench_text(const char *text)
{
    return (char *)(uintptr_t)text;
}

/* ---- a unary call ---- */

static void said_done(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct said, op)->done = true;
}

void said_call(struct bench *bench, struct said *said)
{
    said->op.done = said_done;
    said->done = false;
    cv_unary_submit(bench->channel, &said->op);
}

void said_submit(struct bench *bench, struct said *said, const Judge__V1__SayRequest *request)
{
    if (said->op.start.scope == NULL)
        said->op.start.scope = &bench->scope;
    said->op.done = said_done;
    said->done = false;
    judge_v1_judge_say(bench->channel, &said->op, request);
    assert_false(said->done);
}

void said_wait(struct bench *bench, struct said *said)
{
    assert_true(cv_loop_run_until(bench->loop, is_set, &said->done, PATIENCE));
}

void bench_say(struct bench *bench, struct said *said, const Judge__V1__SayRequest *request)
{
    said_submit(bench, said, request);
    said_wait(bench, said);
}

Judge__V1__TallyResponse bench_tally(struct bench *bench)
{
    const Judge__V1__TallyRequest request = JUDGE__V1__TALLY_REQUEST__INIT;
    struct said said = {.op = {.start = {.scope = &bench->scope}, .done = said_done}};

    judge_v1_judge_tally(bench->channel, &said.op, &request);
    said_wait(bench, &said);
    assert_int_equal(said.op.start.status.code, CV_OK);
    return *judge_v1_judge_tally_response(&said.op);
}

void bench_until(struct bench *bench, tally_due *due, void *arg)
{
    uint64_t end = cv_clock_ns() + PATIENCE;
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    Judge__V1__TallyResponse tally = bench_tally(bench);

    request.delay_ms = 5; /* the server makes the round trip last */
    while (!due(&tally, arg)) {
        struct said said = {.done = false};

        assert_true(cv_clock_ns() < end);
        bench_say(bench, &said, &request);
        tally = bench_tally(bench);
    }
}

/* ---- streams ---- */

static void stream_done(struct cv_start *start)
{
    CV_CONTAINER_OF(start, struct stream, start)->done = true;
}

static void stream_sent(struct cv_send *op)
{
    struct stream *stream = CV_CONTAINER_OF(op, struct stream, send);

    stream->unanswered = false;
    if (cv_ok(op->status))
        stream_send(stream);
}

static void stream_received(struct cv_receive *op)
{
    struct stream *stream = CV_CONTAINER_OF(op, struct stream, receive);

    if (!cv_ok(op->status) || op->message == NULL)
        return;
    stream->received++;
    if (op->message->descriptor == &judge__v1__number__descriptor)
        stream->sum += ((const Judge__V1__Number *)op->message)->value;
    else
        stream->sum += ((const Judge__V1__Total *)op->message)->sum;
    stream_receive(stream);
}

void stream_init(struct bench *bench, struct stream *stream, int64_t to_send, size_t padding)
{
    *stream = (struct stream){.to_send = to_send, .padding = padding};
    stream->start.scope = &bench->scope;
    stream->start.done = stream_done;
    stream->receive.done = stream_received;
    stream->send.done = stream_sent;
    stream->bytes = cv_arena_zalloc(&bench->arena, padding + 1);
    assert_non_null(stream->bytes);
}

void stream_send(struct stream *stream)
{
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;

    if (stream->sent == stream->to_send) {
        cv_call_close_send(stream->start.call);
        return;
    }
    number.value = ++stream->sent;
    number.padding.len = stream->padding;
    number.padding.data = stream->bytes;
    stream->unanswered = true;
    cv_call_send(stream->start.call, &stream->send, &number.base);
}

void stream_receive(struct stream *stream)
{
    cv_call_receive(stream->start.call, &stream->receive);
}

void stream_wait(struct bench *bench, struct stream *stream)
{
    assert_true(cv_loop_run_until(bench->loop, is_set, &stream->done, PATIENCE));
}
