#include "compressed_bench.h"

#include "rpc/compressor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PIPE_BYTES ((size_t)4 * 1024 * 1024) /* never full */

bool bench_is_set(void *flag)
{
    return *(bool *)flag;
}

static void on_channel_closed(void *arg)
{
    *(bool *)arg = true;
}

static struct cv_stream *dial(void *arg, const struct cv_address *address)
{
    struct bench *bench = arg;
    struct cv_stream *ends[2];

    (void)address;
    if (!cv_ok(
            cv_stream_pair(bench->loop, PIPE_BYTES, ends))) /* no memory, as a test would have it */
        return NULL;
    if (bench->to_peer)
        raw_peer_own(&bench->peer, ends[1], false);
    else
        cv_server_serve(bench->server, ends[1]);
    return ends[0];
}

static void up(struct bench *bench, enum cv_encoding usual)
{
    struct cv_server_config config = {.receive_message_max = MESSAGE_MAX, .compression = usual};

    *bench = (struct bench){0};
    cv_arena_init(&bench->arena, 64 * 1024 * 1024);
    bench->scope = (struct cv_scope){.arena = &bench->arena, .deadline_ns = CV_NEVER};
    assert_int_equal(cv_server_new(&config, &bench->server).code, CV_OK);
    bench->loop = cv_server_loop(bench->server, 0);
    assert_int_equal(judge_serve(bench->server, &bench->judge).code, CV_OK);
}

void bench_up_client(struct bench *bench, bool to_peer)
{
    struct cv_channel_config config = {.target = "x:1",
                                       .dial = dial,
                                       .dial_arg = bench,
                                       .receive_message_max = MESSAGE_MAX,
                                       .backoff_first_ns = CV_NS_PER_MS};

    up(bench, CV_IDENTITY);
    bench->to_peer = to_peer;
    assert_int_equal(cv_channel_open(bench->loop, &config, &bench->channel).code, CV_OK);
}

void bench_up_server(struct bench *bench, enum cv_encoding usual)
{
    struct cv_stream *ends[2];

    up(bench, usual);
    assert_int_equal(cv_stream_pair(bench->loop, PIPE_BYTES, ends).code, CV_OK);
    raw_peer_own(&bench->peer, ends[0], true);
    cv_server_serve(bench->server, ends[1]);
    assert_true(cv_loop_run_until(bench->loop, bench_is_set, &bench->peer.settled, PATIENCE));
}

void bench_down(struct bench *bench)
{
    if (bench->channel != NULL)
        cv_channel_close(bench->channel, on_channel_closed, &bench->channel_closed);
    if (bench->peer.stream != NULL && !bench->peer.closed)
        cv_stream_close(bench->peer.stream);
    cv_server_drain(bench->server);
    assert_int_equal(cv_server_run(bench->server).code, CV_OK);
    assert_int_equal(bench->judge.started, bench->judge.ended);
    if (bench->peer.stream != NULL)
        raw_peer_free(&bench->peer);
    cv_server_free(bench->server);
    cv_compressor_free(&bench->compressor);
    cv_arena_release(&bench->arena);
}

struct cv_slice bench_packed_of(struct bench *bench, enum cv_encoding encoding,
                                struct cv_slice plain)
{
    size_t cap = cv_compress_bound(plain.len);
    uint8_t *at = cv_arena_alloc(&bench->arena, cap);

    if (encoding == CV_IDENTITY)
        return plain;
    return (struct cv_slice){at, cv_compress(&bench->compressor, encoding, plain, at, cap)};
}

/* A SayRequest or SayResponse whose text is so long that the message takes `len` bytes. */
struct cv_slice bench_say_bytes(struct bench *bench, size_t len)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    size_t text = len < 2 ? 0 : len - 2;
    uint8_t *at = cv_arena_alloc(&bench->arena, len + 16);

    do {
        request.text = cv_arena_zalloc(&bench->arena, text + 1);
        memset(request.text, 'x', text);
    } while (judge__v1__say_request__get_packed_size(&request) > len && text-- > 0);
    return (struct cv_slice){at, judge__v1__say_request__pack(&request, at)};
}

void bench_request(struct bench *bench, uint32_t id, const char *path, const char *fields)
{
    struct cv_buf block;
    const char *at = fields;

    cv_buf_init(&block, 4096);
    wire_field_text(&block, ":method", "POST");
    wire_field_text(&block, ":scheme", "http");
    wire_field_text(&block, ":path", path);
    wire_field_text(&block, ":authority", "x");
    wire_field_text(&block, "content-type", "application/grpc");
    wire_field_text(&block, "te", "trailers");
    while (*at != '\0') { /* "name: value\n" each */
        char name[64];
        char value[64];

        assert_int_equal(sscanf(at, "%63[^:]: %63[^\n]\n", name, value), 2);
        wire_field_text(&block, name, value);
        at = strchr(at, '\n') + 1;
    }
    raw_peer_frame(&bench->peer, WIRE_HEADERS, WIRE_END_HEADERS, id,
                   (struct cv_slice){block.at, block.len});
    cv_buf_free(&block);
}

static bool has_ended(void *arg)
{
    const struct raw_stream *stream = arg;

    return stream->ended || stream->reset;
}

void bench_await_answer(struct bench *bench, uint32_t id)
{
    assert_true(
        cv_loop_run_until(bench->loop, has_ended, raw_peer_stream(&bench->peer, id), PATIENCE));
}

static void said_done(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct said, op)->done = true;
}

void bench_submit(struct bench *bench, struct said *said, enum cv_encoding encoding, char *text)
{
    Judge__V1__SayRequest message = JUDGE__V1__SAY_REQUEST__INIT;

    message.text = text;
    said->done = false;
    said->op.start.scope = &bench->scope;
    said->op.start.compression = encoding;
    said->op.done = said_done;
    judge_v1_judge_say(bench->channel, &said->op, &message);
}

void bench_await(struct bench *bench, struct said *said)
{
    assert_true(cv_loop_run_until(bench->loop, bench_is_set, &said->done, PATIENCE));
}
