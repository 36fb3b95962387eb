/* Calls that are tried again, against a server that fails as told, in made-up time. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "rpc/limits.h"
#include "support/scripted.h"

#include <nghttp2/nghttp2.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PATIENCE  (600 * CV_NS_PER_S)
#define CALLS_MAX 64u

#define POLICY                                                                                     \
    "{\"methodConfig\":[{\"name\":[{}],\"retryPolicy\":{\"maxAttempts\":4,\"initialBackoff\":"     \
    "\"1s\",\"maxBackoff\":\"3s\",\"backoffMultiplier\":2,\"retryableStatusCodes\":"               \
    "[\"UNAVAILABLE\",\"ABORTED\"]}}]}"
#define THROTTLED                                                                                  \
    "{\"methodConfig\":[{\"name\":[{}],\"retryPolicy\":{\"maxAttempts\":5,\"initialBackoff\":"     \
    "\"0.1s\",\"maxBackoff\":\"1s\",\"backoffMultiplier\":2,\"retryableStatusCodes\":"             \
    "[\"UNAVAILABLE\"]}}],\"retryThrottling\":{\"maxTokens\":4,\"tokenRatio\":0.5}}"

/* What the server has seen of a call. */
struct seen {
    unsigned previous;
    uint64_t at_ns;
    uint64_t timeout_ns;
    struct cv_buf body;
};

struct bench {
    struct cv_loop *loop;
    struct cv_channel *channel;
    struct scripted server;
    const struct scripted_answer *script; /* one for each call; the last for all after it */
    size_t script_count;
    struct seen seen[CALLS_MAX];
    struct cv_arena arena;
    struct cv_scope scope;
    bool closing;
    bool channel_closed;
};

static struct scripted_answer answer(void *arg, const struct scripted_call *call)
{
    struct bench *bench = arg;
    size_t at = call->number < bench->script_count ? call->number : bench->script_count - 1;

    assert_true(call->number < CALLS_MAX);
    bench->seen[call->number].previous = call->previous;
    bench->seen[call->number].at_ns = call->at_ns;
    bench->seen[call->number].timeout_ns = call->timeout_ns;
    return bench->script[at];
}

static void whole(void *arg, const struct scripted_call *call)
{
    struct seen *seen = &((struct bench *)arg)->seen[call->number];

    cv_buf_init(&seen->body, SIZE_MAX);
    cv_buf_add(&seen->body, call->body.at, call->body.len);
}

static void up(struct bench *bench, const char *service_config,
               const struct scripted_answer *script, size_t count)
{
    struct cv_channel_config config = {.target = "x:1",
                                       .dial = scripted_dial,
                                       .dial_arg = &bench->server,
                                       .backoff_first_ns = CV_NS_PER_S,
                                       .service_config = service_config};

    *bench = (struct bench){.script = script, .script_count = count};
    scripted_clock();
    cv_random_seed(7);
    cv_arena_init(&bench->arena, 256 * 1024 * 1024);
    bench->scope = (struct cv_scope){.arena = &bench->arena, .deadline_ns = CV_NEVER};
    assert_int_equal(cv_loop_new(&bench->loop).code, CV_OK);
    bench->server =
        (struct scripted){.loop = bench->loop, .answer = answer, .whole = whole, .arg = bench};
    assert_int_equal(cv_channel_open(bench->loop, &config, &bench->channel).code, CV_OK);
}

#define UP(bench, config, script) up(bench, config, script, sizeof(script) / sizeof((script)[0]))

static void on_channel_closed(void *arg)
{
    *(bool *)arg = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

static void close_channel(struct bench *bench)
{
    if (!bench->closing)
        cv_channel_close(bench->channel, on_channel_closed, &bench->channel_closed);
    bench->closing = true;
}

static void down(struct bench *bench)
{
    close_channel(bench);
    assert_true(scripted_run(bench->loop, is_set, &bench->channel_closed, PATIENCE));
    cv_loop_stop(bench->loop);
    cv_loop_run(bench->loop);
    cv_loop_free(bench->loop);
    for (unsigned i = 0; i < CALLS_MAX; i++)
        cv_buf_free(&bench->seen[i].body);
    cv_arena_release(&bench->arena);
    cv_random_seed(0);
    cv_clock_set(NULL);
}

/* ---- callers ---- */

struct said {
    struct cv_unary op;
    bool done;
};

static void said_done(struct cv_unary *op)
{
    struct said *said = CV_CONTAINER_OF(op, struct said, op);

    assert_false(said->done);
    said->done = true;
}

static void start_say(struct bench *bench, struct said *said)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;

    request.text = (char *)(uintptr_t) "good morning";
    said->done = false;
    said->op.start.scope = &bench->scope;
    said->op.done = said_done;
    judge_v1_judge_say(bench->channel, &said->op, &request);
}

static enum cv_code say(struct bench *bench)
{
    struct said said = {0};

    start_say(bench, &said);
    assert_true(scripted_run(bench->loop, is_set, &said.done, PATIENCE));
    assert_true((said.op.response != NULL) == cv_ok(said.op.start.status));
    return said.op.start.status.code;
}

/* A stream that sends `to_send` numbers with some padding, and closes if it shall. */
struct stream {
    struct cv_start start;
    struct cv_send send;
    struct cv_receive receive;
    unsigned sent;
    unsigned to_send;
    bool stay_open;
    size_t padding;
    uint8_t *bytes;
    unsigned received;
    bool ended; /* the other side has */
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
        if (!stream->stay_open)
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

    if (!cv_ok(op->status) || op->message == NULL) {
        stream->ended = true;
        return;
    }
    stream->received++;
    cv_call_receive(stream->start.call, &stream->receive);
}

static void start_stream(struct bench *bench, struct stream *stream, const struct cv_method *method)
{
    stream->start.method = method;
    stream->start.scope = &bench->scope;
    stream->start.done = stream_done;
    stream->send.done = stream_sent;
    stream->receive.done = stream_received;
    stream->bytes = cv_arena_zalloc(&bench->arena, stream->padding + 1);
    cv_call_start(bench->channel, &stream->start);
    stream_send(stream);
    cv_call_receive(stream->start.call, &stream->receive);
}

static enum cv_code run_stream(struct bench *bench, struct stream *stream,
                               const struct cv_method *method)
{
    start_stream(bench, stream, method);
    assert_true(scripted_run(bench->loop, is_set, &stream->done, PATIENCE));
    assert_true(stream->ended);
    return stream->start.status.code;
}

#define SUM  (&judge_v1_judge_type.methods[1])
#define CHAT (&judge_v1_judge_type.methods[3])

/* ---- policies ---- */

static const struct scripted_answer FAIL = {.act = SCRIPTED_STATUS, .code = CV_UNAVAILABLE};

/* Between two attempts: so many seconds, 20 % more or less. */
static void assert_waited(const struct bench *bench, unsigned attempt, uint64_t seconds)
{
    uint64_t ns = bench->seen[attempt].at_ns - bench->seen[attempt - 1].at_ns;

    assert_true(ns >= seconds * 8 * CV_NS_PER_S / 10);
    assert_true(ns <= seconds * 12 * CV_NS_PER_S / 10);
}

static void a_call_is_tried_until_it_works(void **state)
{
    const struct scripted_answer script[] = {
        FAIL, {.act = SCRIPTED_STATUS, .code = CV_ABORTED}, FAIL, {.act = SCRIPTED_OK}};
    struct bench bench;

    (void)state;
    UP(&bench, POLICY, script);
    assert_int_equal(say(&bench), CV_OK);
    assert_int_equal(bench.server.calls, 4);
    assert_int_equal(bench.server.connections, 1);
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(bench.seen[i].previous, i);
        assert_int_equal(bench.seen[i].body.len, bench.seen[0].body.len);
        assert_memory_equal(bench.seen[i].body.at, bench.seen[0].body.at, bench.seen[0].body.len);
    }
    assert_true(bench.seen[0].body.len > strlen("good morning"));
    assert_waited(&bench, 1, 1);
    assert_waited(&bench, 2, 2);
    assert_waited(&bench, 3, 3);          /* not 4: the policy has a longest wait */
    assert_int_equal(say(&bench), CV_OK); /* the next call begins anew */
    assert_int_equal(bench.seen[4].previous, 0);
    down(&bench);
}

static void attempts_come_to_an_end(void **state)
{
    struct bench bench;

    (void)state;
    up(&bench, POLICY, &FAIL, 1);
    assert_int_equal(say(&bench), CV_UNAVAILABLE);
    assert_int_equal(bench.server.calls, 4);
    down(&bench);
}

static void other_errors_are_final(void **state)
{
    const struct scripted_answer script[] = {{.act = SCRIPTED_STATUS, .code = CV_NOT_FOUND}};
    struct bench bench;

    (void)state;
    UP(&bench, POLICY, script);
    assert_int_equal(say(&bench), CV_NOT_FOUND);
    assert_int_equal(bench.server.calls, 1);
    down(&bench);
}

static void without_a_policy_an_error_is_final(void **state)
{
    struct bench bench;

    (void)state;
    up(&bench, NULL, &FAIL, 1);
    assert_int_equal(say(&bench), CV_UNAVAILABLE);
    assert_int_equal(bench.server.calls, 1);
    down(&bench);
}

static void policies_can_be_switched_off(void **state)
{
    const struct scripted_answer script[] = {
        {.act = SCRIPTED_RESET, .h2_error = NGHTTP2_REFUSED_STREAM}, FAIL};
    struct bench bench;
    struct cv_channel_config config = {.target = "x:1",
                                       .dial = scripted_dial,
                                       .dial_arg = &bench.server,
                                       .service_config = POLICY,
                                       .retries_off = true};
    struct cv_channel *policed;

    (void)state;
    UP(&bench, POLICY, script);
    policed = bench.channel;
    assert_int_equal(cv_channel_open(bench.loop, &config, &bench.channel).code, CV_OK);
    assert_int_equal(say(&bench), CV_UNAVAILABLE);
    assert_int_equal(bench.server.calls, 2); /* what was not looked at is sent again all the same */
    cv_channel_close(policed, NULL, NULL);
    down(&bench);
}

static void the_server_may_say_when_or_that_not(void **state)
{
    const struct scripted_answer script[] = {
        FAIL,
        {.act = SCRIPTED_STATUS, .code = CV_UNAVAILABLE, .pushback = "7000"},
        FAIL,
        {.act = SCRIPTED_OK},
    };
    static const char *const STOPS[] = {"-1", "", "soon", "01", "2147483648", "+1", "1.5"};
    struct bench bench;

    (void)state;
    UP(&bench, POLICY, script);
    assert_int_equal(say(&bench), CV_OK);
    assert_waited(&bench, 1, 1);
    assert_int_equal(bench.seen[2].at_ns - bench.seen[1].at_ns, 7 * CV_NS_PER_S);
    assert_waited(&bench, 3, 1); /* and then from the first wait on */
    down(&bench);
    for (size_t i = 0; i < sizeof(STOPS) / sizeof(STOPS[0]); i++) {
        const struct scripted_answer stop = {
            .act = SCRIPTED_STATUS, .code = CV_UNAVAILABLE, .pushback = STOPS[i]};

        up(&bench, POLICY, &stop, 1);
        assert_int_equal(say(&bench), CV_UNAVAILABLE);
        assert_int_equal(bench.server.calls, 1);
        down(&bench);
    }
}

static void a_server_in_trouble_gets_no_retries(void **state)
{
    const struct scripted_answer script[] = {
        FAIL,
        FAIL, /* 4 tokens: after the second failure half of them are left */
        FAIL, /* so the second call fails at once, and leaves 1 */
        {.act = SCRIPTED_OK},
        {.act = SCRIPTED_OK},
        {.act = SCRIPTED_OK},
        {.act = SCRIPTED_OK},
        {.act = SCRIPTED_OK},
        {.act = SCRIPTED_OK},
        {.act = SCRIPTED_OK}, /* 4 again, not 4.5 */
        FAIL,
        {.act = SCRIPTED_OK},
    };
    struct bench bench;

    (void)state;
    UP(&bench, THROTTLED, script);
    assert_int_equal(say(&bench), CV_UNAVAILABLE);
    assert_int_equal(bench.server.calls, 2);
    assert_int_equal(say(&bench), CV_UNAVAILABLE);
    assert_int_equal(bench.server.calls, 3);
    for (unsigned i = 0; i < 7; i++)
        assert_int_equal(say(&bench), CV_OK);
    assert_int_equal(say(&bench), CV_OK);
    assert_int_equal(bench.server.calls, 12);
    down(&bench);
}

/* ---- the commit ---- */

static void an_answer_that_has_begun_is_final(void **state)
{
    const struct scripted_answer late[] = {{.act = SCRIPTED_LATE, .code = CV_UNAVAILABLE}};
    const struct scripted_answer reset[] = {
        {.act = SCRIPTED_LATE_RESET, .h2_error = NGHTTP2_REFUSED_STREAM}};
    struct bench bench;

    (void)state;
    UP(&bench, POLICY, late);
    assert_int_equal(say(&bench), CV_UNAVAILABLE);
    assert_int_equal(bench.server.calls, 1);
    down(&bench);
    UP(&bench, POLICY, reset);
    assert_int_equal(say(&bench), CV_UNAVAILABLE);
    assert_int_equal(bench.server.calls, 1);
    down(&bench);
}

static void what_was_streamed_is_sent_again(void **state)
{
    const struct scripted_answer script[] = {
        {.act = SCRIPTED_STATUS, /* in the middle of a message */
         .code = CV_UNAVAILABLE,
         .at_headers = true,
         .after_bytes = 60000},
        FAIL,
        {.act = SCRIPTED_OK},
    };
    struct bench bench;
    struct stream stream = {.to_send = 4, .padding = 50000};

    (void)state;
    UP(&bench, POLICY, script);
    assert_int_equal(run_stream(&bench, &stream, SUM), CV_OK);
    assert_int_equal(stream.received, 1);
    assert_int_equal(bench.server.calls, 3);
    assert_true(bench.seen[1].body.len > 4 * 50000);
    assert_int_equal(bench.seen[2].body.len, bench.seen[1].body.len);
    assert_memory_equal(bench.seen[2].body.at, bench.seen[1].body.at, bench.seen[1].body.len);
    down(&bench);
}

static void an_open_conversation_is_tried_again(void **state)
{
    const struct scripted_answer script[] = {
        {.act = SCRIPTED_STATUS, .code = CV_UNAVAILABLE, .at_headers = true},
        {.act = SCRIPTED_RESET, .h2_error = NGHTTP2_REFUSED_STREAM, .at_headers = true},
        {.act = SCRIPTED_OK, .at_headers = true},
    };
    struct bench bench;
    struct stream stream = {.to_send = 3, .stay_open = true};

    (void)state;
    UP(&bench, POLICY, script);
    assert_int_equal(run_stream(&bench, &stream, CHAT), CV_OK);
    assert_int_equal(stream.received, 1);
    assert_int_equal(bench.server.calls, 3);
    assert_int_equal(bench.seen[2].previous, 1); /* the refusal does not count */
    down(&bench);
}

static void what_is_too_much_to_keep_is_sent_once(void **state)
{
    struct bench bench;
    struct stream fits = {.to_send = CV_REPLAY_CALL_MAX / 8300, .padding = 8192};
    struct stream stream = {.to_send = CV_REPLAY_CALL_MAX / 8192 + 1, .padding = 8192};

    (void)state;
    up(&bench, POLICY, &FAIL, 1);
    assert_int_equal(run_stream(&bench, &fits, SUM), CV_UNAVAILABLE);
    assert_int_equal(bench.server.calls, 4);
    assert_int_equal(run_stream(&bench, &stream, SUM), CV_UNAVAILABLE);
    assert_int_equal(bench.server.calls, 5);
    down(&bench);
}

static bool all_done(void *arg)
{
    struct stream *streams = arg;
    bool done = true;

    for (unsigned i = 0; i < 6; i++)
        done = done && streams[i].done;
    return done;
}

static void a_channel_keeps_only_so_much(void **state)
{
    struct bench bench;
    struct stream streams[6];

    (void)state;
    up(&bench, POLICY, &FAIL, 1);
    for (unsigned i = 0; i < 6; i++) { /* 200 KiB each: five fit, and the sixth does not */
        streams[i] = (struct stream){.to_send = 25, .padding = 8192 - 20};
        start_stream(&bench, &streams[i], SUM);
    }
    assert_true(scripted_run(bench.loop, all_done, streams, PATIENCE));
    assert_int_equal(bench.server.calls, 5 * 4 + 1);
    down(&bench);
}

/* ---- what the server has not looked at ---- */

static void a_refused_call_is_sent_again_at_once_and_once(void **state)
{
    const struct scripted_answer once[] = {
        {.act = SCRIPTED_RESET, .h2_error = NGHTTP2_REFUSED_STREAM}, {.act = SCRIPTED_OK}};
    const struct scripted_answer always[] = {
        {.act = SCRIPTED_RESET, .h2_error = NGHTTP2_REFUSED_STREAM}};
    struct bench bench;

    (void)state;
    UP(&bench, NULL, once);
    assert_int_equal(say(&bench), CV_OK);
    assert_int_equal(bench.seen[1].previous, 0);
    assert_int_equal(bench.seen[1].at_ns, bench.seen[0].at_ns);
    down(&bench);
    UP(&bench, NULL, always);
    assert_int_equal(say(&bench), CV_UNAVAILABLE);
    assert_int_equal(bench.server.calls, 2);
    down(&bench);
    UP(&bench, POLICY, always); /* from the second time on it is a failure like others */
    assert_int_equal(say(&bench), CV_UNAVAILABLE);
    assert_int_equal(bench.server.calls, 5);
    assert_int_equal(bench.seen[1].previous, 0);
    assert_int_equal(bench.seen[4].previous, 3);
    down(&bench);
}

static void a_call_behind_a_goaway_goes_to_the_next_connection(void **state)
{
    const struct scripted_answer script[] = {
        {.act = SCRIPTED_OK}, {.act = SCRIPTED_GOAWAY, .at_headers = true}, {.act = SCRIPTED_OK}};
    struct bench bench;

    (void)state;
    UP(&bench, NULL, script);
    assert_int_equal(say(&bench), CV_OK);
    assert_int_equal(say(&bench), CV_OK);
    assert_int_equal(bench.server.calls, 3);
    assert_int_equal(bench.server.connections, 2);
    down(&bench);
}

static void a_lost_connection_is_a_failure_unless_nothing_was_sent(void **state)
{
    const struct scripted_answer script[] = {{.act = SCRIPTED_SILENCE}, {.act = SCRIPTED_OK}};
    struct bench bench;
    struct said first = {0};
    struct said last = {0};
    struct stream stream = {.to_send = 20, .padding = 8000};

    (void)state;
    UP(&bench, NULL, script);
    start_say(&bench, &first);
    assert_false(scripted_run(bench.loop, is_set, &first.done, 0));
    scripted_deafen(&bench.server);
    start_stream(&bench, &stream, SUM); /* more than the pipe holds */
    assert_false(scripted_run(bench.loop, is_set, &first.done, 0));
    start_say(&bench, &last);
    assert_false(scripted_run(bench.loop, is_set, &first.done, 0));
    scripted_close(&bench.server);
    assert_true(scripted_run(bench.loop, is_set, &last.done, PATIENCE));
    assert_int_equal(first.op.start.status.code, CV_UNAVAILABLE);
    assert_int_equal(stream.start.status.code, CV_UNAVAILABLE);
    assert_int_equal(last.op.start.status.code, CV_OK);
    assert_int_equal(bench.server.connections, 2);
    assert_int_equal(bench.server.calls, 2);
    down(&bench);
}

static void a_server_that_cannot_be_reached_is_tried_by_the_policy(void **state)
{
    const struct scripted_answer ok[] = {{.act = SCRIPTED_OK}};
    struct bench bench;

    (void)state;
    UP(&bench, POLICY, ok);
    bench.server.refuse_dials = 1;
    assert_int_equal(say(&bench), CV_OK);
    assert_int_equal(bench.server.calls, 1);
    assert_true(bench.seen[0].previous >= 1);
    down(&bench);
}

/* ---- the end ---- */

static void one_deadline_holds_for_all_attempts(void **state)
{
    struct bench bench;

    (void)state;
    up(&bench, POLICY, &FAIL, 1);
    bench.scope.deadline_ns = cv_clock_ns() + 5 * CV_NS_PER_S / 2;
    assert_int_equal(say(&bench), CV_DEADLINE_EXCEEDED); /* in the wait before the third */
    assert_int_equal(bench.server.calls, 2);
    assert_true(bench.seen[1].timeout_ns < 17 * CV_NS_PER_S / 10);
    assert_int_equal(cv_clock_ns(), bench.scope.deadline_ns);
    down(&bench);
}

static void a_call_can_be_cancelled_between_two_attempts(void **state)
{
    const struct scripted_answer script[] = {FAIL, {.act = SCRIPTED_OK}};
    struct bench bench;
    struct said said = {0};

    (void)state;
    UP(&bench, POLICY, script);
    start_say(&bench, &said);
    assert_false(scripted_run(bench.loop, is_set, &said.done, CV_NS_PER_S / 2));
    assert_int_equal(bench.server.calls, 1);
    cv_call_cancel(said.op.start.call);
    assert_true(scripted_run(bench.loop, is_set, &said.done, 0));
    assert_int_equal(said.op.start.status.code, CV_CANCELLED);
    down(&bench);
    assert_int_equal(bench.server.calls, 1);
}

static void a_closing_channel_ends_calls_between_two_attempts(void **state)
{
    struct bench bench;
    struct said said = {0};

    (void)state;
    up(&bench, POLICY, &FAIL, 1);
    start_say(&bench, &said);
    assert_false(scripted_run(bench.loop, is_set, &said.done, CV_NS_PER_S / 2));
    close_channel(&bench);
    assert_true(scripted_run(bench.loop, is_set, &said.done, 0));
    assert_int_equal(said.op.start.status.code, CV_UNAVAILABLE);
    assert_string_equal(said.op.start.status.message, "the channel was closed");
    down(&bench);
}

static void messages_sent_between_two_attempts_are_not_lost(void **state)
{
    const struct scripted_answer script[] = {
        {.act = SCRIPTED_STATUS, .code = CV_UNAVAILABLE, .at_headers = true}, {.act = SCRIPTED_OK}};
    struct bench bench;
    struct stream stream = {.to_send = 1, .stay_open = true};

    (void)state;
    UP(&bench, POLICY, script);
    start_stream(&bench, &stream, SUM);
    assert_false(scripted_run(bench.loop, is_set, &stream.done, CV_NS_PER_S / 2));
    assert_int_equal(bench.server.calls, 1);
    stream.to_send = 3;
    stream.stay_open = false;
    stream_send(&stream);
    assert_true(scripted_run(bench.loop, is_set, &stream.done, PATIENCE));
    assert_int_equal(stream.start.status.code, CV_OK);
    assert_int_equal(stream.sent, 3);
    assert_int_equal(bench.seen[1].body.len, 3 * (5 + 2));
    down(&bench);
}

/* ---- what else a service config says ---- */

static void a_method_has_its_timeout(void **state)
{
    static const char CONFIG[] = "{\"methodConfig\":[{\"name\":[{\"service\":\"judge.v1.Judge\","
                                 "\"method\":\"Say\"}],\"timeout\":\"2s\"}]}";
    const struct scripted_answer script[] = {{.act = SCRIPTED_SILENCE}};
    struct bench bench;
    uint64_t started;

    (void)state;
    UP(&bench, CONFIG, script);
    started = cv_clock_ns();
    assert_int_equal(say(&bench), CV_DEADLINE_EXCEEDED);
    assert_int_equal(cv_clock_ns() - started, 2 * CV_NS_PER_S);
    assert_true(bench.seen[0].timeout_ns <= 2 * CV_NS_PER_S);
    bench.scope.deadline_ns = cv_clock_ns() + CV_NS_PER_S; /* the caller's is sooner */
    assert_int_equal(say(&bench), CV_DEADLINE_EXCEEDED);
    assert_int_equal(cv_clock_ns(), bench.scope.deadline_ns);
    down(&bench);
}

static void a_method_has_its_sizes(void **state)
{
    const struct scripted_answer ok[] = {{.act = SCRIPTED_OK, .message_bytes = 3}};
    static const char REQUEST[] =
        "{\"methodConfig\":[{\"name\":[{}],\"maxRequestMessageBytes\":13}]}";
    static const char RESPONSE[] =
        "{\"methodConfig\":[{\"name\":[{}],\"maxRequestMessageBytes\":14,"
        "\"maxResponseMessageBytes\":2}]}";
    static const char BOTH[] = "{\"methodConfig\":[{\"name\":[{}],\"maxRequestMessageBytes\":14,"
                               "\"maxResponseMessageBytes\":3}]}";
    struct bench bench;

    (void)state;
    UP(&bench, REQUEST, ok);
    assert_int_equal(say(&bench), CV_RESOURCE_EXHAUSTED);
    assert_int_equal(bench.server.calls, 0);
    down(&bench);
    UP(&bench, RESPONSE, ok);
    assert_int_equal(say(&bench), CV_RESOURCE_EXHAUSTED);
    assert_int_equal(bench.server.calls, 1);
    down(&bench);
    UP(&bench, BOTH, ok);
    assert_int_equal(say(&bench), CV_OK);
    down(&bench);
}

static void a_method_may_wait_for_a_connection(void **state)
{
    static const char CONFIG[] = "{\"methodConfig\":[{\"name\":[{}],\"waitForReady\":true}]}";
    const struct scripted_answer ok[] = {{.act = SCRIPTED_OK}};
    struct bench bench;
    struct said said = {.op.start.fail_fast = true};

    (void)state;
    UP(&bench, CONFIG, ok);
    bench.server.refuse_dials = 2;
    start_say(&bench, &said);
    assert_true(scripted_run(bench.loop, is_set, &said.done, PATIENCE));
    assert_int_equal(said.op.start.status.code, CV_UNAVAILABLE);
    assert_int_equal(say(&bench), CV_OK);
    down(&bench);
}

static void a_wrong_service_config_opens_no_channel(void **state)
{
    struct cv_channel_config config = {.target = "x:1", .service_config = "{\"methodConfig\":7}"};
    struct cv_channel *channel;
    struct cv_loop *loop;
    struct cv_status status;

    (void)state;
    assert_int_equal(cv_loop_new(&loop).code, CV_OK);
    status = cv_channel_open(loop, &config, &channel);
    assert_int_equal(status.code, CV_INVALID_ARGUMENT);
    assert_string_equal(status.message, "methodConfig must be an array");
    assert_null(channel);
    cv_loop_free(loop);
}

/* ---- what resets mean: gRPC's table ---- */

static void a_reset_says_why(void **state)
{
    static const struct {
        uint32_t h2_error;
        enum cv_code code;
    } ROWS[] = {
        {NGHTTP2_NO_ERROR, CV_INTERNAL},
        {NGHTTP2_PROTOCOL_ERROR, CV_INTERNAL},
        {NGHTTP2_INTERNAL_ERROR, CV_INTERNAL},
        {NGHTTP2_FLOW_CONTROL_ERROR, CV_INTERNAL},
        {NGHTTP2_SETTINGS_TIMEOUT, CV_INTERNAL},
        {NGHTTP2_STREAM_CLOSED, CV_INTERNAL},
        {NGHTTP2_FRAME_SIZE_ERROR, CV_INTERNAL},
        {NGHTTP2_REFUSED_STREAM, CV_UNAVAILABLE},
        {NGHTTP2_CANCEL, CV_CANCELLED},
        {NGHTTP2_COMPRESSION_ERROR, CV_INTERNAL},
        {NGHTTP2_CONNECT_ERROR, CV_INTERNAL},
        {NGHTTP2_ENHANCE_YOUR_CALM, CV_RESOURCE_EXHAUSTED},
        {NGHTTP2_INADEQUATE_SECURITY, CV_PERMISSION_DENIED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        const struct scripted_answer script[] = {
            {.act = SCRIPTED_RESET, .h2_error = ROWS[i].h2_error},
            {.act = SCRIPTED_LATE_RESET, .h2_error = ROWS[i].h2_error}};
        struct bench bench;

        UP(&bench, NULL, script);
        assert_int_equal(say(&bench), ROWS[i].code);
        assert_int_equal(say(&bench), ROWS[i].code);
        down(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_tried_until_it_works),
        cmocka_unit_test(attempts_come_to_an_end),
        cmocka_unit_test(other_errors_are_final),
        cmocka_unit_test(without_a_policy_an_error_is_final),
        cmocka_unit_test(policies_can_be_switched_off),
        cmocka_unit_test(the_server_may_say_when_or_that_not),
        cmocka_unit_test(a_server_in_trouble_gets_no_retries),
        cmocka_unit_test(an_answer_that_has_begun_is_final),
        cmocka_unit_test(what_was_streamed_is_sent_again),
        cmocka_unit_test(an_open_conversation_is_tried_again),
        cmocka_unit_test(what_is_too_much_to_keep_is_sent_once),
        cmocka_unit_test(a_channel_keeps_only_so_much),
        cmocka_unit_test(a_refused_call_is_sent_again_at_once_and_once),
        cmocka_unit_test(a_call_behind_a_goaway_goes_to_the_next_connection),
        cmocka_unit_test(a_lost_connection_is_a_failure_unless_nothing_was_sent),
        cmocka_unit_test(a_server_that_cannot_be_reached_is_tried_by_the_policy),
        cmocka_unit_test(one_deadline_holds_for_all_attempts),
        cmocka_unit_test(a_call_can_be_cancelled_between_two_attempts),
        cmocka_unit_test(a_closing_channel_ends_calls_between_two_attempts),
        cmocka_unit_test(messages_sent_between_two_attempts_are_not_lost),
        cmocka_unit_test(a_method_has_its_timeout),
        cmocka_unit_test(a_method_has_its_sizes),
        cmocka_unit_test(a_method_may_wait_for_a_connection),
        cmocka_unit_test(a_wrong_service_config_opens_no_channel),
        cmocka_unit_test(a_reset_says_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
