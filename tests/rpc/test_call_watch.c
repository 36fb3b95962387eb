/* Who watches the calls of a server: what he is told of each, and what a call says of its trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/call_watch.h"
#include "rpc/interceptor.h"
#include "support/call_bench.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define GOOD         "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
#define OTHER        "00-00000000000000000000000000000001-0000000000000002-00"

struct witness {
    struct cv_call_watch base;
    unsigned begun;
    unsigned ended;
    bool looks_away; /* it is told of no end */
    bool renames;    /* gives each call a trace */
    char trace[CV_TRACE_TEXT];
    char state[CV_TRACE_STATE_MAX + 1];
    struct cv_call_end end;
    char message[64];
    const struct cv_method *method;
    struct call_bench bench;
};

static struct witness witness;

static void *watch_begun(struct cv_call_watch *watch, struct cv_call *call)
{
    struct witness *self = CV_CONTAINER_OF(watch, struct witness, base);
    const struct cv_trace *trace = &cv_call_scope(call)->trace;

    self->begun++;
    self->trace[0] = '\0';
    if (cv_trace_is_set(trace))
        cv_trace_print(trace, self->trace);
    (void)snprintf(self->state, sizeof(self->state), "%.*s", (int)trace->state.len,
                   (const char *)trace->state.at);
    if (self->renames)
        cv_call_set_trace(call, &(struct cv_trace){.trace_id = {7}, .parent_id = {8}});
    return self->looks_away ? NULL : self;
}

static void watch_ended(struct cv_call_watch *watch, struct cv_call *call, void *seen,
                        const struct cv_call_end *end)
{
    struct witness *self = CV_CONTAINER_OF(watch, struct witness, base);

    assert_ptr_equal(seen, self);
    self->ended++;
    self->end = *end;
    self->method = cv_call_method(call);
    (void)snprintf(self->message, sizeof(self->message), "%s",
                   end->status.message == NULL ? "" : end->status.message);
    if (self->renames)
        assert_int_equal(cv_call_scope(call)->trace.trace_id[0], 7);
}

static int up(void **state)
{
    (void)state;
    memset(&witness, 0, sizeof(witness));
    call_bench_up(&witness.bench, NULL);
    witness.base = (struct cv_call_watch){watch_begun, watch_ended};
    cv_server_watch(witness.bench.server, &witness.base);
    return 0;
}

static int down(void **state)
{
    (void)state;
    call_bench_down(&witness.bench);
    return 0;
}

static bool has_ended(void *arg)
{
    return witness.ended == *(unsigned *)arg;
}

static void await_ended(unsigned count)
{
    assert_true(cv_loop_run_until(witness.bench.loop, has_ended, &count, PATIENCE));
}

static enum cv_code say(struct cv_metadata *metadata, const Judge__V1__SayRequest *request)
{
    struct said said = {.op = {.start = {.metadata = metadata}}};

    call_bench_say(&witness.bench, &said, request);
    return said.op.start.status.code;
}

static void each_call_is_told_of_once(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    size_t size;

    (void)state;
    request.text = (char *)(uintptr_t) "hello";
    size = judge__v1__say_request__get_packed_size(&request);
    assert_int_equal(say(NULL, &request), CV_OK);
    await_ended(1);
    assert_int_equal(witness.begun, 1);
    assert_string_equal(witness.method->path, "/judge.v1.Judge/Say");
    assert_int_equal(witness.end.status.code, CV_OK);
    assert_int_equal(witness.end.bytes_received, size);
    assert_int_equal(witness.end.bytes_sent, size);
    assert_int_equal(witness.end.messages_received, 1);
    assert_int_equal(witness.end.messages_sent, 1);
    request.code = CV_NOT_FOUND;
    request.message = (char *)(uintptr_t) "it is not there";
    assert_int_equal(say(NULL, &request), CV_NOT_FOUND);
    await_ended(2);
    assert_int_equal(witness.end.status.code, CV_NOT_FOUND);
    assert_string_equal(witness.message, "it is not there");
    assert_int_equal(witness.end.messages_sent, 0);
}

static void also_of_those_that_no_handler_sees(void **state)
{
    static const struct cv_method NONE = {
        .path = "/x.Y/Z",
        .name = "Z",
        .request = &judge__v1__say_request__descriptor,
        .response = &judge__v1__say_response__descriptor,
    };
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {.op = {.start = {.method = &NONE}}};

    (void)state;
    said.op.start.scope = &witness.bench.scope;
    said.op.request = &request.base;
    said.op.done = said_done;
    cv_unary_submit(witness.bench.channel, &said.op);
    call_bench_await(&witness.bench, &said.done);
    await_ended(1);
    assert_null(witness.method);
    assert_int_equal(witness.end.status.code, CV_UNIMPLEMENTED);
}

static void one_that_its_client_leaves_is_cancelled(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {0};
    unsigned begun = 1;

    (void)state;
    request.delay_ms = 10000;
    request.heed = true;
    call_bench_submit(&witness.bench, &said, &request);
    while (witness.bench.judge.started < begun)
        (void)cv_loop_run_until(witness.bench.loop, has_ended, &begun, CV_NS_PER_MS);
    cv_call_cancel(said.op.start.call);
    call_bench_await(&witness.bench, &said.done);
    await_ended(1);
    assert_int_equal(witness.end.status.code, CV_CANCELLED);
    assert_string_equal(witness.message, "the client has left");
}

static void who_looks_away_hears_of_no_end(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;

    (void)state;
    witness.looks_away = true;
    assert_int_equal(say(NULL, &request), CV_OK);
    witness.looks_away = false;
    assert_int_equal(say(NULL, &request), CV_OK);
    await_ended(1);
    assert_int_equal(witness.begun, 2);
}

static void a_trace_given_to_a_call_is_its_own_to_the_end(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;

    (void)state;
    witness.renames = true;
    assert_int_equal(say(NULL, &request), CV_OK);
    await_ended(1);
}

/* ---- what the header block says of the trace ---- */

static char *repeated(char c, size_t count)
{
    char *text = cv_arena_zalloc(&witness.bench.arena, count + 1);

    memset(text, c, count);
    return text;
}

static void assert_trace(const char *const *fields, const char *trace, const char *tracestate)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_metadata metadata = {0};

    for (; *fields != NULL; fields += 2)
        assert_true(
            cv_ok(cv_metadata_add_text(&metadata, &witness.bench.arena, fields[0], fields[1])));
    assert_int_equal(say(&metadata, &request), CV_OK);
    assert_string_equal(witness.trace, trace);
    assert_string_equal(witness.state, tracestate);
}

static void a_trace_is_read_from_one_good_traceparent_and_any_tracestate(void **state)
{
    static const struct {
        const char *fields[9];
        const char *trace;
        const char *tracestate;
    } CASES[] = {
        {{NULL}, "", ""},
        {{"traceparent", GOOD}, GOOD, ""},
        {{"traceparent", GOOD "-"}, "", ""},
        {{"traceparent", "01" OTHER}, "", ""},
        {{"traceparent", GOOD, "traceparent", OTHER}, "", ""},
        {{"traceparent", GOOD, "traceparent", "x"}, "", ""},
        {{"traceparent", "x", "traceparent", GOOD}, "", ""},
        {{"traceparent", GOOD, "tracestate", "a=1,b=2"}, GOOD, "a=1,b=2"},
        {{"tracestate", "a=1", "traceparent", GOOD}, GOOD, "a=1"},
        {{"tracestate", "a=1", "traceparent", GOOD, "tracestate", "", "tracestate", "b=2"},
         GOOD,
         "a=1,b=2"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_trace(CASES[i].fields, CASES[i].trace, CASES[i].tracestate);
}

static void a_tracestate_is_kept_up_to_its_limit(void **state)
{
    const char *most = repeated('a', CV_TRACE_STATE_MAX);
    const char *few = repeated('b', CV_TRACE_STATE_MAX - 4);
    const char *both = cv_arena_printf(&witness.bench.arena, "%s,c=1", few);
    const char *over = repeated('a', CV_TRACE_STATE_MAX + 1);

    (void)state;
    assert_trace((const char *[]){"tracestate", most, "traceparent", GOOD, NULL}, GOOD, most);
    assert_trace((const char *[]){"tracestate", over, "traceparent", GOOD, NULL}, GOOD, "");
    assert_trace((const char *[]){"tracestate", most, "tracestate", "c=1", NULL}, "", most);
    assert_trace((const char *[]){"tracestate", few, "tracestate", "c=1", NULL}, "", both);
    assert_trace((const char *[]){"tracestate", few, "tracestate", "c=12", NULL}, "", few);
    assert_trace((const char *[]){"tracestate", over, "tracestate", "c=1", NULL}, "", "c=1");
}

#define WATCH_TEST(name) cmocka_unit_test_setup_teardown(name, up, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WATCH_TEST(each_call_is_told_of_once),
        WATCH_TEST(also_of_those_that_no_handler_sees),
        WATCH_TEST(one_that_its_client_leaves_is_cancelled),
        WATCH_TEST(who_looks_away_hears_of_no_end),
        WATCH_TEST(a_trace_given_to_a_call_is_its_own_to_the_end),
        WATCH_TEST(a_trace_is_read_from_one_good_traceparent_and_any_tracestate),
        WATCH_TEST(a_tracestate_is_kept_up_to_its_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
