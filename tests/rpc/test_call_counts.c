/* What servers and channels count of their calls: by method and code, how long, how many bytes. */
#include "base/fault.h"
#include "base/metric.h"
#include "net/stream.h"
#include "support/call_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEXT_MAX (1024 * 1024)
#define MISSING  (-1)

#define SAY          "grpc_method=\"judge.v1.Judge/Say\""
#define COUNT        "grpc_method=\"judge.v1.Judge/Count\""
#define OTHER        "grpc_method=\"other\""
#define STATUS(code) ",grpc_status=\"" code "\"}"

struct counted {
    struct call_bench bench;
    struct cv_metrics metrics;
    struct cv_buf text; /* as printed last */
};

static void up(struct counted *counted)
{
    call_bench_up(&counted->bench, NULL);
    cv_metrics_init(&counted->metrics);
    cv_buf_init(&counted->text, TEXT_MAX);
    assert_int_equal(cv_server_count(counted->bench.server, &counted->metrics).code, CV_OK);
}

static void down(struct counted *counted)
{
    cv_buf_free(&counted->text);
    call_bench_down(&counted->bench);
}

static void print(struct counted *counted)
{
    cv_buf_free(&counted->text);
    cv_metrics_print(&counted->metrics, &counted->text);
    cv_buf_add(&counted->text, "", 1);
    assert_false(counted->text.failed);
}

/* Of the one line that begins with `series`; MISSING: there is none. */
static double value(struct counted *counted, const char *series)
{
    const char *at = (const char *)counted->text.at;
    char line[256];

    (void)snprintf(line, sizeof(line), "\n%s ", series);
    at = strstr(at, line);
    if (at == NULL)
        return MISSING;
    assert_null(strstr(at + 1, line));
    return strtod(at + strlen(line), NULL);
}

static void assert_value(struct counted *counted, const char *series, double wanted)
{
    double found = value(counted, series);

    if (found < wanted - 1e-9 || found > wanted + 1e-9)
        fail_msg("%s is %g, not %g", series, found, wanted);
}

static enum cv_code say(struct counted *counted, const Judge__V1__SayRequest *request)
{
    struct said said = {0};

    call_bench_say(&counted->bench, &said, request);
    return said.op.start.status.code;
}

static void calls_are_counted_by_method_and_code(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct counted counted;

    (void)state;
    up(&counted);
    print(&counted);
    assert_value(&counted, "grpc_server_call_started_total{" SAY "}", 0);
    for (int i = 0; i < 7; i++)
        assert_int_equal(say(&counted, &request), CV_OK);
    request.code = CV_INVALID_ARGUMENT;
    for (int i = 0; i < 3; i++)
        assert_int_equal(say(&counted, &request), CV_INVALID_ARGUMENT);
    print(&counted);
    assert_value(&counted, "grpc_server_call_started_total{" SAY "}", 10);
    assert_value(&counted, "grpc_server_call_started_total{" COUNT "}", 0);
    assert_value(&counted, "grpc_server_call_duration_seconds_count{" SAY STATUS("OK"), 7);
    assert_value(&counted,
                 "grpc_server_call_duration_seconds_count{" SAY STATUS("INVALID_ARGUMENT"), 3);
    assert_value(&counted, "grpc_server_call_duration_seconds_count{" SAY STATUS("INTERNAL"),
                 MISSING);
    assert_value(&counted, "grpc_server_call_duration_seconds_count{" COUNT STATUS("OK"), MISSING);
    assert_value(&counted, "caravan_server_calls", 0);
    assert_value(&counted, "caravan_server_connections", 1);
    assert_value(&counted, "caravan_server_connections_accepted_total", 1);
    down(&counted);
}

static void methods_that_are_not_there_are_all_one(void **state)
{
    static const char *const PATHS[] = {"/judge.v1.Judge/None", "/x.Y/Z", "/"};
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct counted counted;

    (void)state;
    up(&counted);
    for (size_t i = 0; i < 3; i++) {
        const struct cv_method method = {
            .path = PATHS[i],
            .name = "None",
            .request = &judge__v1__say_request__descriptor,
            .response = &judge__v1__say_response__descriptor,
        };
        struct said said = {.op = {.start = {.method = &method}}};

        said.op.start.scope = &counted.bench.scope;
        said.op.request = &request.base;
        said.op.done = said_done;
        cv_unary_submit(counted.bench.channel, &said.op);
        call_bench_await(&counted.bench, &said.done);
        assert_int_equal(said.op.start.status.code, CV_UNIMPLEMENTED);
    }
    print(&counted);
    assert_value(&counted, "grpc_server_call_started_total{" OTHER "}", 3);
    assert_value(&counted, "grpc_server_call_duration_seconds_count{" OTHER STATUS("UNIMPLEMENTED"),
                 3);
    down(&counted);
}

static void sizes_are_those_of_the_messages_alone(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    char text[3000] = {0};
    struct counted counted;
    size_t size;

    (void)state;
    up(&counted);
    memset(text, 'x', sizeof(text) - 1);
    request.text = text; /* comes back */
    size = judge__v1__say_request__get_packed_size(&request);
    assert_int_equal(say(&counted, &request), CV_OK);
    request.text = (char *)(uintptr_t) "";
    assert_int_equal(say(&counted, &request), CV_OK); /* both are empty messages */
    print(&counted);
#define SIZES(way) "grpc_server_call_" way "_total_compressed_message_size_bytes_"
#define OF_SAY     SAY ",grpc_status=\"OK\""
    assert_value(&counted, SIZES("rcvd") "sum{" OF_SAY "}", (double)size);
    assert_value(&counted, SIZES("sent") "sum{" OF_SAY "}", (double)size);
    assert_value(&counted, SIZES("sent") "bucket{" OF_SAY ",le=\"0\"}", 1);
    assert_value(&counted, SIZES("sent") "bucket{" OF_SAY ",le=\"2048\"}", 1);
    assert_value(&counted, SIZES("sent") "bucket{" OF_SAY ",le=\"4096\"}", 2);
    assert_value(&counted, SIZES("sent") "bucket{" OF_SAY ",le=\"+Inf\"}", 2);
    assert_value(&counted, SIZES("sent") "count{" OF_SAY "}", 2);
    down(&counted);
}

static void compressed_messages_count_as_they_went(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_metadata metadata = {0};
    struct counted counted;
    struct said said = {.op = {.start = {.compression = CV_GZIP, .metadata = &metadata}}};
    char *text;

    (void)state;
    up(&counted);
    text = cv_arena_zalloc(&counted.bench.arena, 500001);
    memset(text, 'x', 500000);
    request.text = text;
    (void)cv_metadata_add_text(&metadata, &counted.bench.arena, "compress", "gzip");
    call_bench_say(&counted.bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    print(&counted);
    assert_true(value(&counted, SIZES("rcvd") "sum{" OF_SAY "}") > 100);
    assert_true(value(&counted, SIZES("rcvd") "sum{" OF_SAY "}") < 10000);
    assert_true(value(&counted, SIZES("sent") "sum{" OF_SAY "}") > 100);
    assert_true(value(&counted, SIZES("sent") "sum{" OF_SAY "}") < 10000);
    down(&counted);
}

/* ---- streams ---- */

struct stream {
    struct cv_start start;
    struct cv_send send;
    struct cv_receive receive;
    size_t bytes; /* of what came */
    unsigned received;
    bool done;
};

static void stream_done(struct cv_start *start)
{
    CV_CONTAINER_OF(start, struct stream, start)->done = true;
}

static void stream_sent(struct cv_send *send)
{
    (void)send;
}

static void stream_received(struct cv_receive *op)
{
    struct stream *stream = CV_CONTAINER_OF(op, struct stream, receive);

    if (!cv_ok(op->status) || op->message == NULL)
        return;
    stream->bytes += protobuf_c_message_get_packed_size(op->message);
    stream->received++;
    cv_call_receive(stream->start.call, &stream->receive);
}

static void begin_count(struct counted *counted, struct stream *stream, int64_t to)
{
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;

    *stream = (struct stream){
        .start = {.scope = &counted->bench.scope, .done = stream_done},
        .send = {.done = stream_sent},
        .receive = {.done = stream_received},
    };
    request.to = to;
    request.padding_bytes = 1000;
    judge_v1_judge_count_start(counted->bench.channel, &stream->start);
    cv_call_send(stream->start.call, &stream->send, &request.base);
    cv_call_close_send(stream->start.call);
    cv_call_receive(stream->start.call, &stream->receive);
}

static void a_stream_counts_once_with_all_its_messages(void **state)
{
    struct counted counted;
    struct stream stream;

    (void)state;
    up(&counted);
    begin_count(&counted, &stream, 500); /* many windows */
    call_bench_await(&counted.bench, &stream.done);
    assert_int_equal(stream.start.status.code, CV_OK);
    assert_int_equal(stream.received, 500);
    print(&counted);
    assert_value(&counted, "grpc_server_call_duration_seconds_count{" COUNT STATUS("OK"), 1);
    assert_value(&counted, SIZES("sent") "sum{" COUNT STATUS("OK"), (double)stream.bytes);
    down(&counted);
}

static bool is_counted(void *arg)
{
    struct counted *counted = arg;

    print(counted);
    return value(counted, "grpc_server_call_duration_seconds_count{" COUNT STATUS("CANCELLED")) > 0;
}

static bool has_begun(void *arg)
{
    return ((struct stream *)arg)->received > 10;
}

static void a_call_that_its_client_leaves_counts_as_cancelled(void **state)
{
    struct counted counted;
    struct stream stream;

    (void)state;
    up(&counted);
    begin_count(&counted, &stream, INT64_MAX);
    assert_true(cv_loop_run_until(counted.bench.loop, has_begun, &stream, PATIENCE));
    print(&counted);
    assert_value(&counted, "caravan_server_calls", 1);
    assert_value(&counted, "grpc_server_call_started_total{" COUNT "}", 1);
    cv_call_cancel(stream.start.call);
    call_bench_await(&counted.bench, &stream.done);
    assert_true(cv_loop_run_until(counted.bench.loop, is_counted, &counted, PATIENCE));
    assert_value(&counted, "grpc_server_call_duration_seconds_count{" COUNT STATUS("CANCELLED"), 1);
    assert_value(&counted, "grpc_server_call_duration_seconds_count{" COUNT STATUS("OK"), MISSING);
    down(&counted);
}

/* ---- time ---- */

static void a_call_takes_as_long_as_its_handler_waits(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct counted counted;

    (void)state;
    up(&counted);
    request.delay_ms = 31;
    assert_int_equal(say(&counted, &request), CV_OK);
    print(&counted);
#define DURATION "grpc_server_call_duration_seconds_"
    assert_value(&counted, DURATION "bucket{" OF_SAY ",le=\"0.03\"}", 0);
    assert_value(&counted, DURATION "bucket{" OF_SAY ",le=\"+Inf\"}", 1);
    assert_true(value(&counted, DURATION "sum{" OF_SAY "}") > 0.03);
    assert_true(value(&counted, DURATION "sum{" OF_SAY "}") < 20);
    down(&counted);
}

static void turns_of_the_loop_are_measured(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct counted counted;

    (void)state;
    up(&counted);
    assert_int_equal(say(&counted, &request), CV_OK);
    print(&counted);
    assert_true(value(&counted, "caravan_loop_lag_seconds_count{loop=\"0\"}") > 0);
    assert_true(value(&counted, "caravan_loop_lag_seconds_sum{loop=\"0\"}") > 0);
    down(&counted);
}

/* ---- a channel's ---- */

static struct cv_client_counts *up_client(struct counted *counted)
{
    static const struct cv_channel_config RETRIES = {
        .backoff_first_ns = CV_NS_PER_MS,
        .service_config = "{\"methodConfig\":[{\"name\":[{}],\"retryPolicy\":{\"maxAttempts\":3,"
                          "\"initialBackoff\":\"0.001s\",\"maxBackoff\":\"0.001s\","
                          "\"backoffMultiplier\":1,\"retryableStatusCodes\":[\"UNAVAILABLE\"]}}]}",
    };
    struct cv_channel_config config = RETRIES;

    cv_metrics_init(&counted->metrics);
    cv_buf_init(&counted->text, TEXT_MAX);
    config.counts = cv_client_counts_new(&counted->metrics);
    assert_non_null(config.counts);
    call_bench_up(&counted->bench, &config);
    return config.counts;
}

/* As `series`, with the target where it has an @. */
static void assert_sent_to(struct counted *counted, const char *series, double wanted)
{
    const char *at = strchr(series, '@');
    char text[256];

    (void)snprintf(text, sizeof(text), "%.*s,grpc_target=\"dns:///%s\"%s", (int)(at - series),
                   series, counted->bench.target, at + 1);
    assert_value(counted, text, wanted);
}

static void a_channel_counts_calls_and_each_of_their_attempts(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_client_counts *counts;
    struct counted counted;
    size_t size;

    (void)state;
    counts = up_client(&counted);
    request.text = (char *)(uintptr_t) "hello";
    size = judge__v1__say_request__get_packed_size(&request);
    for (int i = 0; i < 4; i++)
        assert_int_equal(say(&counted, &request), CV_OK);
    request.code = CV_UNAVAILABLE;
    assert_int_equal(say(&counted, &request), CV_UNAVAILABLE); /* after three attempts */
    print(&counted);
#define CLIENT "grpc_client_"
    assert_sent_to(&counted, CLIENT "attempt_started_total{" SAY "@}", 7);
    assert_sent_to(&counted, CLIENT "attempt_duration_seconds_count{" SAY "@" STATUS("OK"), 4);
    assert_sent_to(&counted, CLIENT "attempt_duration_seconds_count{" SAY "@" STATUS("UNAVAILABLE"),
                   3);
    assert_sent_to(&counted, CLIENT "call_duration_seconds_count{" SAY "@" STATUS("OK"), 4);
    assert_sent_to(&counted, CLIENT "call_duration_seconds_count{" SAY "@" STATUS("UNAVAILABLE"),
                   1);
#define CLIENT_SIZES(way) CLIENT "attempt_" way "_total_compressed_message_size_bytes_sum{" SAY "@"
    assert_sent_to(&counted, CLIENT_SIZES("sent") STATUS("OK"), 4.0 * (double)size);
    assert_sent_to(&counted, CLIENT_SIZES("rcvd") STATUS("OK"), 4.0 * (double)size);
    assert_sent_to(&counted, CLIENT_SIZES("rcvd") STATUS("UNAVAILABLE"), 0);
    down(&counted);
    cv_client_counts_free(counts);
}

static void a_call_that_is_cancelled_counts_as_such_at_its_channel(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {0};
    struct cv_client_counts *counts;
    struct counted counted;

    (void)state;
    counts = up_client(&counted);
    request.delay_ms = 100;
    request.heed = true;
    call_bench_submit(&counted.bench, &said, &request);
    cv_call_cancel(said.op.start.call);
    call_bench_await(&counted.bench, &said.done);
    print(&counted);
    assert_sent_to(&counted, CLIENT "call_duration_seconds_count{" SAY "@" STATUS("CANCELLED"), 1);
    assert_sent_to(&counted, CLIENT "attempt_started_total{" SAY "@}", 1);
    assert_sent_to(&counted, CLIENT "attempt_duration_seconds_count{" SAY "@" STATUS("CANCELLED"),
                   1);
    down(&counted);
    cv_client_counts_free(counts);
}

static void a_channel_counts_also_where_memory_is_short(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    bool failed = true;
    unsigned long nth;

    (void)state;
    for (nth = 1; failed; nth++) {
        struct counted counted;
        struct cv_client_counts *counts = up_client(&counted);

        cv_fault_arm(CV_FAULT_ALLOC, nth);
        (void)say(&counted, &request);
        failed = cv_fault_fired();
        cv_fault_off();
        print(&counted);
        if (!failed)
            assert_sent_to(&counted, CLIENT "attempt_started_total{" SAY "@}", 1);
        down(&counted);
        cv_client_counts_free(counts);
    }
    assert_true(nth > 2);
}

/* ---- without memory ---- */

static void a_call_that_cannot_be_counted_goes_on(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    bool failed = true;
    unsigned long nth;

    (void)state;
    for (nth = 1; failed; nth++) {
        struct counted counted;
        double ended;

        up(&counted);
        assert_int_equal(say(&counted, &request), CV_OK); /* it is connected */
        request.code = CV_ABORTED;
        cv_fault_arm(CV_FAULT_ALLOC, nth);
        (void)say(&counted, &request);
        failed = cv_fault_fired();
        cv_fault_off();
        request.code = CV_OK;
        print(&counted);
        ended = value(&counted, "grpc_server_call_duration_seconds_count{" SAY STATUS("ABORTED"));
        assert_true(failed || ended > 0);
        down(&counted);
    }
    assert_true(nth > 2);
}

static void without_memory_nothing_is_counted_and_the_server_says_so(void **state)
{
    struct call_bench bench;
    unsigned long nth = 0;
    bool failed = true;

    (void)state;
    while (failed) {
        struct cv_metrics metrics;
        enum cv_code code;

        call_bench_up(&bench, NULL);
        cv_metrics_init(&metrics);
        cv_fault_arm(CV_FAULT_ALLOC, ++nth);
        code = cv_server_count(bench.server, &metrics).code;
        failed = cv_fault_fired();
        cv_fault_off();
        assert_int_equal(code, failed ? CV_RESOURCE_EXHAUSTED : CV_OK);
        call_bench_down(&bench);
    }
    assert_true(nth > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_are_counted_by_method_and_code),
        cmocka_unit_test(methods_that_are_not_there_are_all_one),
        cmocka_unit_test(sizes_are_those_of_the_messages_alone),
        cmocka_unit_test(compressed_messages_count_as_they_went),
        cmocka_unit_test(a_stream_counts_once_with_all_its_messages),
        cmocka_unit_test(a_call_that_its_client_leaves_counts_as_cancelled),
        cmocka_unit_test(a_call_takes_as_long_as_its_handler_waits),
        cmocka_unit_test(turns_of_the_loop_are_measured),
        cmocka_unit_test(a_channel_counts_calls_and_each_of_their_attempts),
        cmocka_unit_test(a_call_that_is_cancelled_counts_as_such_at_its_channel),
        cmocka_unit_test(a_channel_counts_also_where_memory_is_short),
        cmocka_unit_test(a_call_that_cannot_be_counted_goes_on),
        cmocka_unit_test(without_memory_nothing_is_counted_and_the_server_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
