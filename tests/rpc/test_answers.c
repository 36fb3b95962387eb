/* How a call ends for each way a server may answer it, frame by frame by hand. */
#include "base/arena.h"
#include "base/clock.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "net/stream.h"
#include "support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define PIPE_BYTES (64 * 1024)
#define PATIENCE   (20 * CV_NS_PER_S)
#define GRPC       ":status: 200\ncontent-type: application/grpc\n"
#define END        (-1) /* instead of a reset: the stream ends by itself */

/* ---- time ---- */

static uint64_t ahead_ns;

static uint64_t made_up_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * CV_NS_PER_S + (uint64_t)now.tv_nsec + ahead_ns;
}

static int64_t utc_us(void)
{
    return 0;
}

/* ---- our channel and, on the other end of a pipe, a server of our making ---- */

struct bench {
    struct cv_loop *loop;
    struct cv_channel *channel;
    struct cv_stream *server;
    struct cv_buf heard; /* of the client */
    struct cv_arena arena;
    struct cv_scope scope;
    struct cv_unary call;
    bool called;
    bool channel_closed;
    bool server_closed;
};

static void on_read(void *owner, const uint8_t *bytes, size_t len)
{
    cv_buf_add(&((struct bench *)owner)->heard, bytes, len);
}

static void on_drained(void *owner)
{
    (void)owner;
}

static void on_ended(void *owner)
{
    cv_stream_close(((struct bench *)owner)->server);
}

static void on_closed(void *owner, struct cv_status reason)
{
    (void)reason;
    ((struct bench *)owner)->server_closed = true;
}

static void write_frame(struct bench *bench, unsigned type, unsigned flags, uint32_t stream_id,
                        struct cv_slice payload)
{
    struct cv_buf out;

    cv_buf_init(&out, PIPE_BYTES);
    wire_frame(&out, type, flags, stream_id, payload);
    cv_stream_write(bench->server, out.at, out.len);
    cv_buf_free(&out);
}

static struct cv_stream *dial(void *arg, const struct cv_address *address)
{
    static const struct cv_stream_events EVENTS = {on_read, on_drained, on_ended, on_closed};
    struct bench *bench = arg;
    struct cv_stream *ends[2];

    (void)address;
    assert_null(bench->server);
    assert_int_equal(cv_stream_pair(bench->loop, PIPE_BYTES, ends).code, CV_OK);
    bench->server = ends[0];
    cv_stream_own(bench->server, &EVENTS, bench);
    write_frame(bench, WIRE_SETTINGS, 0, 0, (struct cv_slice){NULL, 0});
    return ends[1];
}

static void on_done(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct bench, call)->called = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

/* The client's request has come, headers and message. */
static bool has_asked(void *arg)
{
    const struct cv_buf *heard = &((struct bench *)arg)->heard;
    size_t at = WIRE_MAGIC_LEN;

    while (at + 9 <= heard->len) {
        const uint8_t *head = heard->at + at;

        if (head[3] == WIRE_DATA)
            return true;
        at += 9 + ((size_t)head[0] << 16 | (size_t)head[1] << 8 | head[2]);
    }
    return false;
}

/* One call is on its way and waits for its answer. */
static void ask(struct bench *bench)
{
    static const Judge__V1__SayRequest REQUEST = JUDGE__V1__SAY_REQUEST__INIT;
    struct cv_channel_config config = {.target = "127.0.0.1:1", .dial = dial, .dial_arg = bench};

    assert_int_equal(cv_loop_new(&bench->loop).code, CV_OK);
    assert_int_equal(cv_channel_open(bench->loop, &config, &bench->channel).code, CV_OK);
    cv_arena_init(&bench->arena, 1024 * 1024);
    cv_buf_init(&bench->heard, PIPE_BYTES);
    bench->scope.arena = &bench->arena;
    bench->call.start.scope = &bench->scope;
    bench->call.done = on_done;
    judge_v1_judge_say(bench->channel, &bench->call, &REQUEST);
    assert_true(cv_loop_run_until(bench->loop, has_asked, bench, PATIENCE));
}

static void on_channel_closed(void *arg)
{
    *(bool *)arg = true;
}

static void down(struct bench *bench)
{
    cv_channel_close(bench->channel, on_channel_closed, &bench->channel_closed);
    cv_loop_stop(bench->loop);
    cv_loop_run(bench->loop);
    assert_true(bench->channel_closed && bench->server_closed);
    cv_loop_free(bench->loop);
    cv_buf_free(&bench->heard);
    cv_arena_release(&bench->arena);
}

/* ---- answers ---- */

struct answer {
    const char *what;
    const char *leading;  /* "name: value\n" of each field */
    unsigned messages;    /* empty ones */
    const char *trailers; /* NULL: none */
    int reset;            /* an error code of HTTP/2, or END */
    enum cv_code code;
};

/* "name: value\n" by "name: value\n"; the first character of a name may be a colon. */
static void add_fields(struct cv_buf *block, const char *fields)
{
    char text[256];
    char *rest = text;
    char *line;

    assert_true(strlen(fields) < sizeof(text));
    memcpy(text, fields, strlen(fields) + 1);
    while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
        char *colon = strchr(line + 1, ':');

        *colon = '\0';
        wire_field_text(block, line, colon + 2);
    }
}

static void write_headers(struct bench *bench, const char *fields, bool last)
{
    struct cv_buf block;

    cv_buf_init(&block, 1024);
    add_fields(&block, fields);
    write_frame(bench, WIRE_HEADERS, WIRE_END_HEADERS | (last ? WIRE_END_STREAM : 0), 1,
                (struct cv_slice){block.at, block.len});
    cv_buf_free(&block);
}

static void give(struct bench *bench, const struct answer *answer)
{
    static const uint8_t EMPTY_MESSAGE[5] = {0};
    bool ends = answer->reset == END;
    uint8_t code[4] = {0, 0, 0, (uint8_t)answer->reset};

    write_headers(bench, answer->leading,
                  ends && answer->messages == 0 && answer->trailers == NULL);
    for (unsigned left = answer->messages; left > 0; left--)
        write_frame(bench, WIRE_DATA,
                    ends && left == 1 && answer->trailers == NULL ? WIRE_END_STREAM : 0, 1,
                    (struct cv_slice){EMPTY_MESSAGE, sizeof(EMPTY_MESSAGE)});
    if (answer->trailers != NULL)
        write_headers(bench, answer->trailers, true);
    if (!ends)
        write_frame(bench, WIRE_RST_STREAM, 0, 1, (struct cv_slice){code, sizeof(code)});
}

static const struct answer ANSWERS[] = {
    {"one message and OK", GRPC, 1, "grpc-status: 0\n", END, CV_OK},
    {"a status alone", GRPC "grpc-status: 9\n", 0, NULL, END, CV_FAILED_PRECONDITION},
    {"OK without a message", GRPC, 0, "grpc-status: 0\n", END, CV_UNIMPLEMENTED},
    {"OK alone", GRPC "grpc-status: 0\n", 0, NULL, END, CV_UNIMPLEMENTED},
    {"two messages", GRPC, 2, "grpc-status: 0\n", END, CV_UNIMPLEMENTED},
    {"trailers without a status", GRPC, 1, "other: 0\n", END, CV_UNKNOWN},
    {"a message without trailers", GRPC, 1, NULL, END, CV_UNKNOWN},
    {"a code that is none", GRPC "grpc-status: 99\n", 0, NULL, END, CV_UNKNOWN},
    {"a status before a body without trailers", GRPC "grpc-status: 9\n", 1, NULL, END, CV_UNKNOWN},
    {"a status before other trailers", GRPC "grpc-status: 9\n", 1, "other: 0\n", END, CV_UNKNOWN},
    {"a status before and after", GRPC "grpc-status: 9\n", 1, "grpc-status: 5\n", END,
     CV_NOT_FOUND},
    {"a status before a reset", GRPC "grpc-status: 9\n", 0, NULL, 8, CV_CANCELLED},
    {"not gRPC", ":status: 200\ncontent-type: text/html\n", 0, NULL, END, CV_UNKNOWN},
    {"400", ":status: 400\n", 0, NULL, END, CV_INTERNAL},
    {"401", ":status: 401\n", 0, NULL, END, CV_UNAUTHENTICATED},
    {"403", ":status: 403\n", 0, NULL, END, CV_PERMISSION_DENIED},
    {"404", ":status: 404\n", 0, NULL, END, CV_UNIMPLEMENTED},
    {"409", ":status: 409\n", 0, NULL, END, CV_UNKNOWN},
    {"429", ":status: 429\n", 0, NULL, END, CV_UNAVAILABLE},
    {"431", ":status: 431\n", 0, NULL, END, CV_UNKNOWN},
    {"502", ":status: 502\n", 0, NULL, END, CV_UNAVAILABLE},
    {"503", ":status: 503\n", 0, NULL, END, CV_UNAVAILABLE},
    {"503 with a page", ":status: 503\n", 3, NULL, END, CV_UNAVAILABLE},
    {"504", ":status: 504\n", 0, NULL, END, CV_UNAVAILABLE},
    {"404 with a status", ":status: 404\ngrpc-status: 5\n", 0, NULL, END, CV_NOT_FOUND},
    {"reset by NO_ERROR", GRPC, 1, NULL, 0, CV_INTERNAL},
    {"reset by PROTOCOL_ERROR", GRPC, 1, NULL, 1, CV_INTERNAL},
    {"reset by FLOW_CONTROL_ERROR", GRPC, 1, NULL, 3, CV_INTERNAL},
    {"reset by CANCEL", GRPC, 1, NULL, 8, CV_CANCELLED},
    {"reset by ENHANCE_YOUR_CALM", GRPC, 1, NULL, 11, CV_RESOURCE_EXHAUSTED},
    {"reset by INADEQUATE_SECURITY", GRPC, 1, NULL, 12, CV_PERMISSION_DENIED},
};

static void every_answer_has_its_status(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(ANSWERS) / sizeof(*ANSWERS); i++) {
        struct bench bench = {.scope.deadline_ns = CV_NEVER};
        const struct cv_status *status = &bench.call.start.status;

        ask(&bench);
        give(&bench, &ANSWERS[i]);
        assert_true(cv_loop_run_until(bench.loop, is_set, &bench.called, PATIENCE));
        if (status->code != ANSWERS[i].code)
            fail_msg("%s: %s, %s", ANSWERS[i].what, cv_code_name(status->code), status->message);
        assert_int_equal(bench.call.response != NULL, status->code == CV_OK);
        down(&bench);
    }
}

/* Its server's clock runs as ours does, so it resets the call as soon as we would end it. */
static void a_server_that_cancels_at_the_deadline_has_met_it(void **state)
{
    static const struct cv_clock CLOCK = {made_up_ns, utc_us};
    static const struct answer RESET = {"", GRPC, 0, NULL, 8, CV_DEADLINE_EXCEEDED};
    struct bench bench = {0};

    (void)state;
    cv_clock_set(&CLOCK);
    bench.scope.deadline_ns = cv_clock_ns() + CV_NS_PER_S;
    ask(&bench);
    give(&bench, &RESET);
    ahead_ns = 2 * CV_NS_PER_S; /* both are due in this turn; what was read comes first */
    assert_true(cv_loop_run_until(bench.loop, is_set, &bench.called, PATIENCE));
    assert_int_equal(bench.call.start.status.code, CV_DEADLINE_EXCEEDED);
    down(&bench);
    cv_clock_set(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_has_its_status),
        cmocka_unit_test(a_server_that_cancels_at_the_deadline_has_met_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
