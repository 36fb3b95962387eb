/* What calls show of their caller, and what becomes of a call that has nothing to show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/credentials.h"
#include "support/call_bench.h"

/* A giver of one token, at once or when the test says so. */
struct token {
    struct cv_credentials base;
    const char *key;
    const char *text;
    struct cv_status status;
    bool holds;
    struct cv_credentials_request *held;
    char audience[128];
    unsigned fetched;
};

static void give(struct token *token, struct cv_credentials_request *request)
{
    assert_int_equal(cv_credentials_add(request, token->key, token->text, strlen(token->text)).code,
                     CV_OK);
    cv_credentials_done(request, token->status);
}

static void token_fetch(struct cv_credentials *self, struct cv_credentials_request *request)
{
    struct token *token = CV_CONTAINER_OF(self, struct token, base);

    token->fetched++;
    assert_string_equal(request->method->name, "Say");
    (void)snprintf(token->audience, sizeof(token->audience), "%s", request->audience);
    if (token->holds)
        token->held = request;
    else
        give(token, request);
}

static struct token token(const char *key, const char *text)
{
    return (struct token){.base = {token_fetch, true}, .key = key, .text = text};
}

static void up(struct call_bench *bench, struct token *of_channel)
{
    struct cv_channel_config config = {.backoff_first_ns = CV_NS_PER_MS};

    config.credentials = of_channel == NULL ? NULL : &of_channel->base;
    call_bench_up(bench, &config);
}

static const char *came_back(const struct said *said, const char *key)
{
    const struct cv_metadatum *found = cv_metadata_find(&said->op.start.headers, key);

    return found == NULL ? NULL : (const char *)found->value.at;
}

static void those_of_the_channel_and_of_the_call_are_shown(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct token one = token("echo-one", "1");
    struct token two = token("echo-two", "2");
    struct call_bench bench;
    struct said said = {0};
    char expected[256];

    (void)state;
    up(&bench, &one);
    said.op.start.credentials = &two.base;
    call_bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    assert_string_equal(came_back(&said, "echo-one"), "1");
    assert_string_equal(came_back(&said, "echo-two"), "2");
    assert_int_equal(one.fetched, 1);
    (void)snprintf(expected, sizeof(expected), "https://%s/judge.v1.Judge", bench.target);
    assert_string_equal(one.audience, expected);
    said = (struct said){0}; /* the channel's alone */
    call_bench_say(&bench, &said, &request);
    assert_string_equal(came_back(&said, "echo-one"), "1");
    assert_null(came_back(&said, "echo-two"));
    call_bench_down(&bench);
}

static void a_call_waits_for_them_and_keeps_what_is_sent_meanwhile(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct token slow = token("echo-one", "1");
    struct call_bench bench;
    struct said said = {0};

    (void)state;
    up(&bench, &slow);
    slow.holds = true;
    request.text = (char *)(uintptr_t) "kept";
    call_bench_submit(&bench, &said, &request);
    assert_non_null(slow.held);
    give(&slow, slow.held);
    call_bench_await(&bench, &said.done);
    assert_string_equal(judge_v1_judge_say_response(&said.op)->text, "kept");
    assert_string_equal(came_back(&said, "echo-one"), "1");
    call_bench_down(&bench);
}

static void without_tls_they_are_kept_back(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct token shy = token("echo-one", "1");
    struct call_bench bench;
    struct said said = {0};

    (void)state;
    up(&bench, &shy);
    shy.base.allow_cleartext = false;
    call_bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_UNAUTHENTICATED);
    assert_string_equal(said.op.start.status.reason, "CREDENTIALS_NEED_TLS");
    assert_int_equal(shy.fetched, 0);
    assert_int_equal(bench.judge.started, 0);
    call_bench_down(&bench);
}

static void their_failure_is_the_calls(void **state)
{
    static const enum cv_code rows[][2] = {
        {CV_UNAVAILABLE, CV_UNAVAILABLE},
        {CV_PERMISSION_DENIED, CV_PERMISSION_DENIED},
        {CV_NOT_FOUND, CV_INTERNAL}, /* gRFC A54: it would be taken for the method's own word */
        {CV_DATA_LOSS, CV_INTERNAL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
        struct token empty = token("echo-one", "1");
        struct call_bench bench;
        struct said said = {0};

        up(&bench, &empty);
        empty.status = cv_status(rows[i][0], NULL, "no token today");
        call_bench_say(&bench, &said, &request);
        assert_int_equal(said.op.start.status.code, rows[i][1]);
        assert_string_equal(said.op.start.status.message, "no token today");
        call_bench_down(&bench);
    }
}

static void a_call_that_ends_does_not_wait_for_them(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct token late = token("echo-one", "1");
    struct call_bench bench;
    struct said said = {0};

    (void)state;
    up(&bench, &late);
    late.holds = true;
    bench.scope.deadline_ns = cv_clock_ns() + 10 * CV_NS_PER_MS;
    call_bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_DEADLINE_EXCEEDED);
    give(&late, late.held);
    bench.scope.deadline_ns = CV_NEVER;
    call_bench_submit(&bench, &said, &request);
    cv_call_cancel(said.op.start.call);
    call_bench_await(&bench, &said.done);
    assert_int_equal(said.op.start.status.code, CV_CANCELLED);
    give(&late, late.held);
    call_bench_down(&bench);
    assert_int_equal(bench.judge.started, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_of_the_channel_and_of_the_call_are_shown),
        cmocka_unit_test(a_call_waits_for_them_and_keeps_what_is_sent_meanwhile),
        cmocka_unit_test(without_tls_they_are_kept_back),
        cmocka_unit_test(their_failure_is_the_calls),
        cmocka_unit_test(a_call_that_ends_does_not_wait_for_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
