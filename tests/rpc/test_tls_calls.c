/* Calls over TLS between our server and our channel, over sockets. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/fault.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "net/thread.h"
#include "net/tls.h"
#include "support/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>

#include <cmocka.h>

#define PATIENCE (30 * CV_NS_PER_S)

struct bench {
    struct cv_server *server;
    struct cv_tls *server_tls;
    struct cv_tls *client_tls;
    struct cv_loop *loop;
    struct cv_channel *channel;
    struct judge judge;
    struct cv_arena arena;
    struct cv_scope scope;
    struct cv_address address;
    bool channel_closed;
    bool wait_for_ready; /* of the next call */
};

static const struct cv_tls_files SERVER = {CERTIFICATES "server.pem", CERTIFICATES "server.key",
                                           NULL};
static const struct cv_tls_files STRICT = {CERTIFICATES "server.pem", CERTIFICATES "server.key",
                                           CERTIFICATES "ca.pem"};
static const struct cv_tls_files ANYBODY = {NULL, NULL, CERTIFICATES "ca.pem"};
static const struct cv_tls_files KNOWN = {CERTIFICATES "client.pem", CERTIFICATES "client.key",
                                          CERTIFICATES "ca.pem"};

static void on_channel_closed(void *arg)
{
    *(bool *)arg = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

static void serve(struct bench *bench, const struct cv_tls_files *files)
{
    struct cv_server_config config = {.threads = 1};
    struct cv_address any;

    *bench = (struct bench){0};
    cv_arena_init(&bench->arena, 64 * 1024 * 1024);
    bench->scope = (struct cv_scope){.arena = &bench->arena, .deadline_ns = CV_NEVER};
    assert_int_equal(cv_tls_server(files, &bench->arena, &bench->server_tls).code, CV_OK);
    config.tls = bench->server_tls;
    assert_int_equal(cv_server_new(&config, &bench->server).code, CV_OK);
    assert_int_equal(judge_serve(bench->server, &bench->judge).code, CV_OK);
    assert_int_equal(cv_address_parse("127.0.0.1:0", &any).code, CV_OK);
    assert_int_equal(cv_server_listen(bench->server, &any, &bench->address).code, CV_OK);
    bench->loop = cv_server_loop(bench->server, 0);
}

/* `files` NULL: in cleartext. */
static void connect_by(struct bench *bench, const struct cv_tls_files *files, const char *name)
{
    struct cv_channel_config config = {.backoff_first_ns = CV_NS_PER_MS, .server_name = name};
    char target[CV_ADDRESS_TEXT_MAX + 16];

    if (files != NULL)
        assert_int_equal(cv_tls_client(files, &bench->arena, &bench->client_tls).code, CV_OK);
    config.tls = bench->client_tls;
    cv_address_print(&bench->address, target);
    config.target = target;
    assert_int_equal(cv_channel_open(bench->loop, &config, &bench->channel).code, CV_OK);
}

static void up(struct bench *bench, const struct cv_tls_files *server,
               const struct cv_tls_files *client, const char *name)
{
    serve(bench, server);
    connect_by(bench, client, name);
}

static void down(struct bench *bench)
{
    cv_channel_close(bench->channel, on_channel_closed, &bench->channel_closed);
    cv_server_drain(bench->server);
    assert_int_equal(cv_server_run(bench->server).code, CV_OK);
    assert_true(bench->channel_closed);
    cv_server_free(bench->server);
    cv_tls_free(bench->server_tls);
    cv_tls_free(bench->client_tls);
    cv_arena_release(&bench->arena);
}

struct said {
    struct cv_unary op;
    bool done;
};

static void said_done(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct said, op)->done = true;
}

static struct cv_status say(struct bench *bench, struct said *said, size_t bytes)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    static char text[1000001];

    assert_true(bytes < sizeof(text));
    text[bytes] = '\0';
    memset(text, 'x', bytes);
    request.text = text;
    *said = (struct said){
        .op = {.start = {.scope = &bench->scope, .wait_for_ready = bench->wait_for_ready},
               .done = said_done}};
    judge_v1_judge_say(bench->channel, &said->op, &request);
    assert_true(cv_loop_run_until(bench->loop, is_set, &said->done, PATIENCE));
    if (cv_ok(said->op.start.status))
        assert_int_equal(strlen(judge_v1_judge_say_response(&said->op)->text), bytes);
    return said->op.start.status;
}

static void a_call_is_answered(void **state)
{
    static const char *const NAMES[] = {NULL, "localhost", "caravan.test"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct bench bench;
        struct said said;

        up(&bench, &SERVER, &ANYBODY, NAMES[i]);
        assert_int_equal(say(&bench, &said, 5).code, CV_OK);
        assert_int_equal(say(&bench, &said, 1000000).code, CV_OK);
        assert_null(cv_metadata_find(&said.op.start.headers, "peer-subject-bin"));
        down(&bench);
    }
}

static void a_handler_knows_who_calls(void **state)
{
    struct bench bench;
    struct said said;
    const struct cv_metadatum *subject;

    (void)state;
    up(&bench, &STRICT, &KNOWN, NULL);
    assert_int_equal(say(&bench, &said, 5).code, CV_OK);
    subject = cv_metadata_find(&said.op.start.headers, "peer-subject-bin");
    assert_non_null(subject);
    assert_int_equal(subject->value.len, strlen("CN=scanner-7,O=hub"));
    assert_memory_equal(subject->value.at, "CN=scanner-7,O=hub", subject->value.len);
    down(&bench);
}

/* ---- refusals, in words that help ---- */

static void fails(const struct cv_tls_files *server, const struct cv_tls_files *client,
                  const char *name, const char *message)
{
    struct bench bench;
    struct said said;
    struct cv_status status;

    up(&bench, server, client, name);
    status = say(&bench, &said, 5);
    assert_int_equal(status.code, CV_UNAVAILABLE);
    assert_string_equal(status.message, message);
    assert_int_equal(bench.judge.started, 0);
    down(&bench);
}

static void a_refusal_says_why(void **state)
{
    static const struct cv_tls_files STRANGER = {
        CERTIFICATES "stranger.pem", CERTIFICATES "stranger.key", CERTIFICATES "ca.pem"};
    static const struct cv_tls_files ELSEWHERE = {NULL, NULL, CERTIFICATES "other-ca.pem"};

    (void)state;
    fails(&SERVER, &ANYBODY, "evil.test", "the server's certificate is for another name");
    fails(&SERVER, &ELSEWHERE, NULL,
          "the peer's certificate is not signed by an authority we trust");
    fails(&STRICT, &ANYBODY, NULL, "the server wants a certificate of the client");
    fails(&STRICT, &STRANGER, NULL, "the peer does not trust the authority of our certificate");
    fails(&SERVER, NULL, NULL, "the server closed the connection at once");
}

static void a_name_that_is_none_is_refused(void **state)
{
    struct cv_channel_config config = {.target = "127.0.0.1:1", .server_name = ""};
    struct cv_loop *loop;
    struct cv_channel *channel;

    (void)state;
    assert_int_equal(cv_loop_new(&loop).code, CV_OK);
    assert_int_equal(cv_channel_open(loop, &config, &channel).code, CV_INVALID_ARGUMENT);
    cv_loop_free(loop);
}

/* ---- faults ---- */

static void whatever_fails_the_next_call_is_answered(void **state)
{
    bool fired = true;
    struct bench bench;

    (void)state;
    serve(&bench, &STRICT);
    connect_by(&bench, &KNOWN, NULL);
    for (unsigned long nth = 1; fired; nth++) {
        struct said said;
        bool closed = false;
        char target[CV_ADDRESS_TEXT_MAX + 16];
        struct cv_channel_config config = {
            .backoff_first_ns = CV_NS_PER_MS, .tls = bench.client_tls, .target = target};

        cv_channel_close(bench.channel, on_channel_closed, &closed); /* a handshake each time */
        assert_true(cv_loop_run_until(bench.loop, is_set, &closed, PATIENCE));
        cv_address_print(&bench.address, target);
        assert_int_equal(cv_channel_open(bench.loop, &config, &bench.channel).code, CV_OK);
        cv_fault_arm(CV_FAULT_ALLOC | CV_FAULT_WRITE, nth);
        bench.scope.deadline_ns = cv_clock_ns() + PATIENCE / 2;
        (void)say(&bench, &said, 5);
        fired = cv_fault_fired();
        cv_fault_off();
        bench.wait_for_ready = true;
        bench.scope.deadline_ns = CV_NEVER;
        assert_int_equal(say(&bench, &said, 5).code, CV_OK);
        bench.wait_for_ready = false;
        assert_true(nth < 1000);
    }
    down(&bench);
}

/* ---- reload ---- */

struct reloading {
    struct cv_tls *server;
    struct cv_tls *client;
    atomic_bool over;
    unsigned times;
    unsigned failed;
};

static void reload_main(void *arg)
{
    struct reloading *reloading = arg;

    while (!atomic_load(&reloading->over)) {
        struct cv_arena arena;

        cv_arena_init(&arena, 4096);
        reloading->failed += cv_ok(cv_tls_reload(reloading->server, &arena)) ? 0u : 1u;
        reloading->failed += cv_ok(cv_tls_reload(reloading->client, &arena)) ? 0u : 1u;
        reloading->times++;
        cv_arena_release(&arena);
    }
    cv_arena_thread_done();
}

static void reloads_disturb_no_call(void **state)
{
    struct bench bench;
    struct reloading reloading = {0};
    struct cv_thread *thread;

    (void)state;
    up(&bench, &STRICT, &KNOWN, NULL);
    reloading.server = bench.server_tls;
    reloading.client = bench.client_tls;
    assert_int_equal(cv_thread_start(&thread, reload_main, &reloading).code, CV_OK);
    for (int i = 0; i < 60; i++) {
        bool closed = false;
        char target[CV_ADDRESS_TEXT_MAX + 16];
        struct cv_channel_config config = {.tls = bench.client_tls, .target = target};
        struct said said;

        assert_int_equal(say(&bench, &said, 100).code, CV_OK);
        assert_int_equal(say(&bench, &said, 10000).code, CV_OK);
        cv_channel_close(bench.channel, on_channel_closed, &closed);
        assert_true(cv_loop_run_until(bench.loop, is_set, &closed, PATIENCE));
        cv_address_print(&bench.address, target);
        assert_int_equal(cv_channel_open(bench.loop, &config, &bench.channel).code, CV_OK);
    }
    atomic_store(&reloading.over, true);
    cv_thread_join(thread);
    assert_int_equal(reloading.failed, 0);
    assert_true(reloading.times > 0);
    down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_answered),
        cmocka_unit_test(a_handler_knows_who_calls),
        cmocka_unit_test(a_refusal_says_why),
        cmocka_unit_test(a_name_that_is_none_is_refused),
        cmocka_unit_test(whatever_fails_the_next_call_is_answered),
        cmocka_unit_test(reloads_disturb_no_call),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
