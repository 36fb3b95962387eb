/* Compression as a peer sees it: one that speaks by hand, against our server and our channel, and
 * both of ours against each other. */
#include "compressed_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct cv_slice NONE = {NULL, 0};

/* ---- a client by hand against our server ---- */

/* Say with one message, to the end. */
static void say_by_hand(struct bench *bench, uint32_t id, const char *fields, unsigned flag,
                        struct cv_slice message)
{
    bench_request(bench, id, "/judge.v1.Judge/Say", fields);
    raw_peer_message(&bench->peer, id, WIRE_END_STREAM, flag, message);
    bench_await_answer(bench, id);
}

static void a_compressed_request_is_taken(void **state)
{
    static const char *const FIELDS[] = {"", "grpc-encoding: gzip\ncompress: identity\n",
                                         "grpc-encoding: zstd\ncompress: identity\n"};
    struct bench bench;

    (void)state;
    bench_up_server(&bench, CV_IDENTITY);
    for (unsigned i = CV_GZIP; i < CV_ENCODING_COUNT; i++) {
        struct cv_slice message = bench_say_bytes(&bench, 1000);
        struct raw_stream *stream = raw_peer_stream(&bench.peer, 2 * i + 1);

        say_by_hand(&bench, 2 * i + 1, FIELDS[i], 1,
                    bench_packed_of(&bench, (enum cv_encoding)i, message));
        assert_true(raw_peer_said(&bench.peer, stream->id, "grpc-status: 0"));
        assert_true(raw_peer_said(&bench.peer, stream->id, "request-compressed: 1"));
        assert_true(
            raw_peer_said(&bench.peer, stream->id, "grpc-accept-encoding: identity,gzip,zstd"));
        assert_false(raw_peer_said(&bench.peer, stream->id, "grpc-encoding"));
        assert_int_equal(stream->data.len, 1005);
        assert_memory_equal(stream->data.at + 5, message.at, message.len);
    }
    /* A message of a compressed call may come as it is. */
    say_by_hand(&bench, 7, FIELDS[1], 0, bench_say_bytes(&bench, 100));
    assert_true(raw_peer_said(&bench.peer, 7, "grpc-status: 0"));
    assert_false(raw_peer_said(&bench.peer, 7, "request-compressed"));
    /* Who compresses nothing is told nothing. */
    say_by_hand(&bench, 9, "", 0, bench_say_bytes(&bench, 100));
    assert_true(raw_peer_said(&bench.peer, 9, "grpc-status: 0"));
    assert_false(raw_peer_said(&bench.peer, 9, "grpc-accept-encoding"));
    bench_down(&bench);
}

static void an_unknown_encoding_is_unimplemented_and_told_what_is_known(void **state)
{
    struct bench bench;

    (void)state;
    bench_up_server(&bench, CV_IDENTITY);
    say_by_hand(&bench, 1, "grpc-encoding: br\n", 0, bench_say_bytes(&bench, 10));
    assert_true(raw_peer_said(&bench.peer, 1, "grpc-status: 12"));
    assert_true(raw_peer_said(&bench.peer, 1, "grpc-accept-encoding: identity,gzip,zstd"));
    assert_int_equal(bench.judge.started, 0);
    bench_down(&bench);
}

static void a_message_that_breaks_the_rules_ends_the_call(void **state)
{
    static const struct {
        const char *fields;
        unsigned flag;
        enum cv_encoding packed;
        int cut;     /* bytes taken from the end, or added to it */
        size_t size; /* of the message */
        const char *told;
    } ROWS[] = {
        {"", 1, CV_GZIP, 0, 100, "grpc-status: 13"},
        {"grpc-encoding: identity\n", 1, CV_IDENTITY, 0, 0, "grpc-status: 13"},
        {"grpc-encoding: gzip\n", 1, CV_IDENTITY, 0, 0, "grpc-status: 13"},
        {"grpc-encoding: zstd\n", 1, CV_IDENTITY, 0, 0, "grpc-status: 0"}, /* no frame: empty */
        {"grpc-encoding: gzip\n", 1, CV_ZSTD, 0, 100, "grpc-status: 13"},
        {"grpc-encoding: zstd\n", 1, CV_GZIP, 0, 100, "grpc-status: 13"},
        {"grpc-encoding: gzip\n", 2, CV_GZIP, 0, 100, "grpc-status: 13"},
        {"grpc-encoding: gzip\n", 129, CV_GZIP, 0, 100, "grpc-status: 13"},
        {"grpc-encoding: gzip\n", 1, CV_GZIP, 1, 100, "grpc-status: 13"},
        {"grpc-encoding: zstd\n", 1, CV_ZSTD, 1, 100, "grpc-status: 13"},
        {"grpc-encoding: gzip\n", 1, CV_GZIP, -1, 100, "grpc-status: 13"},
        {"grpc-encoding: zstd\n", 1, CV_ZSTD, -1, 100, "grpc-status: 13"},
        {"grpc-encoding: gzip\n", 1, CV_GZIP, 0, MESSAGE_MAX, "grpc-status: 0"},
        {"grpc-encoding: zstd\n", 1, CV_ZSTD, 0, MESSAGE_MAX, "grpc-status: 0"},
        {"grpc-encoding: gzip\n", 1, CV_GZIP, 0, MESSAGE_MAX + 1, "grpc-status: 8"},
        {"grpc-encoding: zstd\n", 1, CV_ZSTD, 0, MESSAGE_MAX + 1, "grpc-status: 8"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct bench bench;
        struct cv_slice message;

        bench_up_server(&bench, CV_IDENTITY);
        message = bench_packed_of(&bench, ROWS[i].packed, bench_say_bytes(&bench, ROWS[i].size));
        message.len -= (size_t)ROWS[i].cut;
        say_by_hand(&bench, 1, ROWS[i].fields, ROWS[i].flag, message);
        if (!raw_peer_said(&bench.peer, 1, ROWS[i].told))
            fail_msg("row %zu: %.*s", i, (int)raw_peer_stream(&bench.peer, 1)->fields.len,
                     (const char *)raw_peer_stream(&bench.peer, 1)->fields.at);
        bench_down(&bench);
    }
}

/* Both limits are seen at the prefix, before a byte of the message has come. */
static void a_message_that_announces_too_much_is_refused_at_once(void **state)
{
    struct bench bench;

    (void)state;
    for (uint8_t flag = 0; flag <= 1; flag++) {
        size_t len = MESSAGE_MAX + (flag == 0 ? 1 : MESSAGE_MAX / 8);
        const uint8_t prefix[] = {flag, 0, (uint8_t)(len >> 16), (uint8_t)(len >> 8), (uint8_t)len};

        bench_up_server(&bench, CV_IDENTITY);
        bench_request(&bench, 1, "/judge.v1.Judge/Say", "grpc-encoding: gzip\n");
        raw_peer_frame(&bench.peer, WIRE_DATA, 0, 1, (struct cv_slice){prefix, sizeof(prefix)});
        bench_await_answer(&bench, 1);
        assert_true(raw_peer_said(&bench.peer, 1, "grpc-status: 8"));
        bench_down(&bench);
    }
}

/* What came as DATA on the stream: one message, its flag, inflated. */
static struct cv_slice answer_of(struct bench *bench, uint32_t id, enum cv_encoding encoding,
                                 unsigned *flag)
{
    const struct cv_buf *data = &raw_peer_stream(&bench->peer, id)->data;
    struct cv_slice message = {data->at + 5, data->len - 5};

    assert_true(data->len >= 5);
    *flag = data->at[0];
    assert_int_equal(data->at[1] << 24 | data->at[2] << 16 | data->at[3] << 8 | data->at[4],
                     message.len);
    if (*flag == 1)
        assert_int_equal(
            cv_inflate(&bench->compressor, encoding, message, MESSAGE_MAX, &bench->arena, &message),
            CV_INFLATED);
    return message;
}

static void an_answer_is_compressed_only_as_the_client_listed(void **state)
{
    static const struct {
        const char *fields;
        enum cv_encoding usual; /* of the server */
        enum cv_encoding expected;
    } ROWS[] = {
        {"", CV_GZIP, CV_IDENTITY},
        {"compress: gzip\n", CV_IDENTITY, CV_IDENTITY},
        {"grpc-accept-encoding: deflate,br\ncompress: gzip\n", CV_IDENTITY, CV_IDENTITY},
        {"grpc-accept-encoding: zstd\ncompress: gzip\n", CV_IDENTITY, CV_IDENTITY},
        {"grpc-encoding: gzip\ncompress: gzip\n", CV_IDENTITY, CV_IDENTITY},
        {"grpc-accept-encoding: gzip,zstd\n", CV_IDENTITY, CV_IDENTITY},
        {"grpc-accept-encoding: gzip\ncompress: gzip\n", CV_IDENTITY, CV_GZIP},
        {"grpc-accept-encoding: identity,gzip, zstd\ncompress: zstd\n", CV_IDENTITY, CV_ZSTD},
        {"grpc-accept-encoding: br\ngrpc-accept-encoding: zstd\n", CV_ZSTD, CV_ZSTD},
        {"grpc-accept-encoding: gzip,zstd\ncompress: gzip\n", CV_ZSTD, CV_GZIP},
        {"grpc-accept-encoding: gzip,zstd\ncompress: identity\n", CV_ZSTD, CV_IDENTITY},
        {"grpc-accept-encoding: gzip\ncompress: zstd\n", CV_GZIP, CV_GZIP},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct bench bench;
        struct cv_slice message;
        struct cv_slice answer;
        char named[64];
        unsigned flag;

        bench_up_server(&bench, ROWS[i].usual);
        message = bench_say_bytes(&bench, 1000);
        say_by_hand(&bench, 1, ROWS[i].fields, 0, message);
        assert_true(raw_peer_said(&bench.peer, 1, "grpc-status: 0"));
        (void)snprintf(named, sizeof(named), "grpc-encoding: %s",
                       cv_encoding_name(ROWS[i].expected));
        assert_int_equal(raw_peer_said(&bench.peer, 1, named), ROWS[i].expected != CV_IDENTITY);
        assert_int_equal(raw_peer_said(&bench.peer, 1, "grpc-encoding"),
                         ROWS[i].expected != CV_IDENTITY);
        answer = answer_of(&bench, 1, ROWS[i].expected, &flag);
        assert_int_equal(flag, ROWS[i].expected != CV_IDENTITY);
        assert_int_equal(answer.len, message.len);
        assert_memory_equal(answer.at, message.at, message.len);
        bench_down(&bench);
    }
}

static void an_answer_that_would_not_become_smaller_goes_as_it_is(void **state)
{
    struct bench bench;
    unsigned flag;

    (void)state;
    bench_up_server(&bench, CV_GZIP);
    say_by_hand(&bench, 1, "grpc-accept-encoding: gzip\n", 0, bench_say_bytes(&bench, 5));
    assert_true(raw_peer_said(&bench.peer, 1, "grpc-encoding: gzip"));
    assert_int_equal(answer_of(&bench, 1, CV_GZIP, &flag).len, 5);
    assert_int_equal(flag, 0);
    say_by_hand(&bench, 3, "grpc-accept-encoding: gzip\n", 0, NONE);
    assert_int_equal(answer_of(&bench, 3, CV_GZIP, &flag).len, 0);
    assert_int_equal(flag, 0);
    bench_down(&bench);
}

static void single_messages_of_a_compressed_answer_go_plain(void **state)
{
    static const uint8_t TO_20[] = {8, 20, 16, 200, 1}; /* 200 bytes beside each number */
    struct bench bench;
    const struct cv_buf *data;
    size_t at = 0;

    (void)state;
    bench_up_server(&bench, CV_IDENTITY);
    bench_request(&bench, 1, "/judge.v1.Judge/Count",
                  "grpc-accept-encoding: gzip\ncompress: gzip\nplain-odd: 1\n");
    raw_peer_message(&bench.peer, 1, WIRE_END_STREAM, 0, (struct cv_slice){TO_20, sizeof(TO_20)});
    bench_await_answer(&bench, 1);
    assert_true(raw_peer_said(&bench.peer, 1, "grpc-status: 0"));
    data = &raw_peer_stream(&bench.peer, 1)->data;
    for (unsigned i = 1; i <= 20; i++) {
        size_t len = (size_t)data->at[at + 3] << 8 | data->at[at + 4];
        struct cv_slice number = {data->at + at + 5, len};

        assert_int_equal(data->at[at], i % 2 == 0);
        if (i % 2 == 0)
            assert_int_equal(
                cv_inflate(&bench.compressor, CV_GZIP, number, 1000, &bench.arena, &number),
                CV_INFLATED);
        assert_int_equal(number.len, 205);
        assert_int_equal(number.at[1], i);
        at += 5 + len;
    }
    assert_int_equal(at, data->len);
    bench_down(&bench);
}

/* ---- our channel against a server by hand ---- */

struct waited {
    struct raw_peer *peer;
    uint32_t id;
};

static bool is_asked(void *arg)
{
    struct waited *waited = arg;

    return raw_peer_stream(waited->peer, waited->id)->ended;
}

static void await_request(struct bench *bench, uint32_t id)
{
    struct waited waited = {&bench->peer, id};

    assert_true(cv_loop_run_until(bench->loop, is_asked, &waited, PATIENCE));
}

static void answer(struct bench *bench, uint32_t id, const char *encoding, unsigned flag,
                   struct cv_slice message)
{
    struct cv_buf block;

    cv_buf_init(&block, 4096);
    wire_field_text(&block, ":status", "200");
    wire_field_text(&block, "content-type", "application/grpc");
    if (encoding != NULL)
        wire_field_text(&block, "grpc-encoding", encoding);
    raw_peer_frame(&bench->peer, WIRE_HEADERS, WIRE_END_HEADERS, id,
                   (struct cv_slice){block.at, block.len});
    raw_peer_message(&bench->peer, id, 0, flag, message);
    block.len = 0;
    wire_field_text(&block, "grpc-status", "0");
    raw_peer_frame(&bench->peer, WIRE_HEADERS, WIRE_END_HEADERS | WIRE_END_STREAM, id,
                   (struct cv_slice){block.at, block.len});
    cv_buf_free(&block);
}

static char *long_text(struct bench *bench, size_t len)
{
    char *text = cv_arena_zalloc(&bench->arena, len + 1);

    return memset(text, 'y', len);
}

static void a_channel_compresses_requests_and_says_what_it_takes(void **state)
{
    struct bench bench;
    struct said said = {0};
    unsigned flag;

    (void)state;
    bench_up_client(&bench, true);
    for (unsigned i = 0; i < CV_ENCODING_COUNT; i++) {
        uint32_t id = 2 * i + 1;
        char named[64];

        bench_submit(&bench, &said, (enum cv_encoding)i, long_text(&bench, 1000));
        await_request(&bench, id);
        (void)snprintf(named, sizeof(named), "grpc-encoding: %s",
                       cv_encoding_name((enum cv_encoding)i));
        assert_true(raw_peer_said(&bench.peer, id, "grpc-accept-encoding: identity,gzip,zstd"));
        assert_int_equal(raw_peer_said(&bench.peer, id, named), i != CV_IDENTITY);
        assert_int_equal(answer_of(&bench, id, (enum cv_encoding)i, &flag).len, 1003);
        assert_int_equal(flag, i != CV_IDENTITY);
        answer(&bench, id, NULL, 0, NONE);
        bench_await(&bench, &said);
        assert_int_equal(said.op.start.status.code, CV_OK);
    }
    bench_down(&bench);
}

static void an_answer_that_breaks_the_rules_is_an_error(void **state)
{
    static const struct {
        const char *encoding; /* NULL: not said */
        unsigned flag;
        enum cv_encoding packed;
        int cut;
        size_t size;
        enum cv_code code;
    } ROWS[] = {
        {"gzip", 1, CV_GZIP, 0, 100, CV_OK},
        {"zstd", 1, CV_ZSTD, 0, 100, CV_OK},
        {"gzip", 0, CV_IDENTITY, 0, 100, CV_OK},
        {"identity", 0, CV_IDENTITY, 0, 100, CV_OK},
        {"foo", 0, CV_IDENTITY, 0, 100, CV_INTERNAL},
        {"foo", 1, CV_ZSTD, 0, 100, CV_INTERNAL},
        {NULL, 1, CV_GZIP, 0, 100, CV_INTERNAL},
        {"identity", 1, CV_GZIP, 0, 100, CV_INTERNAL},
        {"identity", 1, CV_IDENTITY, 0, 0, CV_INTERNAL},
        {"gzip", 1, CV_ZSTD, 0, 100, CV_INTERNAL},
        {"gzip", 3, CV_GZIP, 0, 100, CV_INTERNAL},
        {"gzip", 1, CV_GZIP, 1, 100, CV_INTERNAL},
        {"zstd", 1, CV_ZSTD, -1, 100, CV_INTERNAL},
        {"gzip", 1, CV_GZIP, 0, MESSAGE_MAX, CV_OK},
        {"zstd", 1, CV_ZSTD, 0, MESSAGE_MAX, CV_OK},
        {"gzip", 1, CV_GZIP, 0, MESSAGE_MAX + 1, CV_RESOURCE_EXHAUSTED},
        {"zstd", 1, CV_ZSTD, 0, MESSAGE_MAX + 1, CV_RESOURCE_EXHAUSTED},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct bench bench;
        struct said said = {0};
        struct cv_slice message;

        bench_up_client(&bench, true);
        bench_submit(&bench, &said, CV_IDENTITY, long_text(&bench, 1));
        await_request(&bench, 1);
        message = bench_packed_of(&bench, ROWS[i].packed, bench_say_bytes(&bench, ROWS[i].size));
        message.len -= (size_t)ROWS[i].cut;
        answer(&bench, 1, ROWS[i].encoding, ROWS[i].flag, message);
        bench_await(&bench, &said);
        if (said.op.start.status.code != ROWS[i].code)
            fail_msg("row %zu: %d %s", i, said.op.start.status.code, said.op.start.status.message);
        if (ROWS[i].code == CV_OK)
            assert_int_equal(said.op.receive.compressed, ROWS[i].flag == 1);
        bench_down(&bench);
    }
}

static void an_encoding_the_server_does_not_take_is_not_used_again(void **state)
{
    struct bench bench;
    struct said said = {0};
    struct cv_buf block;
    unsigned flag;

    (void)state;
    bench_up_client(&bench, true);
    bench_submit(&bench, &said, CV_ZSTD, long_text(&bench, 1000));
    await_request(&bench, 1);
    cv_buf_init(&block, 4096);
    wire_field_text(&block, ":status", "200");
    wire_field_text(&block, "content-type", "application/grpc");
    wire_field_text(&block, "grpc-status", "12");
    wire_field_text(&block, "grpc-accept-encoding", "identity,deflate,gzip");
    raw_peer_frame(&bench.peer, WIRE_HEADERS, WIRE_END_HEADERS | WIRE_END_STREAM, 1,
                   (struct cv_slice){block.at, block.len});
    cv_buf_free(&block);
    bench_await(&bench, &said);
    assert_int_equal(said.op.start.status.code, CV_UNIMPLEMENTED);

    bench_submit(&bench, &said, CV_ZSTD, long_text(&bench, 1000));
    await_request(&bench, 3);
    assert_false(raw_peer_said(&bench.peer, 3, "grpc-encoding"));
    assert_int_equal(answer_of(&bench, 3, CV_IDENTITY, &flag).len, 1003);
    assert_int_equal(flag, 0);
    answer(&bench, 3, NULL, 0, NONE);
    bench_await(&bench, &said);
    bench_submit(&bench, &said, CV_GZIP, long_text(&bench, 1000));
    await_request(&bench, 5);
    assert_true(raw_peer_said(&bench.peer, 5, "grpc-encoding: gzip"));
    answer(&bench, 5, NULL, 0, NONE);
    bench_await(&bench, &said);
    bench_down(&bench);
}

/* ---- ours against ours ---- */

static void both_directions_are_compressed_at_once(void **state)
{
    static const size_t SIZES[] = {0, 1, 100, 3000, 70000, 199000};
    struct bench bench;
    struct cv_metadata metadata = {0};
    struct said said = {0};

    (void)state;
    bench_up_client(&bench, false);
    (void)cv_metadata_add_text(&metadata, &bench.arena, "compress", "zstd");
    said.op.start.metadata = &metadata;
    for (size_t i = 0; i < 2 * COUNT(SIZES); i++) {
        size_t size = SIZES[i / 2];
        const char *text;

        bench_submit(&bench, &said, i % 2 == 0 ? CV_GZIP : CV_ZSTD, long_text(&bench, size));
        bench_await(&bench, &said);
        assert_int_equal(said.op.start.status.code, CV_OK);
        text = judge_v1_judge_say_response(&said.op)->text;
        assert_int_equal(strlen(text), size);
        assert_int_equal(strspn(text, "y"), size);
        assert_int_equal(said.op.receive.compressed, size >= 100);
        assert_int_equal(cv_metadata_find(&said.op.start.headers, "request-compressed") != NULL,
                         size >= 100);
    }
    bench_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_compressed_request_is_taken),
        cmocka_unit_test(an_unknown_encoding_is_unimplemented_and_told_what_is_known),
        cmocka_unit_test(a_message_that_breaks_the_rules_ends_the_call),
        cmocka_unit_test(a_message_that_announces_too_much_is_refused_at_once),
        cmocka_unit_test(an_answer_is_compressed_only_as_the_client_listed),
        cmocka_unit_test(an_answer_that_would_not_become_smaller_goes_as_it_is),
        cmocka_unit_test(single_messages_of_a_compressed_answer_go_plain),
        cmocka_unit_test(a_channel_compresses_requests_and_says_what_it_takes),
        cmocka_unit_test(an_answer_that_breaks_the_rules_is_an_error),
        cmocka_unit_test(an_encoding_the_server_does_not_take_is_not_used_again),
        cmocka_unit_test(both_directions_are_compressed_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
