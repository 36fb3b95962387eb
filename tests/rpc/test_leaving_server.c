/* A server that greets and leaves in one breath, because it was about to end when it accepted: to
 * calls it is as good as none, and they go on to the next. One that never does anything else is not
 * asked without a pause. */
#include "base/arena.h"
#include "base/clock.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "net/stream.h"
#include "net/tls.h"
#include "support/judge.h"
#include "support/scripted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define S CV_NS_PER_S

enum manner {
    TELLS,    /* GOAWAY behind the SETTINGS */
    HANGS_UP, /* the end behind the SETTINGS */
    DOES_BOTH,
    THINKS, /* GOAWAY when the client has answered the SETTINGS */
    MANNERS,
};

struct bench {
    struct cv_loop *loop;
    struct cv_channel *channel;
    struct cv_arena arena;
    struct cv_scope scope;
    enum manner manner;
    unsigned leaving; /* so many connections from now on are left at once */
    unsigned left;    /* so many were */
    struct cv_tls *tls;
    struct scripted other; /* server, where the other connections go */
    struct cv_server *real;
    struct cv_metadata metadata;
    struct cv_unary op;
    bool done;
    bool channel_closed;
};

/* ---- the server that leaves ---- */

struct leaver {
    struct bench *bench;
    struct cv_stream *stream;
    unsigned reads;
    bool ended;
};

static const uint8_t SETTINGS[] = {0, 0, 0, 4, 0, 0, 0, 0, 0};
static const uint8_t GOAWAY[] = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

static void greet(struct leaver *leaver)
{
    uint8_t words[sizeof(SETTINGS) + sizeof(GOAWAY)];
    enum manner manner = leaver->bench->manner;
    size_t len = sizeof(SETTINGS);

    memcpy(words, SETTINGS, sizeof(SETTINGS));
    if (manner == TELLS || manner == DOES_BOTH) {
        memcpy(words + len, GOAWAY, sizeof(GOAWAY));
        len += sizeof(GOAWAY);
    }
    cv_stream_write(leaver->stream, words, len);
    leaver->ended = manner == HANGS_UP || manner == DOES_BOTH;
    if (leaver->ended)
        cv_stream_end(leaver->stream);
}

static void leaver_read(void *owner, const uint8_t *bytes, size_t len)
{
    struct leaver *leaver = owner;

    (void)bytes;
    (void)len;
    if (leaver->ended)
        return;
    if (++leaver->reads == 1 && leaver->bench->tls == NULL)
        greet(leaver);
    else if (leaver->reads == 2 && leaver->bench->manner == THINKS)
        cv_stream_write(leaver->stream, GOAWAY, sizeof(GOAWAY));
}

static void leaver_drained(void *owner) /* a TLS handshake is over */
{
    greet(owner);
}

static void leaver_ended(void *owner)
{
    cv_stream_close(((struct leaver *)owner)->stream);
}

static void leaver_closed(void *owner, struct cv_status reason)
{
    (void)reason;
    free(owner);
}

static struct cv_stream *dial(void *arg, const struct cv_address *address)
{
    static const struct cv_stream_events EVENTS = {leaver_read, leaver_drained, leaver_ended,
                                                   leaver_closed};
    struct bench *bench = arg;
    struct leaver *leaver;
    struct cv_stream *ends[2];

    if (bench->leaving == 0 && bench->real == NULL)
        return scripted_dial(&bench->other, address);
    assert_int_equal(cv_stream_pair(bench->loop, 65536, ends).code, CV_OK);
    if (bench->leaving == 0) {
        cv_server_serve(bench->real, cv_tls_accept(bench->tls, ends[1]));
        return ends[0];
    }
    bench->leaving--;
    bench->left++;
    leaver = calloc(1, sizeof(*leaver));
    assert_non_null(leaver);
    *leaver = (struct leaver){.bench = bench, .stream = ends[1]};
    if (bench->tls != NULL)
        leaver->stream = cv_tls_accept(bench->tls, ends[1]);
    assert_non_null(leaver->stream);
    cv_stream_own(leaver->stream, &EVENTS, leaver);
    return ends[0];
}

/* ---- the other server, and calls ---- */

static struct scripted_answer answer(void *arg, const struct scripted_call *call)
{
    (void)arg;
    if (call->id == 0) /* no call of the channel's; a server without that method is healthy */
        return (struct scripted_answer){.act = SCRIPTED_STATUS, .code = CV_UNIMPLEMENTED};
    return (struct scripted_answer){.act = SCRIPTED_OK};
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

static bool never(void *arg)
{
    (void)arg;
    return false;
}

static void on_done(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct bench, op)->done = true;
}

static void submit(struct bench *bench, bool wait_for_ready)
{
    static const Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;

    bench->metadata = (struct cv_metadata){0};
    assert_int_equal(cv_metadata_add(&bench->metadata, &bench->arena, "call-id", "1", 1).code,
                     CV_OK);
    bench->op = (struct cv_unary){.start = {.scope = &bench->scope,
                                            .metadata = &bench->metadata,
                                            .wait_for_ready = wait_for_ready},
                                  .done = on_done};
    bench->done = false;
    judge_v1_judge_say(bench->channel, &bench->op, &request);
}

/* The code it ends with before time has to go by for it. */
static int say(struct bench *bench)
{
    submit(bench, false);
    assert_true(scripted_run(bench->loop, is_set, &bench->done, 0));
    return (int)bench->op.start.status.code;
}

static void pass(struct bench *bench, uint64_t ns)
{
    assert_false(scripted_run(bench->loop, never, NULL, ns));
}

static void on_channel_closed(void *arg)
{
    *(bool *)arg = true;
}

static void up(struct bench *bench, struct cv_channel_config config)
{
    scripted_clock();
    cv_arena_init(&bench->arena, 1024 * 1024);
    bench->scope = (struct cv_scope){.arena = &bench->arena, .deadline_ns = CV_NEVER};
    assert_int_equal(cv_loop_new(&bench->loop).code, CV_OK);
    bench->other = (struct scripted){.loop = bench->loop, .answer = answer};
    cv_list_init(&bench->other.conns);
    config.target = "x:1";
    config.dial = dial;
    config.dial_arg = bench;
    assert_int_equal(cv_channel_open(bench->loop, &config, &bench->channel).code, CV_OK);
}

static void down(struct bench *bench)
{
    cv_channel_close(bench->channel, on_channel_closed, &bench->channel_closed);
    scripted_close(&bench->other);
    assert_true(scripted_run(bench->loop, is_set, &bench->channel_closed, 20 * S));
    pass(bench, 0);
    cv_loop_free(bench->loop);
    cv_arena_release(&bench->arena);
    cv_clock_set(NULL);
}

static const struct cv_channel_config CONFIGS[] = {
    {.balancing = CV_PICK_FIRST},
    {.balancing = CV_ROUND_ROBIN},
    {.balancing = CV_PICK_FIRST, .health_service = ""},
    {.balancing = CV_ROUND_ROBIN, .health_service = ""},
};
#define CONFIGS_COUNT (sizeof(CONFIGS) / sizeof(CONFIGS[0]))

/* ---- what must hold ---- */

static void calls_go_on_to_the_next_connection(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CONFIGS_COUNT * MANNERS; i++) {
        struct bench bench = {.manner = (enum manner)(i % MANNERS), .leaving = 1};

        if (bench.manner == HANGS_UP) /* two turns in a pipe: a call may be sent between them */
            continue;
        up(&bench, CONFIGS[i / MANNERS]);
        assert_int_equal(say(&bench), CV_OK);
        assert_int_equal(bench.left, 1);
        assert_int_equal(bench.other.connections, 1);
        down(&bench);
    }
}

static void a_server_that_always_leaves_is_said_to_do_so(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CONFIGS_COUNT; i++) {
        struct bench bench = {.manner = i % 2 == 0 ? TELLS : DOES_BOTH, .leaving = 1000000};

        up(&bench, CONFIGS[i]);
        assert_int_equal(say(&bench), CV_UNAVAILABLE);
        assert_string_equal(bench.op.start.status.message,
                            "the server ends each connection as soon as it is made");
        assert_int_equal(bench.left, 3);
        assert_int_equal(cv_channel_state(bench.channel), CV_CHANNEL_FAILING);
        down(&bench);
    }
}

/* With 1 s, 1.6 s, 2.56 s and so on, less 20 %, between them ten are 60 s apart. */
static void it_is_tried_ever_more_slowly_and_forgiven(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CONFIGS_COUNT * MANNERS; i++) {
        struct bench bench = {.manner = (enum manner)(i % MANNERS), .leaving = 1000000};

        up(&bench, CONFIGS[i / MANNERS]);
        cv_channel_connect(bench.channel);
        pass(&bench, 60 * S);
        bench.scope.deadline_ns = cv_clock_ns() + 60 * S;
        submit(&bench, true);
        pass(&bench, 60 * S);
        assert_true(bench.done);
        assert_in_range(bench.left, 2, 24);
        bench.scope.deadline_ns = CV_NEVER;
        bench.leaving = 0;
        submit(&bench, true);
        assert_true(scripted_run(bench.loop, is_set, &bench.done, 150 * S));
        assert_int_equal(bench.op.start.status.code, CV_OK);
        down(&bench);
    }
}

static void one_that_answers_before_it_leaves_is_not_suspected(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CONFIGS_COUNT; i++) {
        struct bench bench = {.leaving = 0};

        up(&bench, CONFIGS[i]);
        for (unsigned n = 1; n <= 10; n++) {
            assert_int_equal(say(&bench), CV_OK);
            assert_int_equal(bench.other.connections, n);
            scripted_close(&bench.other);
            pass(&bench, 0);
        }
        down(&bench);
    }
}

static void a_connection_that_lasted_is_no_proof_against_it(void **state)
{
    struct bench bench = {.manner = TELLS, .leaving = 2};

    (void)state;
    up(&bench, CONFIGS[0]);
    for (unsigned n = 1; n <= 3; n++) {
        assert_int_equal(say(&bench), CV_OK);
        assert_int_equal(bench.left, 2 * n);
        scripted_close(&bench.other);
        pass(&bench, 0);
        bench.leaving = 2;
    }
    down(&bench);
}

/* The record that says that the connection ends is read together with the SETTINGS. */
static void over_tls_it_is_no_other(void **state)
{
    static const struct cv_tls_files SERVER = {CERTIFICATES "server.pem", CERTIFICATES "server.key",
                                               NULL};
    static const struct cv_tls_files CLIENT = {NULL, NULL, CERTIFICATES "ca.pem"};
    struct bench bench = {.manner = HANGS_UP, .leaving = 1};
    struct cv_server_config server = {.threads = 1};
    struct cv_channel_config channel = {.target = "x:1", .server_name = "localhost"};
    struct judge judge = {0};
    struct cv_tls *client;

    (void)state;
    cv_arena_init(&bench.arena, 1024 * 1024);
    bench.scope = (struct cv_scope){.arena = &bench.arena, .deadline_ns = CV_NEVER};
    assert_int_equal(cv_tls_server(&SERVER, &bench.arena, &bench.tls).code, CV_OK);
    assert_int_equal(cv_tls_client(&CLIENT, &bench.arena, &client).code, CV_OK);
    server.tls = bench.tls;
    channel.tls = client;
    channel.dial = dial;
    channel.dial_arg = &bench;
    assert_int_equal(cv_server_new(&server, &bench.real).code, CV_OK);
    bench.loop = cv_server_loop(bench.real, 0);
    assert_int_equal(judge_serve(bench.real, &judge).code, CV_OK);
    assert_int_equal(cv_channel_open(bench.loop, &channel, &bench.channel).code, CV_OK);
    submit(&bench, false);
    assert_true(cv_loop_run_until(bench.loop, is_set, &bench.done, 20 * S));
    assert_int_equal(bench.op.start.status.code, CV_OK);
    assert_int_equal(bench.left, 1);

    cv_channel_close(bench.channel, on_channel_closed, &bench.channel_closed);
    cv_server_drain(bench.real);
    assert_int_equal(cv_server_run(bench.real).code, CV_OK);
    assert_true(bench.channel_closed);
    cv_server_free(bench.real);
    cv_tls_free(bench.tls);
    cv_tls_free(client);
    cv_arena_release(&bench.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_go_on_to_the_next_connection),
        cmocka_unit_test(a_server_that_always_leaves_is_said_to_do_so),
        cmocka_unit_test(it_is_tried_ever_more_slowly_and_forgiven),
        cmocka_unit_test(one_that_answers_before_it_leaves_is_not_suspected),
        cmocka_unit_test(a_connection_that_lasted_is_no_proof_against_it),
        cmocka_unit_test(over_tls_it_is_no_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
