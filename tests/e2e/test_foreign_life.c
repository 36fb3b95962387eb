/* Our channel calls servers from libgrpc++: many calls, slow readers, servers that come and go. */
#include "foreign_bench.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define MESSAGES 2000
#define PADDING  100000 /* bytes of each: 200 MB in all */
/* MEMORY_MIB, by the build: how much more memory than before we may need while they pass. */

static long peak_mib(void)
{
    struct rusage usage;

    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss / 1024;
}

/* ---- many calls ---- */

#define CALLS 1000

static void calls_over_the_limit_of_streams_wait_their_turn(void **state)
{
    static const char *const options[] = {"--streams", "10", NULL};
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said *said = calloc(CALLS, sizeof(*said));
    struct bench bench;

    (void)state;
    assert_non_null(said);
    bench_up(&bench, options);
    for (unsigned i = 0; i < CALLS; i++) {
        request.text = cv_arena_printf(&bench.arena, "%u", i);
        request.delay_ms = i % 3;
        said_submit(&bench, &said[i], &request);
    }
    for (unsigned i = 0; i < CALLS; i++) {
        said_wait(&bench, &said[i]);
        assert_int_equal(said[i].op.start.status.code, CV_OK);
        assert_int_equal(atoi(judge_v1_judge_say_response(&said[i].op)->text), i);
    }
    bench_down(&bench);
    free(said);
}

/* ---- slow readers ---- */

/* Asked after each round trip: has `now` stayed the same for many of them? */
struct settling {
    uint64_t last;
    unsigned same;
};

static bool settle(struct settling *settling, uint64_t now)
{
    settling->same = now == settling->last ? settling->same + 1 : 0;
    settling->last = now;
    return settling->same == 30;
}

static bool sent_settles(const Judge__V1__TallyResponse *tally, void *arg)
{
    return settle(arg, tally->sent);
}

static void a_server_is_held_while_we_do_not_read(void **state)
{
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;
    struct settling settling = {.last = 0};
    struct bench bench;
    struct stream stream;
    long before = peak_mib();

    (void)state;
    bench_up(&bench, NULL);
    stream_init(&bench, &stream, 0, 0);
    request.to = MESSAGES;
    request.padding_bytes = PADDING;
    judge_v1_judge_count_start(bench.channel, &stream.start);
    cv_call_send(stream.start.call, &stream.send, &request.base);
    bench_until(&bench, sent_settles, &settling);
    assert_in_range(settling.last, 1, MESSAGES / 4);
    stream_receive(&stream);
    stream_wait(&bench, &stream);
    assert_int_equal(stream.start.status.code, CV_OK);
    assert_int_equal(stream.received, MESSAGES);
    bench_down(&bench);
    assert_true(peak_mib() - before < MEMORY_MIB);
}

struct sending {
    const struct stream *stream;
    struct settling settling;
};

static bool sends_settle(const Judge__V1__TallyResponse *tally, void *arg)
{
    struct sending *sending = arg;

    (void)tally;
    return settle(&sending->settling, (uint64_t)sending->stream->sent);
}

/* Nobody reads the answers, so the handler stops taking messages, and our sends stop being done. */
static void we_are_held_while_the_server_does_not_read(void **state)
{
    struct bench bench;
    struct stream stream;
    struct sending sending = {.stream = &stream};
    long before = peak_mib();

    (void)state;
    bench_up(&bench, NULL);
    stream_init(&bench, &stream, MESSAGES, PADDING);
    judge_v1_judge_chat_start(bench.channel, &stream.start);
    stream_send(&stream);
    bench_until(&bench, sends_settle, &sending);
    assert_true(stream.unanswered);
    assert_in_range(stream.sent, 1, MESSAGES / 4);
    stream_receive(&stream);
    stream_wait(&bench, &stream);
    assert_int_equal(stream.start.status.code, CV_OK);
    assert_int_equal(stream.received, MESSAGES);
    assert_int_equal(stream.sum, (int64_t)MESSAGES * (MESSAGES + 1));
    bench_down(&bench);
    assert_true(peak_mib() - before < MEMORY_MIB);
}

/* ---- servers that come and go ---- */

/* A channel to a unix socket, which outlives every server behind it. */
static void open_on_socket(struct bench *bench)
{
    char target[80];

    *bench = (struct bench){.path = ""};
    (void)snprintf(bench->path, sizeof(bench->path), "/tmp/foreign-%ld.sock", (long)getpid());
    (void)snprintf(target, sizeof(target), "unix:%s", bench->path);
    bench_open(bench, &(struct cv_channel_config){
                          .target = target,
                          .backoff_first_ns = 5 * CV_NS_PER_MS,
                      });
}

static void a_call_waits_for_the_server_to_come(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said patient = {.op = {.start = {.wait_for_ready = true}}};
    struct said bounded = {.op = {.start = {.wait_for_ready = true}}};
    struct said hasty = {.done = false};
    struct cv_scope short_scope;
    struct bench bench;

    (void)state;
    open_on_socket(&bench);
    short_scope = bench.scope;
    short_scope.deadline_ns = cv_clock_ns() + 50 * CV_NS_PER_MS;
    bounded.op.start.scope = &short_scope;
    said_submit(&bench, &patient, &request);
    bench_say(&bench, &hasty, &request);
    assert_int_equal(hasty.op.start.status.code, CV_UNAVAILABLE);
    bench_say(&bench, &bounded, &request);
    assert_int_equal(bounded.op.start.status.code, CV_DEADLINE_EXCEEDED);
    assert_false(patient.done);
    bench_start_server(&bench, NULL);
    said_wait(&bench, &patient);
    assert_int_equal(patient.op.start.status.code, CV_OK);
    bench_down(&bench);
}

static bool one_runs(const Judge__V1__TallyResponse *tally, void *arg)
{
    (void)arg;
    return tally->started - tally->ended == 1;
}

/* The server says GOAWAY and finishes what it has; the next call finds the next server. */
static void a_server_that_ends_finishes_our_call(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said running = {.done = false};
    struct said next = {.op = {.start = {.wait_for_ready = true}}};
    struct bench bench;

    (void)state;
    open_on_socket(&bench);
    bench_start_server(&bench, NULL);
    next.op.start.scope = &bench.scope;
    bench_say(&bench, &next, &request); /* connected */
    request.delay_ms = 200;
    request.text = bench_text("late");
    said_submit(&bench, &running, &request);
    bench_until(&bench, one_runs, NULL);
    child_ask(&bench.server);
    said_wait(&bench, &running);
    assert_int_equal(running.op.start.status.code, CV_OK);
    assert_string_equal(judge_v1_judge_say_response(&running.op)->text, "late");
    assert_int_equal(child_wait(&bench.server), 0);
    said_submit(&bench, &next, &request);
    bench_start_server(&bench, NULL);
    said_wait(&bench, &next);
    assert_int_equal(next.op.start.status.code, CV_OK);
    bench_down(&bench);
}

static void a_killed_server_makes_its_calls_unavailable(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said running = {.op = {.start = {.wait_for_ready = true}}};
    struct said next = {.op = {.start = {.wait_for_ready = true}}};
    struct said hasty = {.done = false};
    struct stream stream;
    struct bench bench;

    (void)state;
    open_on_socket(&bench);
    bench_start_server(&bench, NULL);
    bench_say(&bench, &running, &request);
    stream_init(&bench, &stream, 1, 0);
    judge_v1_judge_chat_start(bench.channel, &stream.start);
    stream_receive(&stream);
    bench_until(&bench, one_runs, NULL);
    request.delay_ms = 600 * 1000;
    said_submit(&bench, &running, &request);
    (void)bench_tally(&bench); /* behind it on the connection: the call is at the server */
    child_kill(&bench.server);
    said_wait(&bench, &running);
    assert_int_equal(running.op.start.status.code, CV_UNAVAILABLE);
    stream_wait(&bench, &stream);
    assert_int_equal(stream.start.status.code, CV_UNAVAILABLE);
    request.delay_ms = 0;
    bench_say(&bench, &hasty, &request);
    assert_int_equal(hasty.op.start.status.code, CV_UNAVAILABLE);
    said_submit(&bench, &next, &request);
    bench_start_server(&bench, NULL);
    said_wait(&bench, &next);
    assert_int_equal(next.op.start.status.code, CV_OK);
    bench_down(&bench);
}

/* ---- servers that are none ---- */

/* A socket on loopback that somebody listens on. */
static int open_port(char target[32])
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(fd, 64), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    (void)snprintf(target, 32, "127.0.0.1:%u", ntohs(address.sin_port));
    return fd;
}

static void a_peer_that_says_nothing_is_given_up(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {.done = false};
    struct bench bench = {.path = ""};
    char target[32];
    int fd = open_port(target);

    (void)state;
    bench_open(&bench, &(struct cv_channel_config){
                           .target = target,
                           .connect_timeout_ns = 50 * CV_NS_PER_MS,
                       });
    bench_say(&bench, &said, &request);
    assert_int_equal(said.op.start.status.code, CV_UNAVAILABLE);
    bench_close(&bench);
    (void)close(fd);
}

struct door {
    int fd;
    unsigned knocks;
    unsigned wanted;
};

/* Whoever connects is turned away with an answer in HTTP/1.1. */
static bool turned_away(void *arg)
{
    static const char answer[] = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
    struct door *door = arg;
    int fd = accept(door->fd, NULL, NULL);

    if (fd >= 0) {
        door->knocks++;
        (void)!write(fd, answer, sizeof(answer) - 1);
        (void)close(fd);
    }
    return door->knocks == door->wanted;
}

/* The waits between the attempts grow: 20 ms and then 1.6 times as much each, give or take 20 %. */
static void attempts_come_less_and_less_often(void **state)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {.op = {.start = {.wait_for_ready = true}}};
    struct bench bench = {.path = ""};
    char target[32];
    struct door door = {.fd = open_port(target), .wanted = 6};
    uint64_t begin;

    (void)state;
    bench_open(&bench, &(struct cv_channel_config){
                           .target = target,
                           .backoff_first_ns = 20 * CV_NS_PER_MS,
                       });
    begin = cv_clock_ns();
    said_submit(&bench, &said, &request);
    while (!turned_away(&door)) {
        assert_true(cv_clock_ns() - begin < PATIENCE);
        (void)cv_loop_run_until(bench.loop, turned_away, &door, CV_NS_PER_MS);
    }
    assert_true(cv_clock_ns() - begin > (20 + 32 + 51 + 81 + 131) * CV_NS_PER_MS * 8 / 10);
    assert_false(said.done);
    bench_close(&bench);
    assert_true(said.done);
    assert_int_equal(said.op.start.status.code, CV_UNAVAILABLE);
    (void)close(door.fd);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_over_the_limit_of_streams_wait_their_turn),
        cmocka_unit_test(a_server_is_held_while_we_do_not_read),
        cmocka_unit_test(we_are_held_while_the_server_does_not_read),
        cmocka_unit_test(a_call_waits_for_the_server_to_come),
        cmocka_unit_test(a_server_that_ends_finishes_our_call),
        cmocka_unit_test(a_killed_server_makes_its_calls_unavailable),
        cmocka_unit_test(a_peer_that_says_nothing_is_given_up),
        cmocka_unit_test(attempts_come_less_and_less_often),
    };

    if (argc != 2)
        return 2;
    foreign_program = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
