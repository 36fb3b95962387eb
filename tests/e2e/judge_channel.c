/* Our channel walks through the scenario of languages.py, against a server that is there already.
 * usage: judge_channel --target HOST:PORT [--ca FILE --name NAME [--cert FILE --key FILE]]
 *        [--refused] */
#include "judge_channel.h"

#include "net/tls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- messages ---- */

static void unary(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench *bench = *state;
    struct said said = {.done = false};

    request.text = bench_text("\xe6\x97\xa9\xe4\xb8\x8a\xe5\xa5\xbd");
    bench_say(bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    assert_string_equal(judge_v1_judge_say_response(&said.op)->text, request.text);
}

static void empty(void **state)
{
    const Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench *bench = *state;
    struct said said = {.done = false};

    bench_say(bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    assert_string_equal(judge_v1_judge_say_response(&said.op)->text, "");
    assert_int_equal(judge_v1_judge_say_response(&said.op)->padding.len, 0);
}

static void large(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench *bench = *state;
    struct said said = {.done = false};
    const size_t size = 1024 * 1024;

    request.text = cv_arena_zalloc(&bench->arena, size + 1);
    assert_non_null(request.text);
    memset(request.text, 'x', size);
    request.reply_bytes = (uint32_t)size;
    bench_say(bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    assert_string_equal(judge_v1_judge_say_response(&said.op)->text, request.text);
    assert_int_equal(judge_v1_judge_say_response(&said.op)->padding.len, size);
}

static void gzip(void **state)
{
    static char text[20001];
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    const Judge__V1__SayResponse *response;
    struct cv_metadata metadata = {.count = 0};
    struct bench *bench = *state;
    struct said said = {.op = {.start = {.metadata = &metadata, .compression = CV_GZIP}}};

    assert_int_equal(cv_metadata_add_text(&metadata, &bench->arena, "compress", "gzip").code,
                     CV_OK);
    request.text = memset(text, 'x', sizeof(text) - 1);
    request.reply_bytes = 300000;
    bench_say(bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    response = judge_v1_judge_say_response(&said.op);
    assert_string_equal(response->text, text);
    assert_int_equal(response->padding.len, 300000);
    assert_true(said.op.receive.compressed ||
                cv_metadata_find(&said.op.start.headers, "answers-plain") != NULL);
}

static void many(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench *bench = *state;
    struct said said[100] = {{.done = false}};
    const unsigned count = sizeof(said) / sizeof(said[0]);

    for (unsigned i = 0; i < count; i++) {
        request.text = cv_arena_printf(&bench->arena, "%u", i);
        request.delay_ms = i % 7;
        said_submit(bench, &said[i], &request);
    }
    for (unsigned i = 0; i < count; i++) {
        said_wait(bench, &said[i]);
        assert_int_equal(said[i].op.start.status.code, CV_OK);
        assert_int_equal(atoi(judge_v1_judge_say_response(&said[i].op)->text), i);
    }
}

/* ---- streams ---- */

static void client_streaming(void **state)
{
    struct bench *bench = *state;
    struct stream stream;

    stream_init(bench, &stream, 1000, 0);
    judge_v1_judge_sum_start(bench->channel, &stream.start);
    stream_send(&stream);
    stream_receive(&stream);
    stream_wait(bench, &stream);
    assert_int_equal(stream.start.status.code, CV_OK);
    assert_int_equal(stream.received, 1);
    assert_int_equal(stream.sum, 500500);
}

static void count(struct bench *bench, int64_t to, enum cv_code code)
{
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    struct stream stream;

    stream_init(bench, &stream, 0, 0);
    request.to = to;
    request.padding_bytes = 2000;
    request.code = (int32_t)code;
    judge_v1_judge_count_start(bench->channel, &stream.start);
    cv_call_send(stream.start.call, &stream.send, &request.base);
    stream_receive(&stream); /* `sent` closes the sending side once the request is out */
    stream_wait(bench, &stream);
    assert_int_equal(stream.start.status.code, code);
    assert_int_equal(stream.received, to);
    assert_int_equal(stream.sum, to * (to + 1) / 2);
}

static void server_streaming(void **state)
{
    count(*state, 0, CV_OK);
    count(*state, 1000, CV_OK);
}

static void server_streaming_error(void **state)
{
    count(*state, 3, CV_ABORTED);
}

/* A number at a time: the next goes out when the last is answered. */
struct talk {
    struct stream stream;
    int64_t next;
};

static void talk_received(struct cv_receive *op)
{
    struct talk *talk = CV_CONTAINER_OF(op, struct talk, stream.receive);
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;

    if (!cv_ok(op->status) || op->message == NULL)
        return;
    assert_int_equal(judge_v1_judge_chat_client_received(op)->value, 2 * talk->next);
    number.value = ++talk->next;
    if (talk->next < 100)
        judge_v1_judge_chat_client_send(talk->stream.start.call, &talk->stream.send, &number);
    else
        cv_call_close_send(talk->stream.start.call);
    stream_receive(&talk->stream);
}

static void talk_sent(struct cv_send *op)
{
    (void)op;
}

static void bidi_in_step(void **state)
{
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;
    struct bench *bench = *state;
    struct talk talk = {.next = 0};

    stream_init(bench, &talk.stream, 0, 0);
    talk.stream.receive.done = talk_received;
    talk.stream.send.done = talk_sent;
    judge_v1_judge_chat_start(bench->channel, &talk.stream.start);
    judge_v1_judge_chat_client_send(talk.stream.start.call, &talk.stream.send, &number);
    stream_receive(&talk.stream);
    stream_wait(bench, &talk.stream);
    assert_int_equal(talk.stream.start.status.code, CV_OK);
    assert_int_equal(talk.next, 100);
}

static bool all_sent(void *arg)
{
    const struct stream *stream = arg;

    return stream->sent == stream->to_send && !stream->unanswered;
}

static void bidi_at_once(void **state)
{
    struct bench *bench = *state;
    struct stream stream;

    stream_init(bench, &stream, 1000, 0);
    judge_v1_judge_chat_start(bench->channel, &stream.start);
    stream_send(&stream);
    assert_true(cv_loop_run_until(bench->loop, all_sent, &stream, PATIENCE));
    stream_receive(&stream);
    stream_wait(bench, &stream);
    assert_int_equal(stream.start.status.code, CV_OK);
    assert_int_equal(stream.received, 1000);
    assert_int_equal(stream.sum, 1001000);
}

static void half_close_first(void **state)
{
    struct bench *bench = *state;
    struct stream sum;
    struct stream chat;

    stream_init(bench, &sum, 0, 0);
    stream_init(bench, &chat, 0, 0);
    judge_v1_judge_sum_start(bench->channel, &sum.start);
    judge_v1_judge_chat_start(bench->channel, &chat.start);
    stream_send(&sum);
    stream_send(&chat);
    stream_receive(&sum);
    stream_receive(&chat);
    stream_wait(bench, &sum);
    stream_wait(bench, &chat);
    assert_int_equal(sum.start.status.code, CV_OK);
    assert_int_equal(sum.received, 1);
    assert_int_equal(chat.start.status.code, CV_OK);
    assert_int_equal(chat.received, 0);
}

static void server_ends_first(void **state)
{
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;
    struct bench *bench = *state;
    struct stream stream;

    stream_init(bench, &stream, INT64_MAX, 1000); /* until it says its last */
    number.value = -1;
    judge_v1_judge_sum_start(bench->channel, &stream.start);
    judge_v1_judge_sum_client_send(stream.start.call, &stream.send, &number);
    stream_receive(&stream);
    stream_wait(bench, &stream);
    assert_int_equal(stream.start.status.code, CV_OUT_OF_RANGE);
    assert_string_equal(stream.start.status.message, "a negative number");
}

/* ---- metadata ---- */

/* The next entry of `key` after `after` has exactly this value. */
static const struct cv_metadatum *expect(const struct cv_metadatum *after, const char *way,
                                         const char *name, const void *value, size_t len)
{
    char key[32];

    (void)snprintf(key, sizeof(key), "%s%s", way, name);
    while (after != NULL && strcmp((const char *)after->key.at, key) != 0)
        after = after->next;
    if (after == NULL)
        fail_msg("no (more) %s", key);
    assert_int_equal(after->value.len, len);
    assert_memory_equal(after->value.at, value, len);
    return after->next;
}

static void add(struct bench *bench, struct cv_metadata *metadata, const char *way,
                const char *name, const void *value, size_t len)
{
    char key[32];

    (void)snprintf(key, sizeof(key), "%s%s", way, name);
    assert_int_equal(cv_metadata_add(metadata, &bench->arena, key, value, len).code, CV_OK);
}

static const uint8_t *every_byte(void)
{
    static uint8_t every[256];

    for (unsigned i = 0; i < sizeof(every); i++)
        every[i] = (uint8_t)i;
    return every;
}

static const char TEXT[] = "a value; with = signs";

static void add_all(struct bench *bench, struct cv_metadata *metadata, const char *way)
{
    add(bench, metadata, way, "text", TEXT, sizeof(TEXT) - 1);
    add(bench, metadata, way, "twice", "first", 5);
    add(bench, metadata, way, "twice", "second", 6);
    add(bench, metadata, way, "all-bin", every_byte(), 256);
    add(bench, metadata, way, "twice-bin", "\0", 1);
    add(bench, metadata, way, "twice-bin", "\0\xff", 2);
}

static void expect_all(const struct cv_metadata *metadata, const char *way)
{
    const struct cv_metadatum *rest;

    (void)expect(metadata->first, way, "text", TEXT, sizeof(TEXT) - 1);
    rest = expect(metadata->first, way, "twice", "first", 5);
    (void)expect(rest, way, "twice", "second", 6);
    (void)expect(metadata->first, way, "all-bin", every_byte(), 256);
    rest = expect(metadata->first, way, "twice-bin", "\0", 1);
    (void)expect(rest, way, "twice-bin", "\0\xff", 2);
}

static void comes_back(struct bench *bench, enum cv_code code)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_metadata metadata = {.count = 0};
    struct said said = {.done = false};

    add_all(bench, &metadata, "echo-");
    add_all(bench, &metadata, "trail-");
    said.op.start.metadata = &metadata;
    request.code = (int32_t)code;
    bench_say(bench, &said, &request);
    assert_int_equal(said.op.start.status.code, code);
    if (code == CV_OK || said.op.start.headers.count > 0)
        expect_all(&said.op.start.headers, "echo-");
    else /* the whole answer was one block of headers: all of them are trailers */
        expect_all(&said.op.start.trailers, "echo-");
    expect_all(&said.op.start.trailers, "trail-");
}

static void metadata(void **state)
{
    comes_back(*state, CV_OK);
}

static void metadata_with_error(void **state)
{
    comes_back(*state, CV_NOT_FOUND);
}

/* ---- errors ---- */

static void every_code(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench *bench = *state;

    request.message = bench_text("50% \xe5\x85\x83\t\r\n\xf0\x9f\x98\x88");
    for (request.code = 1; request.code < CV_CODE_COUNT; request.code++) {
        struct said said = {.done = false};

        bench_say(bench, &said, &request);
        assert_int_equal(said.op.start.status.code, request.code);
        assert_string_equal(said.op.start.status.message, request.message);
        assert_null(said.op.start.status.reason);
        assert_null(said.op.response);
    }
}

static void details(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench *bench = *state;
    struct said said = {.done = false};

    request.code = CV_INVALID_ARGUMENT;
    request.message = bench_text("no");
    request.reason = bench_text("TOO_MUCH");
    request.field = bench_text("budget.amount");
    bench_say(bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_INVALID_ARGUMENT);
    assert_string_equal(said.op.start.status.message, "no");
    assert_string_equal(said.op.start.status.reason, "TOO_MUCH");
    assert_string_equal(said.op.start.status.field, "budget.amount");
}

static void unimplemented(void **state)
{
    static const char *const paths[] = {"/judge.v1.Judge/None", "/judge.v1.None/Say"};
    const Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_method none = judge_v1_judge_type.methods[0];
    struct bench *bench = *state;

    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        struct said said = {.op = {.start = {.scope = &bench->scope}}};

        none.path = paths[i];
        said.op.start.method = &none;
        said.op.request = &request.base;
        said_call(bench, &said);
        said_wait(bench, &said);
        assert_int_equal(said.op.start.status.code, CV_UNIMPLEMENTED);
    }
}

/* ---- deadlines and cancellation ---- */

struct left {
    Judge__V1__TallyResponse before;
    unsigned calls;
};

/* Some stacks tell a handler that reads a stream only that the stream has ended. */
static bool have_left(const Judge__V1__TallyResponse *now, void *arg)
{
    const struct left *left = arg;

    return now->cancelled + now->expired > left->before.cancelled + left->before.expired &&
           now->started == now->ended;
}

static bool are_running(const Judge__V1__TallyResponse *now, void *arg)
{
    return now->started - now->ended == ((const struct left *)arg)->calls;
}

static struct cv_scope scope_of(const struct bench *bench, uint64_t timeout_ns)
{
    struct cv_scope scope = bench->scope;

    scope.deadline_ns = cv_clock_ns() + timeout_ns;
    return scope;
}

/* Calls with this deadline and waits for its end. */
typedef void expires(struct bench *bench, const struct cv_scope *scope);

/* A deadline that passes before the server has begun with the call tells its handler nothing: the
   next one has twice the time. */
static void learns_of_deadline(struct bench *bench, expires *call)
{
    struct left left = {bench_tally(bench), 1};
    Judge__V1__TallyResponse now = left.before;

    for (uint64_t timeout = 100 * CV_NS_PER_MS; !have_left(&now, &left); timeout *= 2) {
        struct cv_scope scope = scope_of(bench, timeout);
        struct left none = {.calls = 0};

        assert_true(timeout < PATIENCE);
        call(bench, &scope);
        bench_until(bench, are_running, &none);
        now = bench_tally(bench);
    }
}

static void say_expires(struct bench *bench, const struct cv_scope *scope)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {.op = {.start = {.scope = scope}}};

    request.delay_ms = 600 * 1000;
    request.heed = true;
    bench_say(bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_DEADLINE_EXCEEDED);
}

static void deadline(void **state)
{
    learns_of_deadline(*state, say_expires);
}

static void stream_expires(struct bench *bench, const struct cv_scope *scope)
{
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    struct stream stream;

    stream_init(bench, &stream, 0, 0);
    stream.start.scope = scope;
    request.to = INT64_MAX;
    request.padding_bytes = 1000;
    judge_v1_judge_count_start(bench->channel, &stream.start);
    judge_v1_judge_count_client_send(stream.start.call, &stream.send, &request);
    stream_receive(&stream);
    stream_wait(bench, &stream);
    assert_int_equal(stream.start.status.code, CV_DEADLINE_EXCEEDED);
}

static void deadline_of_stream(void **state)
{
    learns_of_deadline(*state, stream_expires);
}

static void deadline_told(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench *bench = *state;
    struct cv_scope scope = scope_of(bench, 20 * CV_NS_PER_S);
    struct said without = {.done = false};
    struct said with = {.op = {.start = {.scope = &scope}}};

    request.tell_time = true;
    bench_say(bench, &without, &request);
    assert_int_equal(without.op.start.status.code, CV_OK);
    assert_int_equal(judge_v1_judge_say_response(&without.op)->remaining_ms, 0);
    bench_say(bench, &with, &request);
    assert_int_equal(with.op.start.status.code, CV_OK);
    assert_in_range(judge_v1_judge_say_response(&with.op)->remaining_ms, 10000, 20000);
}

static void cancel_unary(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench *bench = *state;
    struct left left = {bench_tally(bench), 1};
    struct said said = {.done = false};

    request.delay_ms = 600 * 1000;
    request.heed = true;
    said_submit(bench, &said, &request);
    bench_until(bench, are_running, &left);
    cv_call_cancel(said.op.start.call);
    said_wait(bench, &said);
    assert_int_equal(said.op.start.status.code, CV_CANCELLED);
    bench_until(bench, have_left, &left);
}

static void cancel_streams(void **state)
{
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;
    struct bench *bench = *state;
    struct left left = {bench_tally(bench), 3};
    struct stream streams[3];

    for (unsigned i = 0; i < 3; i++) {
        stream_init(bench, &streams[i], 0, 0);
        streams[i].send.done = talk_sent; /* does not close the sending side */
    }
    request.to = INT64_MAX;
    request.padding_bytes = 1000;
    judge_v1_judge_count_start(bench->channel, &streams[0].start);
    judge_v1_judge_chat_start(bench->channel, &streams[1].start);
    judge_v1_judge_sum_start(bench->channel, &streams[2].start);
    judge_v1_judge_count_client_send(streams[0].start.call, &streams[0].send, &request);
    cv_call_close_send(streams[0].start.call);
    judge_v1_judge_chat_client_send(streams[1].start.call, &streams[1].send, &number);
    judge_v1_judge_sum_client_send(streams[2].start.call, &streams[2].send, &number);
    for (unsigned i = 0; i < 3; i++)
        stream_receive(&streams[i]);
    bench_until(bench, are_running, &left);
    for (unsigned i = 0; i < 3; i++)
        cv_call_cancel(streams[i].start.call);
    for (unsigned i = 0; i < 3; i++) {
        stream_wait(bench, &streams[i]);
        assert_int_equal(streams[i].start.status.code, CV_CANCELLED);
    }
    bench_until(bench, have_left, &left);
}

/* ---- who we are and whom we call ---- */

static void refused(void **state)
{
    const Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench *bench = *state;
    struct said said = {.done = false};

    bench_say(bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_UNAVAILABLE);
}

static struct cv_channel_config config;

static int connect_to(void **state)
{
    static struct bench bench;

    bench = (struct bench){.path = ""};
    bench_open(&bench, &config);
    *state = &bench;
    return 0;
}

static int disconnect(void **state)
{
    bench_close(*state);
    return 0;
}

static const char *next(int argc, char **argv, int *at)
{
    if (*at + 1 >= argc) {
        (void)fprintf(stderr, "%s needs a value\n", argv[*at]);
        exit(2);
    }
    return argv[++*at];
}

/* True: only to see that we are refused. */
static bool read_options(int argc, char **argv, struct cv_tls_files *files)
{
    bool is_refused = false;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--target") == 0)
            config.target = next(argc, argv, &i);
        else if (strcmp(argv[i], "--ca") == 0)
            files->ca = next(argc, argv, &i);
        else if (strcmp(argv[i], "--name") == 0)
            config.server_name = next(argc, argv, &i);
        else if (strcmp(argv[i], "--cert") == 0)
            files->cert = next(argc, argv, &i);
        else if (strcmp(argv[i], "--key") == 0)
            files->key = next(argc, argv, &i);
        else if (strcmp(argv[i], "--refused") == 0)
            is_refused = true;
    }
    return is_refused;
}

#define STEP(step) cmocka_unit_test_setup_teardown(step, connect_to, disconnect)

int main(int argc, char **argv)
{
    const struct CMUnitTest scenario[] = {
        STEP(unary),
        STEP(empty),
        STEP(large),
        STEP(gzip),
        STEP(many),
        STEP(client_streaming),
        STEP(server_streaming),
        STEP(server_streaming_error),
        STEP(bidi_in_step),
        STEP(bidi_at_once),
        STEP(half_close_first),
        STEP(server_ends_first),
        STEP(metadata),
        STEP(metadata_with_error),
        STEP(every_code),
        STEP(details),
        STEP(unimplemented),
        STEP(deadline),
        STEP(deadline_of_stream),
        STEP(deadline_told),
        STEP(cancel_unary),
        STEP(cancel_streams),
        STEP(health),
        STEP(health_watch),
        STEP(reflection),
    };
    const struct CMUnitTest refusal[] = {STEP(refused)};
    struct cv_tls_files files = {.ca = NULL};
    struct cv_arena arena;
    bool is_refused = read_options(argc, argv, &files);
    int failed;

    cv_arena_init(&arena, 64 * 1024);
    if (files.ca != NULL && !cv_ok(cv_tls_client(&files, &arena, &config.tls)))
        return 2;
    failed = is_refused ? cmocka_run_group_tests(refusal, NULL, NULL)
                        : cmocka_run_group_tests(scenario, NULL, NULL);
    cv_tls_free(config.tls);
    cv_arena_release(&arena);
    return failed == 0 ? 0 : 1;
}
