/* Our channel calls a server from libgrpc++: what one call can say. */
#include "foreign_bench.h"
#include "rpc/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LIMIT CV_MESSAGE_BYTES_MAX /* of a message, on both sides */

/* ---- one message out, one back ---- */

static void a_unary_call_is_answered(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench bench;
    struct said said = {.done = false};

    (void)state;
    bench_up(&bench, NULL);
    bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    assert_string_equal(judge_v1_judge_say_response(&said.op)->text, "");
    request.text = bench_text("\xe6\x97\xa9\xe4\xb8\x8a\xe5\xa5\xbd");
    bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    assert_string_equal(judge_v1_judge_say_response(&said.op)->text, request.text);
    bench_down(&bench);
}

/* Of exactly `size` bytes, tag and length of the text included. */
static void fill(struct bench *bench, Judge__V1__SayRequest *request, size_t size)
{
    size_t len = size - 5;

    request->text = cv_arena_zalloc(&bench->arena, size);
    assert_non_null(request->text);
    memset(request->text, 'x', len);
    assert_int_equal(judge__v1__say_request__get_packed_size(request), size);
}

static void messages_pass_up_to_the_limit_of_either_side(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench bench;
    struct said said = {.done = false};

    (void)state;
    bench_up(&bench, NULL);
    fill(&bench, &request, LIMIT);
    bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    assert_string_equal(judge_v1_judge_say_response(&said.op)->text, request.text);
    fill(&bench, &request, LIMIT + 1); /* theirs to refuse */
    bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_RESOURCE_EXHAUSTED);
    request.text = bench_text("");
    request.reply_bytes = LIMIT; /* ours, with the two fields around it */
    bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_RESOURCE_EXHAUSTED);
    assert_string_equal(said.op.start.status.reason, "MESSAGE_TOO_LARGE");
    request.reply_bytes = LIMIT - 5;
    bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    bench_down(&bench);
}

static void a_method_nobody_implements_is_unimplemented(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    const Google__Protobuf__Value value = GOOGLE__PROTOBUF__VALUE__INIT;
    struct cv_method none = judge_v1_judge_type.methods[0];
    struct bench bench;
    struct said said = {.done = false};

    (void)state;
    bench_up(&bench, NULL);
    said.op.start.scope = &bench.scope;
    bench_say(&bench, &said, &request);
    said.done = false;
    judge_v1_judge_weigh(bench.channel, &said.op, &value); /* known to both, implemented by none */
    said_wait(&bench, &said);
    assert_int_equal(said.op.start.status.code, CV_UNIMPLEMENTED);
    none.path = "/judge.v1.Judge/None";
    said.op.start.method = &none;
    said.op.request = &request.base;
    said.done = false;
    cv_unary_submit(bench.channel, &said.op);
    said_wait(&bench, &said);
    assert_int_equal(said.op.start.status.code, CV_UNIMPLEMENTED);
    bench_down(&bench);
}

static void gzip_goes_both_ways(void **state)
{
    static const char *const options[] = {"--gzip", NULL};
    static char text[20001];
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    const Judge__V1__SayResponse *response;
    struct bench bench;
    struct said said = {.op = {.start = {.compression = CV_GZIP}}};

    (void)state;
    bench_up(&bench, options);
    request.text = memset(text, 'x', sizeof(text) - 1);
    request.reply_bytes = 300000;
    bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    assert_true(said.op.receive.compressed);
    response = judge_v1_judge_say_response(&said.op);
    assert_string_equal(response->text, text);
    assert_int_equal(response->padding.len, 300000);
    bench_down(&bench);
}

/* ---- streams ---- */

static void many_go_up_and_one_comes_back(void **state)
{
    struct bench bench;
    struct stream stream;

    (void)state;
    bench_up(&bench, NULL);
    for (int64_t count = 0; count <= 1000; count += 500) {
        stream_init(&bench, &stream, count, 0);
        judge_v1_judge_sum_start(bench.channel, &stream.start);
        stream_send(&stream);
        stream_receive(&stream);
        stream_wait(&bench, &stream);
        assert_int_equal(stream.start.status.code, CV_OK);
        assert_int_equal(stream.received, 1);
        assert_int_equal(stream.sum, count * (count + 1) / 2);
    }
    bench_down(&bench);
}

static void the_server_ends_a_stream_of_ours_early(void **state)
{
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;
    struct bench bench;
    struct stream stream;

    (void)state;
    bench_up(&bench, NULL);
    stream_init(&bench, &stream, 0, 0);
    number.value = -1;
    judge_v1_judge_sum_start(bench.channel, &stream.start);
    stream.to_send = INT64_MAX; /* until it says its last */
    cv_call_send(stream.start.call, &stream.send, &number.base);
    stream_receive(&stream);
    stream_wait(&bench, &stream);
    assert_int_equal(stream.start.status.code, CV_OUT_OF_RANGE);
    assert_string_equal(stream.start.status.message, "a negative number");
    bench_down(&bench);
}

static void one_goes_up_and_many_come_back(void **state)
{
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    struct bench bench;
    struct stream stream;

    (void)state;
    bench_up(&bench, NULL);
    for (request.to = 0; request.to <= 1000; request.to += 500) {
        stream_init(&bench, &stream, 0, 0);
        request.padding_bytes = 3000;
        request.code = request.to == 500 ? CV_ABORTED : CV_OK;
        judge_v1_judge_count_start(bench.channel, &stream.start);
        cv_call_send(stream.start.call, &stream.send, &request.base);
        stream_receive(&stream); /* its sending side is closed once the request is out */
        stream_wait(&bench, &stream);
        assert_int_equal(stream.start.status.code, request.code);
        assert_int_equal(stream.received, request.to);
        assert_int_equal(stream.sum, request.to * (request.to + 1) / 2);
    }
    bench_down(&bench);
}

static void a_conversation_goes_both_ways(void **state)
{
    struct bench bench;
    struct stream stream;

    (void)state;
    bench_up(&bench, NULL);
    for (int64_t count = 0; count <= 1000; count += 500) {
        stream_init(&bench, &stream, count, 2000);
        judge_v1_judge_chat_start(bench.channel, &stream.start);
        stream_send(&stream);
        stream_receive(&stream);
        stream_wait(&bench, &stream);
        assert_int_equal(stream.start.status.code, CV_OK);
        assert_int_equal(stream.received, count);
        assert_int_equal(stream.sum, count * (count + 1));
    }
    bench_down(&bench);
}

/* ---- metadata ---- */

static void add(struct bench *bench, struct cv_metadata *metadata, const char *key,
                const void *value, size_t len)
{
    assert_int_equal(cv_metadata_add(metadata, &bench->arena, key, value, len).code, CV_OK);
}

/* The next entry of `key` after `after` has exactly this value. */
static const struct cv_metadatum *expect(const struct cv_metadatum *after, const char *key,
                                         const void *value, size_t len)
{
    while (after != NULL && strcmp((const char *)after->key.at, key) != 0)
        after = after->next;
    if (after == NULL)
        fail_msg("no (more) %s", key);
    assert_int_equal(after->value.len, len);
    assert_memory_equal(after->value.at, value, len);
    return after->next;
}

static void metadata_goes_both_ways(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_metadata metadata = {.count = 0};
    const struct cv_metadatum *rest;
    uint8_t every[256];
    struct bench bench;
    struct said said = {.done = false};

    (void)state;
    bench_up(&bench, NULL);
    for (unsigned i = 0; i < sizeof(every); i++)
        every[i] = (uint8_t)i;
    add(&bench, &metadata, "echo-text", "with, commas", 12);
    add(&bench, &metadata, "echo-twice", "first", 5);
    add(&bench, &metadata, "echo-twice", "second", 6);
    add(&bench, &metadata, "trail-empty", "", 0);
    add(&bench, &metadata, "echo-all-bin", every, sizeof(every));
    add(&bench, &metadata, "trail-twice-bin", "\0", 1);
    add(&bench, &metadata, "trail-twice-bin", ",,", 2);
    said.op.start.metadata = &metadata;
    bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    (void)expect(said.op.start.headers.first, "echo-text", "with, commas", 12);
    rest = expect(said.op.start.headers.first, "echo-twice", "first", 5);
    (void)expect(rest, "echo-twice", "second", 6);
    (void)expect(said.op.start.headers.first, "echo-all-bin", every, sizeof(every));
    (void)expect(said.op.start.trailers.first, "trail-empty", "", 0);
    rest = expect(said.op.start.trailers.first, "trail-twice-bin", "\0", 1);
    (void)expect(rest, "trail-twice-bin", ",,", 2);
    bench_down(&bench);
}

/* ---- errors ---- */

static void every_code_arrives_with_its_message(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench bench;

    (void)state;
    bench_up(&bench, NULL);
    request.message = bench_text("50% \xe5\x85\x83\t\r\n\xf0\x9f\x98\x88");
    for (request.code = 1; request.code < CV_CODE_COUNT; request.code++) {
        struct said said = {.done = false};

        bench_say(&bench, &said, &request);
        assert_int_equal(said.op.start.status.code, request.code);
        assert_string_equal(said.op.start.status.message, request.message);
        assert_null(said.op.start.status.reason);
        assert_null(said.op.response);
    }
    bench_down(&bench);
}

static void rich_errors_are_decoded(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench bench;
    struct said said = {.done = false};

    (void)state;
    bench_up(&bench, NULL);
    request.code = CV_INVALID_ARGUMENT;
    request.message = bench_text("no");
    request.reason = bench_text("TOO_MUCH");
    request.field = bench_text("budget.amount");
    bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_INVALID_ARGUMENT);
    assert_string_equal(said.op.start.status.message, "no");
    assert_string_equal(said.op.start.status.reason, "TOO_MUCH");
    assert_string_equal(said.op.start.status.field, "budget.amount");
    bench_down(&bench);
}

/* ---- deadlines and cancellation ---- */

static bool one_left(const Judge__V1__TallyResponse *tally, void *arg)
{
    (void)arg;
    return tally->cancelled == 1 && tally->started == tally->ended;
}

static void a_deadline_ends_the_call_on_both_sides(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench bench;
    struct cv_scope short_scope;
    struct said said = {.done = false};

    (void)state;
    bench_up(&bench, NULL);
    (void)bench_tally(&bench); /* connected: the deadline is not spent on that */
    short_scope = bench.scope;
    short_scope.deadline_ns = cv_clock_ns() + 500 * CV_NS_PER_MS;
    request.delay_ms = 600 * 1000;
    request.heed = true;
    said.op.start.scope = &short_scope;
    bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_DEADLINE_EXCEEDED);
    bench_until(&bench, one_left, NULL);
    bench_down(&bench);
}

static bool one_runs(const Judge__V1__TallyResponse *tally, void *arg)
{
    (void)arg;
    return tally->started - tally->ended == 1;
}

static void a_cancelled_call_ends_on_both_sides(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench bench;
    struct said said = {.done = false};

    (void)state;
    bench_up(&bench, NULL);
    request.delay_ms = 600 * 1000;
    request.heed = true;
    said_submit(&bench, &said, &request);
    bench_until(&bench, one_runs, NULL);
    cv_call_cancel(said.op.start.call);
    said_wait(&bench, &said);
    assert_int_equal(said.op.start.status.code, CV_CANCELLED);
    bench_until(&bench, one_left, NULL);
    bench_down(&bench);
}

static void a_cancelled_stream_ends_on_both_sides(void **state)
{
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    struct bench bench;
    struct stream stream;

    (void)state;
    bench_up(&bench, NULL);
    stream_init(&bench, &stream, 0, 0);
    request.to = INT64_MAX;
    judge_v1_judge_count_start(bench.channel, &stream.start);
    cv_call_send(stream.start.call, &stream.send, &request.base);
    stream_receive(&stream);
    bench_until(&bench, one_runs, NULL);
    cv_call_cancel(stream.start.call);
    stream_wait(&bench, &stream);
    assert_int_equal(stream.start.status.code, CV_CANCELLED);
    bench_until(&bench, one_left, NULL);
    bench_down(&bench);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unary_call_is_answered),
        cmocka_unit_test(messages_pass_up_to_the_limit_of_either_side),
        cmocka_unit_test(a_method_nobody_implements_is_unimplemented),
        cmocka_unit_test(gzip_goes_both_ways),
        cmocka_unit_test(many_go_up_and_one_comes_back),
        cmocka_unit_test(the_server_ends_a_stream_of_ours_early),
        cmocka_unit_test(one_goes_up_and_many_come_back),
        cmocka_unit_test(a_conversation_goes_both_ways),
        cmocka_unit_test(metadata_goes_both_ways),
        cmocka_unit_test(every_code_arrives_with_its_message),
        cmocka_unit_test(rich_errors_are_decoded),
        cmocka_unit_test(a_deadline_ends_the_call_on_both_sides),
        cmocka_unit_test(a_cancelled_call_ends_on_both_sides),
        cmocka_unit_test(a_cancelled_stream_ends_on_both_sides),
    };

    if (argc != 2)
        return 2;
    foreign_program = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
