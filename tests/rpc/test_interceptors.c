/* What passes interceptors, in which order, and what they can do to it; on both sides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"
#include "rpc/interceptor.h"
#include "rpc/raw.h"
#include "support/call_bench.h"

/* What they did, in order, as words: "a+ b+ a> b> b< a< b. a." */
static char journal[1024];

static void note(const char *name, const char *what)
{
    size_t len = strlen(journal);

    (void)snprintf(journal + len, sizeof(journal) - len, "%s%s%s", len > 0 ? " " : "", name, what);
}

/* One that notes all it sees, and does what the test asks of it. */
struct witness {
    struct cv_interceptor base;
    const char *name;
    struct cv_status begin;                /* what it proceeds with */
    bool holds;                            /* it keeps the call instead */
    struct cv_call *held;                  /* the call it keeps */
    struct cv_status request;              /* what it says of requests */
    struct cv_status response;             /* and of responses */
    const ProtobufCMessage *other_request; /* not NULL: put in its place */
    const ProtobufCMessage *other_response;
    struct cv_status end; /* not OK: what it makes of the end */
    struct cv_status heard;
    unsigned begins;
    unsigned ends;
    void (*extra)(struct cv_call *call); /* in begin */
};

static struct witness *witness_of(struct cv_interceptor *self)
{
    return CV_CONTAINER_OF(self, struct witness, base);
}

static void witness_begin(struct cv_interceptor *self, struct cv_call *call, void *state)
{
    struct witness *witness = witness_of(self);

    assert_int_equal(*(unsigned *)state, 0); /* zeroed, and nobody else's */
    *(unsigned *)state = ++witness->begins;
    note(witness->name, "+");
    if (witness->extra != NULL)
        witness->extra(call);
    if (witness->holds)
        witness->held = call;
    else
        cv_call_proceed(call, witness->begin);
}

static struct cv_status witness_request(struct cv_interceptor *self, struct cv_call *call,
                                        void *state, const ProtobufCMessage **message)
{
    struct witness *witness = witness_of(self);

    (void)call;
    assert_in_range(*(unsigned *)state, 1, witness->begins);
    note(witness->name, ">");
    if (witness->other_request != NULL)
        *message = witness->other_request;
    return witness->request;
}

static struct cv_status witness_response(struct cv_interceptor *self, struct cv_call *call,
                                         void *state, const ProtobufCMessage **message)
{
    struct witness *witness = witness_of(self);

    (void)call;
    assert_in_range(*(unsigned *)state, 1, witness->begins);
    note(witness->name, "<");
    if (witness->other_response != NULL)
        *message = witness->other_response;
    return witness->response;
}

static void witness_end(struct cv_interceptor *self, struct cv_call *call, void *state,
                        struct cv_status *status)
{
    struct witness *witness = witness_of(self);

    (void)call;
    assert_in_range(*(unsigned *)state, 1, witness->begins);
    witness->ends++;
    witness->heard = *status;
    note(witness->name, ".");
    if (!cv_ok(witness->end))
        *status = witness->end;
}

static struct witness witness(const char *name)
{
    return (struct witness){
        .base = {sizeof(unsigned), witness_begin, witness_request, witness_response, witness_end},
        .name = name,
    };
}

struct bench {
    struct call_bench calls;
    struct witness a; /* client, first added */
    struct witness b;
    struct witness y; /* server, first added */
    struct witness z;
};

static void up(struct bench *bench)
{
    call_bench_up(&bench->calls, NULL);
    journal[0] = '\0';
    bench->a = witness("a");
    bench->b = witness("b");
    bench->y = witness("y");
    bench->z = witness("z");
    assert_int_equal(cv_channel_intercept(bench->calls.channel, &bench->a.base).code, CV_OK);
    assert_int_equal(cv_channel_intercept(bench->calls.channel, &bench->b.base).code, CV_OK);
    assert_int_equal(cv_server_intercept(bench->calls.server, &bench->y.base).code, CV_OK);
    assert_int_equal(cv_server_intercept(bench->calls.server, &bench->z.base).code, CV_OK);
}

static void down(struct bench *bench)
{
    call_bench_down(&bench->calls);
    assert_int_equal(bench->a.begins, bench->a.ends);
    assert_int_equal(bench->b.begins, bench->b.ends);
    assert_int_equal(bench->y.begins, bench->y.ends);
    assert_int_equal(bench->z.begins, bench->z.ends);
}

static struct cv_status say(struct bench *bench, const char *text, const char **answer)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {0};

    request.text = (char *)(uintptr_t)text;
    call_bench_say(&bench->calls, &said, &request);
    if (answer != NULL)
        *answer = said.op.response == NULL ? NULL : judge_v1_judge_say_response(&said.op)->text;
    return said.op.start.status;
}

static void the_first_added_is_the_outermost(void **state)
{
    struct bench bench;

    (void)state;
    up(&bench);
    assert_int_equal(say(&bench, "x", NULL).code, CV_OK);
    assert_string_equal(journal, "a+ b+ a> b> y+ z+ y> z> z< y< z. y. b< a< b. a.");
    down(&bench);
}

static void one_that_refuses_ends_the_call_for_those_before_it(void **state)
{
    struct bench bench;

    (void)state;
    up(&bench);
    bench.y.begin = cv_status(CV_PERMISSION_DENIED, "NOT_YOU", "not you");
    assert_int_equal(say(&bench, "x", NULL).code, CV_PERMISSION_DENIED);
    assert_string_equal(journal, "a+ b+ a> b> y+ y. b. a.");
    assert_int_equal(bench.calls.judge.started, 0);
    assert_int_equal(bench.y.heard.code, CV_PERMISSION_DENIED);
    assert_string_equal(bench.a.heard.reason, "NOT_YOU");
    journal[0] = '\0';
    bench.a.begin = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "not so many");
    assert_int_equal(say(&bench, "x", NULL).code, CV_RESOURCE_EXHAUSTED);
    assert_string_equal(journal, "a+ a.");
    down(&bench);
}

static bool is_held(void *arg)
{
    return ((struct witness *)arg)->held != NULL;
}

static void a_server_may_take_its_time(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench bench;
    struct said said = {0};

    (void)state;
    up(&bench);
    bench.y.holds = true;
    call_bench_submit(&bench.calls, &said, &request);
    assert_true(cv_loop_run_until(bench.calls.loop, is_held, &bench.y, PATIENCE));
    assert_int_equal(bench.z.begins, 0);
    cv_call_proceed(bench.y.held, CV_STATUS_OK);
    call_bench_await(&bench.calls, &said.done);
    assert_int_equal(said.op.start.status.code, CV_OK);
    assert_int_equal(bench.calls.judge.started, 1);
    down(&bench);
}

static bool has_ended(void *arg)
{
    return ((struct witness *)arg)->ends > 0;
}

static void a_client_that_leaves_meanwhile_is_told_and_not_served(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench bench;
    struct said said = {0};

    (void)state;
    up(&bench);
    bench.y.holds = true;
    call_bench_submit(&bench.calls, &said, &request);
    assert_true(cv_loop_run_until(bench.calls.loop, is_held, &bench.y, PATIENCE));
    cv_call_cancel(said.op.start.call);
    assert_true(cv_loop_run_until(bench.calls.loop, has_ended, &bench.y, PATIENCE));
    assert_int_equal(bench.y.heard.code, CV_CANCELLED);
    cv_call_proceed(bench.y.held, CV_STATUS_OK);
    down(&bench);
    assert_true(said.done);
    assert_int_equal(bench.z.begins, 0);
    assert_int_equal(bench.calls.judge.started, 0);
}

static void a_deadline_is_heard_once_as_what_it_is(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench bench;
    struct said said = {0};

    (void)state;
    up(&bench);
    request.delay_ms = 60;
    bench.calls.scope.deadline_ns = cv_clock_ns() + 20 * CV_NS_PER_MS;
    call_bench_say(&bench.calls, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_DEADLINE_EXCEEDED);
    down(&bench);
    assert_int_equal(bench.a.heard.code, CV_DEADLINE_EXCEEDED);
    assert_true(bench.z.ends == 0 || bench.z.heard.code == CV_DEADLINE_EXCEEDED ||
                bench.z.heard.code == CV_CANCELLED);
}

static void messages_can_be_exchanged_for_others(void **state)
{
    Judge__V1__SayRequest question = JUDGE__V1__SAY_REQUEST__INIT;
    Judge__V1__SayResponse answer = JUDGE__V1__SAY_RESPONSE__INIT;
    static const uint8_t encoded[] = {0x0a, 3, 'r', 'a', 'w'};
    struct cv_raw raw = cv_raw((struct cv_slice){encoded, sizeof(encoded)});
    struct bench bench;
    const char *text;

    (void)state;
    up(&bench);
    question.text = (char *)(uintptr_t) "other";
    answer.text = (char *)(uintptr_t) "answer";
    bench.z.other_request = &question.base;
    assert_int_equal(say(&bench, "x", &text).code, CV_OK);
    assert_string_equal(text, "other");
    bench.y.other_response = &raw.base; /* a server may send what is encoded already */
    assert_int_equal(say(&bench, "x", &text).code, CV_OK);
    assert_string_equal(text, "raw");
    bench.b.other_response = &answer.base;
    assert_int_equal(say(&bench, "x", &text).code, CV_OK);
    assert_string_equal(text, "answer");
    down(&bench);
}

static void a_refused_message_ends_the_call_wherever_it_is(void **state)
{
    static const struct {
        size_t at; /* of the status in the bench */
        unsigned handled;
    } rows[] = {
        {offsetof(struct bench, b.request), 0},
        {offsetof(struct bench, z.request), 0},
        {offsetof(struct bench, y.response), 1},
        {offsetof(struct bench, a.response), 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct bench bench;
        struct cv_status *said;
        const char *text;

        up(&bench);
        said = (struct cv_status *)(void *)((char *)&bench + rows[i].at);
        *said = cv_status(CV_DATA_LOSS, NULL, "torn");
        assert_int_equal(say(&bench, "x", &text).code, CV_DATA_LOSS);
        assert_null(text);
        assert_int_equal(bench.a.heard.code, CV_DATA_LOSS);
        down(&bench);
        assert_int_equal(bench.calls.judge.started, rows[i].handled);
    }
}

static void an_end_can_become_another_and_takes_the_answer_with_it(void **state)
{
    struct bench bench;
    const char *text;

    (void)state;
    up(&bench);
    bench.z.end = cv_status(CV_ABORTED, NULL, "no");
    assert_int_equal(say(&bench, "x", &text).code, CV_ABORTED);
    assert_null(text);
    assert_int_equal(bench.y.heard.code, CV_ABORTED);
    bench.a.end = cv_status(CV_UNKNOWN, NULL, "hidden");
    assert_int_equal(say(&bench, "x", &text).code, CV_UNKNOWN);
    down(&bench);
}

static const struct cv_principal SOMEBODY = {.subject = "somebody", .org = "here"};

static void show_more(struct cv_call *call)
{
    assert_int_equal(cv_call_add_header(call, "echo-by", "interceptor", 11).code, CV_OK);
}

static void find_out(struct cv_call *call)
{
    assert_non_null(cv_metadata_find(cv_call_metadata(call), "echo-by"));
    cv_call_set_principal(call, &SOMEBODY);
    assert_int_equal(cv_call_add_trailer(call, "checked", "yes", 3).code, CV_OK);
}

static void look_at_principal(struct cv_call *call)
{
    assert_string_equal(cv_call_scope(call)->principal->subject, "somebody");
}

static void metadata_is_added_and_the_caller_named(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct bench bench;
    struct said said = {0};
    const struct cv_metadatum *found;

    (void)state;
    up(&bench);
    bench.b.extra = show_more;
    bench.y.extra = find_out;
    bench.z.extra = look_at_principal;
    call_bench_say(&bench.calls, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_OK);
    found = cv_metadata_find(&said.op.start.headers, "echo-by");
    assert_non_null(found);
    assert_string_equal((const char *)found->value.at, "interceptor");
    assert_non_null(cv_metadata_find(&said.op.start.trailers, "checked"));
    down(&bench);
}

/* ---- streams ---- */

struct chat {
    struct cv_start start;
    struct cv_receive receive;
    struct cv_send send;
    int64_t sent;
    int64_t sum;
    bool done;
};

static void chat_done(struct cv_start *start)
{
    CV_CONTAINER_OF(start, struct chat, start)->done = true;
}

static void chat_say(struct chat *chat)
{
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;

    number.value = ++chat->sent;
    cv_call_send(chat->start.call, &chat->send, &number.base);
}

static void chat_sent(struct cv_send *op)
{
    struct chat *chat = CV_CONTAINER_OF(op, struct chat, send);

    if (cv_ok(op->status))
        cv_call_receive(chat->start.call, &chat->receive);
}

static void chat_received(struct cv_receive *op)
{
    struct chat *chat = CV_CONTAINER_OF(op, struct chat, receive);

    if (!cv_ok(op->status) || op->message == NULL)
        return;
    chat->sum += ((const Judge__V1__Number *)op->message)->value;
    if (chat->sent < 3) {
        chat_say(chat);
        return;
    }
    cv_call_close_send(chat->start.call);
    cv_call_receive(chat->start.call, &chat->receive);
}

static struct chat run_chat(struct bench *bench)
{
    struct chat chat = {.start = {.scope = &bench->calls.scope, .done = chat_done},
                        .receive = {.done = chat_received},
                        .send = {.done = chat_sent}};

    judge_v1_judge_chat_start(bench->calls.channel, &chat.start);
    chat_say(&chat);
    call_bench_await(&bench->calls, &chat.done);
    return chat;
}

static void a_stream_passes_message_by_message(void **state)
{
    Judge__V1__Number seven = JUDGE__V1__NUMBER__INIT;
    struct bench bench;
    struct chat chat;

    (void)state;
    up(&bench);
    chat = run_chat(&bench);
    assert_int_equal(chat.start.status.code, CV_OK);
    assert_int_equal(chat.sum, 12);
    assert_string_equal(journal, "a+ b+ a> b> y+ z+ y> z> z< y< b< a< a> b> y> z> z< y< b< a< "
                                 "a> b> y> z> z< y< b< a< z. y. b. a.");
    seven.value = 7;
    bench.y.other_request = &seven.base;
    assert_int_equal(run_chat(&bench).sum, 42);
    down(&bench);
}

static void a_refused_message_ends_a_stream_wherever_it_is(void **state)
{
    static const size_t rows[] = {
        offsetof(struct bench, b.request), offsetof(struct bench, z.request),
        offsetof(struct bench, y.response), offsetof(struct bench, a.response)};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct bench bench;

        up(&bench);
        *(struct cv_status *)(void *)((char *)&bench + rows[i]) =
            cv_status(CV_DATA_LOSS, NULL, "torn");
        assert_int_equal(run_chat(&bench).start.status.code, CV_DATA_LOSS);
        down(&bench);
    }
}

#ifdef CV_FAULT_POINTS
static void failing_memory_ends_each_call_once(void **state)
{
    struct bench bench;
    unsigned failed = 0;
    bool fired = true;

    (void)state;
    up(&bench);
    (void)say(&bench, "warm", NULL);
    for (unsigned long nth = 1; fired; nth++) {
        cv_fault_arm(CV_FAULT_ALLOC, nth);
        failed += !cv_ok(say(&bench, "x", NULL));
        fired = cv_fault_fired();
        cv_fault_off();
        while (!cv_ok(say(&bench, "x", NULL))) {
            /* the channel may be on its way back */
        }
        journal[0] = '\0';
    }
    down(&bench);
    assert_true(failed > 0);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_added_is_the_outermost),
        cmocka_unit_test(a_stream_passes_message_by_message),
        cmocka_unit_test(one_that_refuses_ends_the_call_for_those_before_it),
        cmocka_unit_test(a_server_may_take_its_time),
        cmocka_unit_test(a_client_that_leaves_meanwhile_is_told_and_not_served),
        cmocka_unit_test(a_deadline_is_heard_once_as_what_it_is),
        cmocka_unit_test(messages_can_be_exchanged_for_others),
        cmocka_unit_test(a_refused_message_ends_the_call_wherever_it_is),
        cmocka_unit_test(a_refused_message_ends_a_stream_wherever_it_is),
        cmocka_unit_test(an_end_can_become_another_and_takes_the_answer_with_it),
        cmocka_unit_test(metadata_is_added_and_the_caller_named),
#ifdef CV_FAULT_POINTS
        cmocka_unit_test(failing_memory_ends_each_call_once),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
