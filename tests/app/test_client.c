/* The client that waits, against the judge on a thread of its own. */
#include "app/client.h"
#include "base/fault.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "net/thread.h"
#include "support/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct {
    struct cv_server *server;
    struct cv_thread *thread;
    struct judge judge;
    char target[CV_ADDRESS_TEXT_MAX + 16];
} bench;

static void serve(void *arg)
{
    (void)arg;
    (void)cv_server_run(bench.server);
    cv_arena_thread_done();
}

static int start_judge(void **state)
{
    const struct cv_server_config config = {.drain_grace_ns = CV_NS_PER_MS};
    struct cv_address any;
    struct cv_address bound;

    (void)state;
    assert_true(cv_ok(cv_server_new(&config, &bench.server)));
    assert_true(cv_ok(judge_serve(bench.server, &bench.judge)));
    assert_true(cv_ok(cv_address_parse("127.0.0.1:0", &any)));
    assert_true(cv_ok(cv_server_listen(bench.server, &any, &bound)));
    cv_address_print(&bound, bench.target);
    assert_true(cv_ok(cv_thread_start(&bench.thread, serve, NULL)));
    return 0;
}

static int stop_judge(void **state)
{
    (void)state;
    cv_server_drain(bench.server);
    cv_thread_join(bench.thread);
    cv_server_free(bench.server);
    return 0;
}

static struct cv_client *client_of(const char *target, uint64_t timeout_ns)
{
    const struct cv_client_config config = {.channel.target = target, .timeout_ns = timeout_ns};
    struct cv_client *client;

    assert_int_equal(cv_client_open(&config, &client).code, CV_OK);
    return client;
}

/* The texts of the status live in the call. */
static struct cv_status say(struct cv_client *client, struct cv_client_call *call,
                            const Judge__V1__SayRequest *request)
{
    cv_client_prepare(client, call);
    judge_v1_judge_say(cv_client_channel(client), &call->unary, request);
    return cv_client_wait(call);
}

static void a_call_is_answered(void **state)
{
    struct cv_client *client = client_of(bench.target, 0);
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_client_call call;

    (void)state;
    request.text = (char[]){"hello"};
    assert_int_equal(say(client, &call, &request).code, CV_OK);
    assert_string_equal(judge_v1_judge_say_response(&call.unary)->text, "hello");
    cv_client_release(&call);
    cv_client_close(client);
}

static void an_error_says_what_is_wrong(void **state)
{
    struct cv_client *client = client_of(bench.target, 0);
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_client_call call;
    struct cv_status status;

    (void)state;
    request.code = CV_INVALID_ARGUMENT;
    request.message = (char[]){"must be shorter"};
    request.field = (char[]){"text"};
    status = say(client, &call, &request);
    assert_int_equal(status.code, CV_INVALID_ARGUMENT);
    assert_string_equal(status.message, "must be shorter");
    assert_string_equal(status.field, "text");
    cv_client_release(&call);
    cv_client_close(client);
}

static void the_deadline_ends_a_call_that_is_not_answered(void **state)
{
    struct cv_client *client = client_of(bench.target, 50 * CV_NS_PER_MS);
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_client_call call;

    (void)state;
    request.delay_ms = 600000;
    request.heed = true;
    assert_int_equal(say(client, &call, &request).code, CV_DEADLINE_EXCEEDED);
    cv_client_release(&call);
    cv_client_close(client);
}

static void a_streamed_answer_is_received_message_by_message(void **state)
{
    struct cv_client *client = client_of(bench.target, 0);
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    const Judge__V1__Number *number;
    struct cv_client_call call;
    int64_t count = 0;

    (void)state;
    request.to = 1000;
    request.padding_bytes = 1000;
    request.code = CV_OUT_OF_RANGE; /* after the last */
    cv_client_prepare(client, &call);
    judge_v1_judge_count_start(cv_client_channel(client), &call.unary.start);
    assert_int_equal(cv_client_send(&call, &request.base).code, CV_OK);
    while ((number = (const Judge__V1__Number *)cv_client_receive(&call)) != NULL) {
        assert_int_equal(number->value, ++count);
        assert_int_equal(number->padding.len, 1000);
    }
    assert_int_equal(count, 1000);
    assert_int_equal(cv_client_wait(&call).code, CV_OUT_OF_RANGE);
    cv_client_release(&call);
    cv_client_close(client);
}

static void streams_of_both_sides_take_turns(void **state)
{
    struct cv_client *client = client_of(bench.target, 0);
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;
    struct cv_client_call call;

    (void)state;
    cv_client_prepare(client, &call);
    judge_v1_judge_chat_start(cv_client_channel(client), &call.unary.start);
    for (number.value = 1; number.value < 100; number.value++) {
        const Judge__V1__Number *answer;

        assert_int_equal(cv_client_send(&call, &number.base).code, CV_OK);
        answer = (const Judge__V1__Number *)cv_client_receive(&call);
        assert_non_null(answer);
        assert_int_equal(answer->value, 2 * number.value);
    }
    cv_client_close_send(&call);
    assert_null(cv_client_receive(&call));
    assert_int_equal(cv_client_wait(&call).code, CV_OK);
    assert_null(cv_client_receive(&call)); /* more than once is no harm */
    cv_client_release(&call);
    cv_client_close(client);
}

static void sending_to_a_call_that_is_over_fails(void **state)
{
    struct cv_client *client = client_of(bench.target, 0);
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;
    struct cv_client_call call;
    unsigned sent = 0;

    (void)state;
    number.value = -1; /* ends it */
    cv_client_prepare(client, &call);
    judge_v1_judge_sum_start(cv_client_channel(client), &call.unary.start);
    while (cv_ok(cv_client_send(&call, &number.base)) && sent < 1000000)
        sent++;
    assert_true(sent < 1000000);
    assert_int_equal(cv_client_wait(&call).code, CV_OUT_OF_RANGE);
    cv_client_release(&call);
    cv_client_close(client);
}

static void a_message_that_cannot_be_read_ends_the_call(void **state)
{
    struct cv_method wrong = judge_v1_judge_type.methods[2];
    struct cv_client *client = client_of(bench.target, 0);
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    struct cv_client_call call;

    (void)state;
    assert_string_equal(wrong.name, "Count");
    wrong.response = &judge__v1__total__descriptor; /* its second field is a number, not bytes */
    request.to = 1000000;
    request.padding_bytes = 100;
    cv_client_prepare(client, &call);
    call.unary.start.method = &wrong;
    cv_call_start(cv_client_channel(client), &call.unary.start);
    assert_int_equal(cv_client_send(&call, &request.base).code, CV_OK);
    assert_null(cv_client_receive(&call));
    assert_int_equal(cv_client_wait(&call).code, CV_INTERNAL);
    cv_client_release(&call);
    cv_client_close(client);
}

static void waiting_for_a_stream_ends_it(void **state)
{
    struct cv_client *client = client_of(bench.target, 0);
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    struct cv_client_call call;

    (void)state;
    request.to = 100;
    cv_client_prepare(client, &call);
    judge_v1_judge_count_start(cv_client_channel(client), &call.unary.start);
    (void)cv_client_send(&call, &request.base);
    assert_non_null(cv_client_receive(&call)); /* and no other of the hundred */
    assert_int_equal(cv_client_wait(&call).code, CV_OK);
    cv_client_release(&call);
    cv_client_prepare(client, &call);
    judge_v1_judge_chat_start(cv_client_channel(client), &call.unary.start);
    assert_int_equal(cv_client_wait(&call).code, CV_OK); /* nobody said that nothing comes */
    cv_client_release(&call);
    cv_client_close(client);
}

static void a_call_under_way_may_be_released(void **state)
{
    struct cv_client *client = client_of(bench.target, 0);
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    struct cv_client_call call;

    (void)state;
    request.to = INT64_MAX;
    cv_client_prepare(client, &call);
    judge_v1_judge_count_start(cv_client_channel(client), &call.unary.start);
    (void)cv_client_send(&call, &request.base);
    assert_non_null(cv_client_receive(&call));
    cv_client_release(&call);
    cv_client_prepare(client, &call);
    cv_client_release(&call); /* nor need it have begun */
    cv_client_close(client);
}

static void a_wrong_target_or_file_is_told(void **state)
{
    const struct cv_tls_files files = {.ca = "/does/not/exist.pem"};
    struct cv_client_config config = {.channel.target = bench.target, .tls = &files};
    struct cv_client *client;
    struct cv_status status = cv_client_open(&config, &client);

    (void)state;
    assert_int_equal(status.code, CV_INVALID_ARGUMENT);
    assert_non_null(strstr(status.message, "/does/not/exist.pem"));
    cv_client_close(client);
    config = (struct cv_client_config){.channel.target = "no port at all"};
    assert_int_equal(cv_client_open(&config, &client).code, CV_INVALID_ARGUMENT);
    cv_client_close(client);
}

/* One whole use of a client; what it came to. */
static enum cv_code count_to_three(void)
{
    const struct cv_client_config config = {.channel.target = bench.target};
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    struct cv_client_call call;
    struct cv_client *client;
    struct cv_status status = cv_client_open(&config, &client);
    enum cv_code code = status.code;
    int count = 0;

    if (cv_ok(status)) {
        request.to = 3;
        cv_client_prepare(client, &call);
        judge_v1_judge_count_start(cv_client_channel(client), &call.unary.start);
        (void)cv_client_send(&call, &request.base);
        cv_client_close_send(&call);
        while (cv_client_receive(&call) != NULL)
            count++;
        code = cv_client_wait(&call).code;
        assert_true(code != CV_OK || count == 3);
        cv_client_release(&call);
    }
    cv_client_close(client);
    return code;
}

static void every_allocation_may_fail(void **state)
{
    bool fired = true;

    (void)state;
    for (unsigned long nth = 1; fired; nth++) {
        cv_fault_arm(CV_FAULT_ALLOC, nth);
        (void)count_to_three();
        fired = cv_fault_fired();
        cv_fault_off();
    }
    assert_int_equal(count_to_three(), CV_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_answered),
        cmocka_unit_test(an_error_says_what_is_wrong),
        cmocka_unit_test(the_deadline_ends_a_call_that_is_not_answered),
        cmocka_unit_test(a_streamed_answer_is_received_message_by_message),
        cmocka_unit_test(streams_of_both_sides_take_turns),
        cmocka_unit_test(sending_to_a_call_that_is_over_fails),
        cmocka_unit_test(a_message_that_cannot_be_read_ends_the_call),
        cmocka_unit_test(waiting_for_a_stream_ends_it),
        cmocka_unit_test(a_call_under_way_may_be_released),
        cmocka_unit_test(a_wrong_target_or_file_is_told),
        cmocka_unit_test(every_allocation_may_fail),
    };
    int failed = cmocka_run_group_tests(tests, start_judge, stop_judge);

    cv_arena_thread_done();
    return failed;
}
