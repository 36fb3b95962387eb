/* Whole calls between our server and our channel, over a pipe in memory and over sockets. */
#include "base/fault.h"
#include "net/stream.h"
#include "rpc/raw.h"
#include "support/call_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

static void up_at(struct call_bench *bench, const char *address)
{
    const struct cv_server_config server = {.receive_message_max = 1024 * 1024};

    call_bench_up_at(bench, address, &server, NULL);
}

static void up(struct call_bench *bench)
{
    up_at(bench, "127.0.0.1:0");
}

/* ---- unary ---- */

static void a_unary_call_is_answered(void **state)
{
    struct call_bench bench;
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {0};

    (void)state;
    up(&bench);
    request.text = (char *)(uintptr_t) "good morning";
    call_bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    assert_string_equal(judge_v1_judge_say_response(&said.op)->text, "good morning");
    call_bench_down(&bench);
}

static void a_socket_with_an_abstract_name_is_called_like_another(void **state)
{
    struct call_bench bench;
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {0};
    char name[64];

    (void)state;
    (void)snprintf(name, sizeof(name), "unix-abstract:test-calls-%ld", (long)getpid());
    up_at(&bench, name);
    call_bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    call_bench_down(&bench);
}

static void a_status_arrives_with_its_details(void **state)
{
    struct call_bench bench;
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {0};

    (void)state;
    up(&bench);
    request.code = CV_INVALID_ARGUMENT;
    request.message = (char *)(uintptr_t) "50% \xe5\x85\x83\n";
    request.reason = (char *)(uintptr_t) "TOO_MUCH";
    request.field = (char *)(uintptr_t) "budget.amount";
    call_bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_INVALID_ARGUMENT);
    assert_string_equal(said.op.start.status.message, request.message);
    assert_string_equal(said.op.start.status.reason, "TOO_MUCH");
    assert_string_equal(said.op.start.status.field, "budget.amount");
    assert_true(said.op.start.details.len > 20);
    assert_memory_equal(said.op.start.details.at, "\x08\x03\x12", 3); /* code 3, message */
    assert_null(said.op.response);
    call_bench_down(&bench);
}

static void metadata_goes_both_ways(void **state)
{
    static const uint8_t bytes[] = {0, 255, 10, 13};
    struct call_bench bench;
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {0};
    struct cv_metadata metadata = {0};
    const struct cv_metadatum *found;

    (void)state;
    up(&bench);
    (void)cv_metadata_add_text(&metadata, &bench.arena, "echo-name", "value");
    (void)cv_metadata_add(&metadata, &bench.arena, "trail-bytes-bin", bytes, sizeof(bytes));
    said.op.start.metadata = &metadata;
    call_bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    found = cv_metadata_find(&said.op.start.headers, "echo-name");
    assert_non_null(found);
    assert_string_equal((const char *)found->value.at, "value");
    found = cv_metadata_find(&said.op.start.trailers, "trail-bytes-bin");
    assert_non_null(found);
    assert_int_equal(found->value.len, sizeof(bytes));
    assert_memory_equal(found->value.at, bytes, sizeof(bytes));
    call_bench_down(&bench);
}

static void a_deadline_ends_the_call_on_both_sides(void **state)
{
    struct call_bench bench;
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {0};

    (void)state;
    up(&bench);
    request.delay_ms = 200;
    bench.scope.deadline_ns = cv_clock_ns() + 20 * CV_NS_PER_MS;
    call_bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_DEADLINE_EXCEEDED);
    call_bench_down(&bench); /* waits for the handler's late end, which is dropped */
}

static void a_cancelled_call_ends_at_once(void **state)
{
    struct call_bench bench;
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {0};

    (void)state;
    up(&bench);
    call_bench_say(&bench, &said, &request);
    said.done = false;
    request.delay_ms = 100;
    judge_v1_judge_say(bench.channel, &said.op, &request);
    cv_call_cancel(said.op.start.call);
    cv_call_cancel(said.op.start.call);
    call_bench_await(&bench, &said.done);
    assert_int_equal(said.op.start.status.code, CV_CANCELLED);
    call_bench_down(&bench);
}

static void large_messages_pass_and_too_large_ones_are_refused(void **state)
{
    struct call_bench bench;
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {0};
    char *text;

    (void)state;
    up(&bench);
    text = cv_arena_zalloc(&bench.arena, 2 * 1024 * 1024);
    memset(text, 'x', 1000 * 1000);
    request.text = text;
    request.reply_bytes = 2 * 1024 * 1024;
    call_bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    assert_int_equal(judge_v1_judge_say_response(&said.op)->padding.len, 2 * 1024 * 1024);
    memset(text, 'x', 2 * 1024 * 1024 - 1);
    said.done = false;
    call_bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_RESOURCE_EXHAUSTED);
    call_bench_down(&bench);
}

/* ---- streams ---- */

struct stream {
    struct cv_start start;
    struct cv_receive receive;
    struct cv_send send;
    int64_t to_send;
    int64_t sent;
    int64_t received;
    int64_t sum;
    size_t padding;
    uint8_t *bytes;
    bool done;
};

static void stream_done(struct cv_start *start)
{
    CV_CONTAINER_OF(start, struct stream, start)->done = true;
}

static void stream_send(struct stream *stream)
{
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;

    if (stream->sent == stream->to_send) {
        cv_call_close_send(stream->start.call);
        return;
    }
    number.value = ++stream->sent;
    number.padding.len = stream->padding;
    number.padding.data = stream->bytes;
    cv_call_send(stream->start.call, &stream->send, &number.base);
}

static void stream_sent(struct cv_send *op)
{
    if (cv_ok(op->status))
        stream_send(CV_CONTAINER_OF(op, struct stream, send));
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
    cv_call_receive(stream->start.call, &stream->receive);
}

static void stream_init(struct call_bench *bench, struct stream *stream, int64_t to_send)
{
    *stream = (struct stream){.to_send = to_send};
    stream->start.scope = &bench->scope;
    stream->start.done = stream_done;
    stream->receive.done = stream_received;
    stream->send.done = stream_sent;
}

static void run_stream(struct call_bench *bench, struct stream *stream)
{
    cv_call_receive(stream->start.call, &stream->receive);
    call_bench_await(bench, &stream->done);
}

static void many_messages_go_up_and_one_comes_back(void **state)
{
    struct call_bench bench;
    struct stream stream;

    (void)state;
    up(&bench);
    stream_init(&bench, &stream, 1000);
    judge_v1_judge_sum_start(bench.channel, &stream.start);
    stream_send(&stream);
    run_stream(&bench, &stream);
    assert_int_equal(stream.start.status.code, CV_OK);
    assert_int_equal(stream.received, 1);
    assert_int_equal(stream.sum, 500500);
    call_bench_down(&bench);
}

static void one_message_goes_up_and_many_come_back(void **state)
{
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    struct call_bench bench;
    struct stream stream;

    (void)state;
    up(&bench);
    stream_init(&bench, &stream, 0);
    request.to = 2000;
    request.padding_bytes = 3000; /* many windows */
    request.code = CV_ABORTED;
    judge_v1_judge_count_start(bench.channel, &stream.start);
    cv_call_send(stream.start.call, &stream.send, &request.base);
    run_stream(&bench, &stream);
    assert_int_equal(stream.received, 2000);
    assert_int_equal(stream.sum, 2001000);
    assert_int_equal(stream.start.status.code, CV_ABORTED);
    call_bench_down(&bench);
}

static void a_conversation_goes_both_ways(void **state)
{
    struct call_bench bench;
    struct stream stream;

    (void)state;
    up(&bench);
    stream_init(&bench, &stream, 500);
    stream.padding = 5000;
    stream.bytes = cv_arena_zalloc(&bench.arena, stream.padding);
    judge_v1_judge_chat_start(bench.channel, &stream.start);
    stream_send(&stream);
    run_stream(&bench, &stream);
    assert_int_equal(stream.start.status.code, CV_OK);
    assert_int_equal(stream.received, 500);
    assert_int_equal(stream.sum, 250500);
    call_bench_down(&bench);
}

static void a_stream_can_be_cancelled_in_the_middle(void **state)
{
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    struct call_bench bench;
    struct stream stream;

    (void)state;
    up(&bench);
    stream_init(&bench, &stream, 0);
    request.to = INT64_MAX;
    request.padding_bytes = 1000;
    judge_v1_judge_count_start(bench.channel, &stream.start);
    cv_call_send(stream.start.call, &stream.send, &request.base);
    cv_call_receive(stream.start.call, &stream.receive);
    while (stream.received < 100)
        (void)cv_loop_run_until(bench.loop, is_set, &stream.done, CV_NS_PER_MS);
    cv_call_cancel(stream.start.call);
    call_bench_await(&bench, &stream.done);
    assert_int_equal(stream.start.status.code, CV_CANCELLED);
    call_bench_down(&bench);
}

static bool all_ended(void *arg)
{
    const struct judge *judge = &((struct call_bench *)arg)->judge;

    return judge->started > 0 && judge->started == judge->ended;
}

/* Start Count, and return when its messages and its status lie unread at the client. */
static void count_unread(struct call_bench *bench, struct stream *stream)
{
    Judge__V1__CountRequest count = JUDGE__V1__COUNT_REQUEST__INIT;
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {0};

    stream_init(bench, stream, 0);
    count.to = 50;
    count.padding_bytes = 1000; /* all within a window */
    count.code = CV_ABORTED;
    judge_v1_judge_count_start(bench->channel, &stream->start);
    cv_call_send(stream->start.call, &stream->send, &count.base);
    assert_true(cv_loop_run_until(bench->loop, all_ended, bench, PATIENCE));
    call_bench_say(bench, &said, &request); /* comes behind them */
}

static void messages_before_an_error_are_delivered(void **state)
{
    struct call_bench bench;
    struct stream stream;

    (void)state;
    up(&bench);
    count_unread(&bench, &stream);
    assert_false(stream.done);
    run_stream(&bench, &stream);
    assert_int_equal(stream.received, 50);
    assert_int_equal(stream.start.status.code, CV_ABORTED);
    call_bench_down(&bench);
}

static void unread_messages_do_not_keep_a_cancelled_call(void **state)
{
    struct call_bench bench;
    struct stream stream;

    (void)state;
    up(&bench);
    count_unread(&bench, &stream);
    cv_call_cancel(stream.start.call);
    call_bench_await(&bench, &stream.done);
    assert_int_equal(stream.start.status.code, CV_CANCELLED);
    count_unread(&bench, &stream); /* nor does a closing channel wait for them */
    call_bench_down(&bench);
    assert_true(stream.done);
    assert_int_equal(stream.start.status.code, CV_UNAVAILABLE);
}

static void an_unreachable_server_is_unavailable(void **state)
{
    struct call_bench bench;
    struct cv_channel_config config = {.target = "127.0.0.1:1"};
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {0};
    struct cv_channel *right;
    bool closed = false;

    (void)state;
    up(&bench);
    right = bench.channel;
    assert_int_equal(cv_channel_open(bench.loop, &config, &bench.channel).code, CV_OK);
    call_bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_UNAVAILABLE);
    cv_channel_close(bench.channel, call_bench_set, &closed);
    call_bench_await(&bench, &closed);
    bench.channel = right;
    call_bench_down(&bench);
}

/* ---- bytes nobody looks into ---- */

static void echo_raw(struct cv_call *call, void *state, const ProtobufCMessage *request)
{
    (void)state;
    cv_call_reply(call, request);
}

static const struct cv_method RAW_METHOD = {
    "/raw.Raw/Echo", "Echo", CV_UNARY, &cv_raw_descriptor, &cv_raw_descriptor,
};

static void raw_bytes_pass_unread_on_both_sides(void **state)
{
    static const struct cv_service_type type = {"raw.Raw", &RAW_METHOD, 1, NULL};
    static const struct cv_handler_row row = {echo_raw, 0, "untyped"};
    static const char *const texts[] = {"", "\xff no message of any type \x07"};
    struct call_bench bench;

    (void)state;
    up(&bench);
    assert_int_equal(cv_server_add(bench.server, &type, &row, NULL).code, CV_OK);
    for (size_t i = 0; i < 2; i++) {
        struct cv_slice bytes = {(const uint8_t *)texts[i], strlen(texts[i])};
        struct cv_raw request = cv_raw(bytes);
        struct said said = {.op = {.start.method = &RAW_METHOD, .start.scope = &bench.scope}};

        said.op.done = said_done;
        said.op.request = &request.base;
        cv_unary_submit(bench.channel, &said.op);
        call_bench_await(&bench, &said.done);
        assert_int_equal(said.op.start.status.code, CV_OK);
        assert_int_equal(cv_raw_of(said.op.response)->bytes.len, bytes.len);
        if (bytes.len > 0)
            assert_memory_equal(cv_raw_of(said.op.response)->bytes.at, bytes.at, bytes.len);
    }
    call_bench_down(&bench);
}

/* A method can be called by who knows only its bytes; the server's scan still judges them. */
static void raw_bytes_are_a_message_to_the_server(void **state)
{
    static const struct cv_method method = {
        "/judge.v1.Judge/Say", "Say", CV_UNARY, &cv_raw_descriptor, &cv_raw_descriptor,
    };
    static const char *const texts[] = {"\x0a\x02hi", "\x0a\x05hi"};
    static const enum cv_code codes[] = {CV_OK, CV_INTERNAL};
    struct call_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < 2; i++) {
        struct cv_raw request = cv_raw((struct cv_slice){(const uint8_t *)texts[i], 4});
        struct said said = {.op = {.start.method = &method, .start.scope = &bench.scope}};

        said.op.done = said_done;
        said.op.request = &request.base;
        cv_unary_submit(bench.channel, &said.op);
        call_bench_await(&bench, &said.done);
        assert_int_equal(said.op.start.status.code, codes[i]);
        if (codes[i] == CV_OK)
            assert_memory_equal(cv_raw_of(said.op.response)->bytes.at, texts[0], 4);
    }
    call_bench_down(&bench);
}

/* ---- a handler that notices nothing ---- */

/* Waits until its call is over and then answers as though it were not. */
struct late {
    struct cv_call *call;
    struct cv_over over;
    struct cv_send send;
};

static void late_sent(struct cv_send *op)
{
    struct late *late = CV_CONTAINER_OF(op, struct late, send);

    assert_int_equal(op->status.code, CV_DEADLINE_EXCEEDED);
    cv_call_finish(late->call, CV_STATUS_OK);
}

static void late_over(struct cv_over *op)
{
    static const struct cv_raw ANSWER = {PROTOBUF_C_MESSAGE_INIT(&cv_raw_descriptor), {NULL, 0}};
    struct late *late = CV_CONTAINER_OF(op, struct late, over);

    assert_int_equal(cv_call_add_header(late->call, "a", "b", 1).code, CV_OK);
    assert_int_equal(cv_call_add_trailer(late->call, "c", "d", 1).code, CV_OK);
    cv_call_send_headers(late->call);
    late->send.done = late_sent;
    cv_call_send(late->call, &late->send, &ANSWER.base);
}

static void late_handler(struct cv_call *call, void *state, const ProtobufCMessage *request)
{
    struct late *late = state;

    (void)request;
    late->call = call;
    late->over.done = late_over;
    cv_call_await_over(call, &late->over);
}

static void an_answer_after_the_end_harms_nobody(void **state)
{
    static const struct cv_method streaming = {
        "/late.Late/Answer", "Answer", CV_SERVER_STREAMING, &cv_raw_descriptor, &cv_raw_descriptor,
    };
    static const struct cv_method unary = {
        "/late.Late/Answer", "Answer", CV_UNARY, &cv_raw_descriptor, &cv_raw_descriptor,
    };
    static const struct cv_service_type type = {"late.Late", &streaming, 1, NULL};
    static const struct cv_handler_row row = {late_handler, sizeof(struct late), "untyped"};
    struct cv_raw request = cv_raw((struct cv_slice){(const uint8_t *)"", 0});
    struct said said = {.op = {.start.method = &unary}};
    struct call_bench bench;

    (void)state;
    up(&bench);
    assert_int_equal(cv_server_add(bench.server, &type, &row, NULL).code, CV_OK);
    bench.scope.deadline_ns = cv_clock_ns() + 20 * CV_NS_PER_MS;
    said.op.start.scope = &bench.scope;
    said.op.request = &request.base;
    said.op.done = said_done;
    cv_unary_submit(bench.channel, &said.op);
    call_bench_await(&bench, &said.done);
    assert_int_equal(said.op.start.status.code, CV_DEADLINE_EXCEEDED);
    call_bench_down(&bench); /* waits for the handler's end */
}

/* ---- failures ---- */

/* Every allocation and write of a call fails in turn, on either side: the call ends all the same,
 * once, and the next one finds a server that answers. */
static void whatever_fails_the_call_ends_and_the_next_is_answered(void **state)
{
    struct call_bench bench;
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    bool fired = true;
    unsigned rounds = 0;

    (void)state;
    request.text = (char *)(uintptr_t) "good morning";
    for (unsigned long nth = 1; fired; nth++, rounds++) {
        struct said said = {0};
        unsigned tries = 0;

        up(&bench);
        cv_fault_arm(CV_FAULT_ANY, nth);
        call_bench_say(&bench, &said, &request);
        fired = cv_fault_fired();
        cv_fault_off();
        do { /* the channel may be on its way back */
            said = (struct said){0};
            call_bench_say(&bench, &said, &request);
        } while (said.op.start.status.code == CV_UNAVAILABLE && ++tries < 10000);
        assert_int_equal(said.op.start.status.code, CV_OK);
        call_bench_down(&bench);
    }
    assert_true(rounds > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unary_call_is_answered),
        cmocka_unit_test(a_socket_with_an_abstract_name_is_called_like_another),
        cmocka_unit_test(a_status_arrives_with_its_details),
        cmocka_unit_test(metadata_goes_both_ways),
        cmocka_unit_test(a_deadline_ends_the_call_on_both_sides),
        cmocka_unit_test(a_cancelled_call_ends_at_once),
        cmocka_unit_test(large_messages_pass_and_too_large_ones_are_refused),
        cmocka_unit_test(many_messages_go_up_and_one_comes_back),
        cmocka_unit_test(one_message_goes_up_and_many_come_back),
        cmocka_unit_test(a_conversation_goes_both_ways),
        cmocka_unit_test(a_stream_can_be_cancelled_in_the_middle),
        cmocka_unit_test(messages_before_an_error_are_delivered),
        cmocka_unit_test(unread_messages_do_not_keep_a_cancelled_call),
        cmocka_unit_test(an_unreachable_server_is_unavailable),
        cmocka_unit_test(raw_bytes_pass_unread_on_both_sides),
        cmocka_unit_test(raw_bytes_are_a_message_to_the_server),
        cmocka_unit_test(an_answer_after_the_end_harms_nobody),
        cmocka_unit_test(whatever_fails_the_call_ends_and_the_next_is_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
