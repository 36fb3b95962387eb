/* Messages that are inflated and compressed off the loop: their order, and all that can happen to a
 * call meanwhile. To make it happen then, a gate keeps the pool's threads busy. */
#include "base/fault.h"
#include "compressed_bench.h"
#include "net/work.h"

#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define LARGE    ((size_t)150 * 1024)
#define POOL_MAX 1024u /* no pool has more threads */
#define SAY      "/judge.v1.Judge/Say"
#define CHAT     "/judge.v1.Judge/Chat"
#define TAKES    "grpc-accept-encoding: gzip,zstd\n"

static const struct cv_slice NONE = {NULL, 0};
static char X[] = "x";

/* ---- the gate ---- */

struct gate {
    struct waiter {
        struct cv_work work;
        struct gate *gate;
    } waiters[POOL_MAX];
    sem_t open;
    unsigned left;
};

static struct gate gate;

static void wait_at_gate(struct cv_work *work)
{
    (void)sem_wait(&CV_CONTAINER_OF(work, struct waiter, work)->gate->open);
}

static void passed_gate(struct cv_work *work)
{
    CV_CONTAINER_OF(work, struct waiter, work)->gate->left--;
}

/* From now on no work begins. */
static void shut(struct bench *bench)
{
    assert_int_equal(sem_init(&gate.open, 0, 0), 0);
    gate.left = POOL_MAX;
    for (unsigned i = 0; i < POOL_MAX; i++) {
        gate.waiters[i] = (struct waiter){{.run = wait_at_gate, .done = passed_gate}, &gate};
        cv_work_submit(bench->loop, &gate.waiters[i].work);
    }
}

static bool all_passed(void *arg)
{
    (void)arg;
    return gate.left == 0;
}

static void open_gate(struct bench *bench)
{
    for (unsigned i = 0; i < POOL_MAX; i++)
        assert_int_equal(sem_post(&gate.open), 0);
    assert_true(cv_loop_run_until(bench->loop, all_passed, NULL, PATIENCE));
    (void)sem_destroy(&gate.open);
}

/* ---- a client by hand ---- */

/* A small call on the same connection is answered: all that came before it has been seen to. */
static void await_small_call(struct bench *bench, uint32_t id)
{
    bench_request(bench, id, "/judge.v1.Judge/Tally", "");
    raw_peer_message(&bench->peer, id, WIRE_END_STREAM, 0, NONE);
    bench_await_answer(bench, id);
    assert_true(raw_peer_said(&bench->peer, id, "grpc-status: 0"));
}

static void a_large_request_does_not_hold_up_the_others(void **state)
{
    struct bench bench;
    struct cv_slice message;

    (void)state;
    bench_up_server(&bench, CV_IDENTITY);
    message = bench_packed_of(&bench, CV_GZIP, bench_say_bytes(&bench, LARGE));
    shut(&bench);
    bench_request(&bench, 1, SAY, "grpc-encoding: gzip\n");
    raw_peer_message(&bench.peer, 1, WIRE_END_STREAM, 1, message);
    await_small_call(&bench, 3);
    assert_int_equal(bench.judge.started, 0);
    assert_false(raw_peer_stream(&bench.peer, 1)->ended);
    open_gate(&bench);
    bench_await_answer(&bench, 1);
    assert_true(raw_peer_said(&bench.peer, 1, "grpc-status: 0"));
    assert_int_equal(raw_peer_stream(&bench.peer, 1)->data.len, LARGE + 5);
    bench_down(&bench);
}

static const uint8_t ASK[] = {0x30, 0x80, 0xa0, 0x06}; /* Say with 100 KiB of padding */

static void a_large_answer_does_not_hold_up_the_others(void **state)
{
    struct bench bench;

    (void)state;
    bench_up_server(&bench, CV_ZSTD);
    shut(&bench);
    bench_request(&bench, 1, SAY, TAKES);
    raw_peer_message(&bench.peer, 1, WIRE_END_STREAM, 0, (struct cv_slice){ASK, sizeof(ASK)});
    await_small_call(&bench, 3);
    assert_int_equal(bench.judge.ended, 1);
    assert_false(raw_peer_stream(&bench.peer, 1)->ended);
    open_gate(&bench);
    bench_await_answer(&bench, 1);
    assert_true(raw_peer_said(&bench.peer, 1, "grpc-status: 0"));
    assert_true(raw_peer_stream(&bench.peer, 1)->data.len < 1000);
    bench_down(&bench);
}

/* A Number with so much beside it. */
static struct cv_slice number_bytes(struct bench *bench, int64_t value, size_t padding)
{
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;
    uint8_t *at = cv_arena_alloc(&bench->arena, padding + 32);

    number.value = value;
    number.padding.len = padding;
    number.padding.data = cv_arena_zalloc(&bench->arena, padding + 1);
    return (struct cv_slice){at, judge__v1__number__pack(&number, at)};
}

static void messages_keep_their_order_whatever_their_size(void **state)
{
    static const size_t PADDINGS[] = {LARGE, 0, 100, LARGE, 1000, 70000, 2};
    struct bench bench;
    const struct cv_buf *data;
    size_t at = 0;

    (void)state;
    bench_up_server(&bench, CV_IDENTITY);
    bench_request(&bench, 1, CHAT, "grpc-encoding: zstd\n" TAKES "compress: gzip\n");
    for (size_t i = 0; i < 70; i++) {
        struct cv_slice number = number_bytes(&bench, (int64_t)i, PADDINGS[i % 7]);
        bool plain = number.len < 100;

        raw_peer_message(&bench.peer, 1, i == 69 ? WIRE_END_STREAM : 0, !plain,
                         plain ? number : bench_packed_of(&bench, CV_ZSTD, number));
    }
    bench_await_answer(&bench, 1);
    assert_true(raw_peer_said(&bench.peer, 1, "grpc-status: 0"));
    data = &raw_peer_stream(&bench.peer, 1)->data;
    for (size_t i = 0; i < 70; i++) {
        size_t len =
            (size_t)data->at[at + 2] << 16 | (size_t)data->at[at + 3] << 8 | data->at[at + 4];
        struct cv_slice answer = {data->at + at + 5, len};
        struct cv_slice expected = number_bytes(&bench, 2 * (int64_t)i, PADDINGS[i % 7]);

        if (data->at[at] == 1)
            assert_int_equal(
                cv_inflate(&bench.compressor, CV_GZIP, answer, MESSAGE_MAX, &bench.arena, &answer),
                CV_INFLATED);
        assert_int_equal(answer.len, expected.len);
        assert_memory_equal(answer.at, expected.at, expected.len);
        at += 5 + len;
    }
    assert_int_equal(at, data->len);
    bench_down(&bench);
}

static void a_second_message_is_refused_while_the_first_is_inflated(void **state)
{
    struct bench bench;
    struct cv_slice message;

    (void)state;
    bench_up_server(&bench, CV_IDENTITY);
    message = bench_packed_of(&bench, CV_GZIP, bench_say_bytes(&bench, LARGE));
    shut(&bench);
    bench_request(&bench, 1, SAY, "grpc-encoding: gzip\n");
    raw_peer_message(&bench.peer, 1, 0, 1, message);
    raw_peer_message(&bench.peer, 1, WIRE_END_STREAM, 1, message);
    bench_await_answer(&bench, 1);
    assert_true(raw_peer_said(&bench.peer, 1, "grpc-status: 12"));
    open_gate(&bench);
    assert_int_equal(bench.judge.started, 0);
    bench_down(&bench);
}

static void a_false_claim_is_found_out_elsewhere(void **state)
{
    static const uint8_t END[] = {0x0a, 3, 'e', 'n', 'd'}; /* the text once more: the last counts */
    struct bench bench;
    struct cv_buf both;
    struct cv_slice part;

    (void)state;
    bench_up_server(&bench, CV_IDENTITY);
    cv_buf_init(&both, LARGE);
    part = bench_packed_of(&bench, CV_GZIP, bench_say_bytes(&bench, LARGE));
    cv_buf_add(&both, part.at, part.len);
    part = bench_packed_of(&bench, CV_GZIP, (struct cv_slice){END, sizeof(END)});
    cv_buf_add(&both, part.at, part.len);
    bench_request(&bench, 1, SAY, "grpc-encoding: gzip\n");
    raw_peer_message(&bench.peer, 1, WIRE_END_STREAM, 1, (struct cv_slice){both.at, both.len});
    bench_await_answer(&bench, 1);
    assert_true(raw_peer_said(&bench.peer, 1, "grpc-status: 0"));
    cv_buf_free(&both);
    bench_down(&bench);
}

/* ---- the client leaves, or time passes, while the server has work under way ---- */

enum leaving {
    BY_RESET,
    BY_HANGING_UP,
    BY_DEADLINE
};

static void leave(struct bench *bench, enum leaving how)
{
    static const uint8_t CANCEL[] = {0, 0, 0, 8};

    if (how == BY_RESET) {
        raw_peer_frame(&bench->peer, WIRE_RST_STREAM, 0, 1, (struct cv_slice){CANCEL, 4});
        await_small_call(bench, 7);
    } else if (how == BY_HANGING_UP) {
        cv_stream_close(bench->peer.stream);
        assert_true(cv_loop_run_until(bench->loop, bench_is_set, &bench->peer.closed, PATIENCE));
    } else {
        bench_await_answer(bench, 1);
        assert_true(raw_peer_said(&bench->peer, 1, "grpc-status: 4"));
    }
}

static void a_call_may_end_while_its_request_is_inflated(void **state)
{
    static const char *const PATHS[] = {SAY, CHAT};

    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        enum leaving how = (enum leaving)(i / 2);
        struct bench bench;
        struct cv_slice message;

        bench_up_server(&bench, CV_IDENTITY);
        message = bench_packed_of(&bench, CV_GZIP, bench_say_bytes(&bench, LARGE));
        shut(&bench);
        bench_request(&bench, 1, PATHS[i % 2],
                      how == BY_DEADLINE ? "grpc-encoding: gzip\ngrpc-timeout: 20m\n"
                                         : "grpc-encoding: gzip\n");
        raw_peer_message(&bench.peer, 1, 0, 1, message);
        if (how != BY_DEADLINE) /* so that the server has it */
            await_small_call(&bench, 5);
        leave(&bench, how);
        open_gate(&bench);
        bench_down(&bench);
    }
}

static void a_call_may_end_while_its_answer_is_compressed(void **state)
{
    struct bench bench;

    (void)state;
    for (enum leaving how = BY_RESET; how <= BY_HANGING_UP; how++) {
        bench_up_server(&bench, CV_GZIP);
        shut(&bench);
        bench_request(&bench, 1, SAY, TAKES);
        raw_peer_message(&bench.peer, 1, WIRE_END_STREAM, 0, (struct cv_slice){ASK, sizeof(ASK)});
        await_small_call(&bench, 5);
        assert_int_equal(bench.judge.ended, 1);
        leave(&bench, how);
        open_gate(&bench);
        bench_down(&bench);
    }
}

static void a_conversation_may_end_while_its_messages_are_compressed(void **state)
{
    struct bench bench;

    (void)state;
    for (enum leaving how = BY_RESET; how <= BY_DEADLINE; how++) {
        bench_up_server(&bench, CV_GZIP);
        shut(&bench);
        bench_request(&bench, 1, CHAT, how == BY_DEADLINE ? TAKES "grpc-timeout: 50m\n" : TAKES);
        for (int64_t i = 0; i < 3; i++)
            raw_peer_message(&bench.peer, 1, 0, 0, number_bytes(&bench, i, 20000));
        if (how != BY_DEADLINE)
            await_small_call(&bench, 5);
        leave(&bench, how);
        open_gate(&bench);
        bench_down(&bench);
    }
}

/* ---- our channel ---- */

/* `status` NULL: none yet. */
static void answer(struct bench *bench, uint32_t id, struct cv_slice message, const char *status)
{
    struct cv_buf block;

    cv_buf_init(&block, 4096);
    wire_field_text(&block, ":status", "200");
    wire_field_text(&block, "content-type", "application/grpc");
    wire_field_text(&block, "grpc-encoding", "gzip");
    raw_peer_frame(&bench->peer, WIRE_HEADERS, WIRE_END_HEADERS, id,
                   (struct cv_slice){block.at, block.len});
    raw_peer_message(&bench->peer, id, 0, 1, message);
    if (status != NULL) {
        block.len = 0;
        wire_field_text(&block, "grpc-status", status);
        raw_peer_frame(&bench->peer, WIRE_HEADERS, WIRE_END_HEADERS | WIRE_END_STREAM, id,
                       (struct cv_slice){block.at, block.len});
    }
    cv_buf_free(&block);
}

struct count {
    struct cv_start start;
    struct cv_receive receive;
    struct cv_send send;
    unsigned received;
    unsigned compressed;
    int64_t last;
    struct cv_status heard; /* by the receive that was no message */
    bool done;
};

static void count_done(struct cv_start *start)
{
    CV_CONTAINER_OF(start, struct count, start)->done = true;
}

static void count_sent(struct cv_send *op)
{
    (void)op;
}

static void count_received(struct cv_receive *op)
{
    struct count *count = CV_CONTAINER_OF(op, struct count, receive);

    if (op->message == NULL) {
        count->heard = op->status;
        return;
    }
    count->received++;
    count->compressed += op->compressed;
    count->last = ((const Judge__V1__Number *)op->message)->value;
    cv_call_receive(count->start.call, &count->receive);
}

static void count_start(struct bench *bench, struct count *count, int64_t to, uint32_t padding,
                        enum cv_code code)
{
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    struct cv_metadata metadata = {0};

    *count = (struct count){.start = {.scope = &bench->scope, .done = count_done},
                            .send = {.done = count_sent},
                            .receive = {.done = count_received}};
    (void)cv_metadata_add_text(&metadata, &bench->arena, "compress", "gzip");
    count->start.metadata = &metadata;
    request.to = to;
    request.padding_bytes = padding;
    request.code = (int32_t)code;
    judge_v1_judge_count_start(bench->channel, &count->start);
    cv_call_send(count->start.call, &count->send, &request.base);
    cv_call_close_send(count->start.call);
    cv_call_receive(count->start.call, &count->receive);
}

static void large_messages_come_before_the_status_behind_them(void **state)
{
    struct bench bench;
    struct count count;

    (void)state;
    bench_up_client(&bench, false);
    count_start(&bench, &count, 50, 90000, CV_ABORTED);
    assert_true(cv_loop_run_until(bench.loop, bench_is_set, &count.done, PATIENCE));
    assert_int_equal(count.received, 50);
    assert_int_equal(count.compressed, 50);
    assert_int_equal(count.last, 50);
    assert_int_equal(count.start.status.code, CV_ABORTED);
    bench_down(&bench);
}

struct asked {
    struct bench *bench;
    uint32_t id;
};

static bool is_asked(void *arg)
{
    const struct asked *asked = arg;

    return raw_peer_stream(&asked->bench->peer, asked->id)->ended;
}

static void await_request(struct bench *bench, uint32_t id)
{
    struct asked asked = {bench, id};

    assert_true(cv_loop_run_until(bench->loop, is_asked, &asked, PATIENCE));
}

static void a_status_behind_a_message_that_does_not_inflate_is_not_believed(void **state)
{
    static const char *const STATUSES[] = {"0", "10"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct bench bench;
        struct count count;
        struct said said = {0};
        struct cv_slice message;

        bench_up_client(&bench, true);
        count_start(&bench, &count, 1, 0, CV_OK);
        await_request(&bench, 1);
        message = bench_packed_of(&bench, CV_GZIP, number_bytes(&bench, 1, LARGE));
        message.len--;
        answer(&bench, 1, message, STATUSES[i]);
        assert_true(cv_loop_run_until(bench.loop, bench_is_set, &count.done, PATIENCE));
        assert_int_equal(count.heard.code, CV_INTERNAL);
        assert_int_equal(count.start.status.code, CV_INTERNAL);

        bench_submit(&bench, &said, CV_IDENTITY, X);
        await_request(&bench, 3);
        answer(&bench, 3, message, STATUSES[i]);
        bench_await(&bench, &said);
        assert_int_equal(said.op.start.status.code, CV_INTERNAL);
        bench_down(&bench);
    }
}

static bool is_half_shut(void *arg)
{
    const struct bench *bench = arg;

    return bench->peer.stream_count > 0;
}

/* The end is told at once, not when the pool has come so far. */
static void a_caller_may_leave_while_the_answer_is_inflated(void **state)
{
    static const enum cv_code CODES[] = {CV_CANCELLED, CV_DEADLINE_EXCEEDED, CV_OK};

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct bench bench;
        struct said said = {0};

        bench_up_client(&bench, true);
        if (i == 1)
            bench.scope.deadline_ns = cv_clock_ns() + 200 * CV_NS_PER_MS;
        bench_submit(&bench, &said, CV_IDENTITY, X);
        await_request(&bench, 1);
        shut(&bench);
        answer(&bench, 1, bench_packed_of(&bench, CV_GZIP, bench_say_bytes(&bench, LARGE)),
               i == 1 ? NULL : "0");
        if (i != 1) { /* so that the channel has it */
            struct said other = {0};

            bench_submit(&bench, &other, CV_IDENTITY, X);
            await_request(&bench, 3);
            answer(&bench, 3, bench_packed_of(&bench, CV_GZIP, bench_say_bytes(&bench, 10)), "0");
            bench_await(&bench, &other);
            assert_false(said.done);
        }
        if (i == 0)
            cv_call_cancel(said.op.start.call);
        if (i == 2) { /* what the server has said counts */
            cv_stream_close(bench.peer.stream);
            open_gate(&bench);
        }
        bench_await(&bench, &said);
        assert_int_equal(said.op.start.status.code, CODES[i]);
        if (i != 2)
            open_gate(&bench);
        bench_down(&bench);
    }
}

static void a_caller_may_leave_while_its_request_is_compressed(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct bench bench;
        struct said said = {0};
        char *text;

        bench_up_client(&bench, true);
        text = cv_arena_zalloc(&bench.arena, LARGE + 1);
        memset(text, 'x', LARGE);
        shut(&bench);
        bench_submit(&bench, &said, CV_GZIP, text);
        assert_true(cv_loop_run_until(bench.loop, is_half_shut, &bench, PATIENCE));
        if (i == 0)
            cv_call_cancel(said.op.start.call);
        else
            cv_stream_close(bench.peer.stream);
        bench_await(&bench, &said);
        assert_int_equal(said.op.start.status.code, i == 0 ? CV_CANCELLED : CV_UNAVAILABLE);
        open_gate(&bench);
        bench_down(&bench);
    }
}

/* ---- no memory ---- */

/* Each allocation of a compressed call fails in turn, on either side: it ends all the same, and the
 * next one is answered. */
static void whatever_fails_the_next_call_is_answered(void **state)
{
    static const size_t SIZES[] = {3000, LARGE};

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        size_t size = SIZES[i / 2];
        bool fired = true;

        for (unsigned long nth = 1; fired; nth++) {
            struct bench bench;
            struct cv_metadata metadata = {0};
            struct said said = {0};
            char *text;

            bench_up_client(&bench, false);
            text = cv_arena_zalloc(&bench.arena, size + 1);
            memset(text, 'x', size);
            (void)cv_metadata_add_text(&metadata, &bench.arena, "compress", "zstd");
            said.op.start.metadata = &metadata;
            cv_fault_arm(CV_FAULT_ALLOC, nth);
            bench_submit(&bench, &said, i % 2 == 0 ? CV_GZIP : CV_ZSTD, text);
            bench_await(&bench, &said);
            fired = cv_fault_fired();
            cv_fault_off();
            do {
                bench_submit(&bench, &said, CV_GZIP, text);
                bench_await(&bench, &said);
            } while (said.op.start.status.code == CV_UNAVAILABLE);
            assert_int_equal(said.op.start.status.code, CV_OK);
            assert_int_equal(strlen(judge_v1_judge_say_response(&said.op)->text), size);
            bench_down(&bench);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_large_request_does_not_hold_up_the_others),
        cmocka_unit_test(a_large_answer_does_not_hold_up_the_others),
        cmocka_unit_test(messages_keep_their_order_whatever_their_size),
        cmocka_unit_test(a_second_message_is_refused_while_the_first_is_inflated),
        cmocka_unit_test(a_false_claim_is_found_out_elsewhere),
        cmocka_unit_test(a_call_may_end_while_its_request_is_inflated),
        cmocka_unit_test(a_call_may_end_while_its_answer_is_compressed),
        cmocka_unit_test(a_conversation_may_end_while_its_messages_are_compressed),
        cmocka_unit_test(large_messages_come_before_the_status_behind_them),
        cmocka_unit_test(a_status_behind_a_message_that_does_not_inflate_is_not_believed),
        cmocka_unit_test(a_caller_may_leave_while_the_answer_is_inflated),
        cmocka_unit_test(a_caller_may_leave_while_its_request_is_compressed),
        cmocka_unit_test(whatever_fails_the_next_call_is_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
