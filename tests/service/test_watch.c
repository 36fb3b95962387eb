/* Watching a log through whole servers: a small service that keeps numbers, Say records the next,
 * Count watches them. Its loops and its store have threads of their own. */
#include "service/watch.h"

#include "app/unit.h"
#include "base/arena.h"
#include "base/clock.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "net/thread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PATIENCE  (20 * CV_NS_PER_S)
#define LOOPS     2
#define WATCHERS  12
#define NUMBERS   300
#define PAGE      7 /* small, so that much is read in several */
#define CAUGHT_UP (-1)
#define HEARTBEAT (-2)

static const struct cv_migration MIGRATIONS[] = {
    {"0001_numbers", "CREATE TABLE number (value BIGINT NOT NULL, PRIMARY KEY (value));"},
    {NULL, NULL},
};

static struct service {
    struct cv_server *server;
    struct cv_thread *thread;
    struct cv_store *store;
    struct cv_feed feed;
    struct cv_arena arena;
    char target[CV_ADDRESS_TEXT_MAX + 16];
} service;

/* ---- the service ---- */

static struct cv_status record(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        tx, "INSERT INTO number (value) SELECT COALESCE(MAX(value), 0) + 1 FROM number");
    Judge__V1__SayResponse *answer = cv_arena_alloc(unit->op.scope->arena, sizeof(*answer));

    (void)cv_stmt_step(stmt);
    if (answer != NULL)
        judge__v1__say_response__init(answer);
    *reply = (ProtobufCMessage *)answer;
    return cv_stmt_finish(stmt);
}

static void recorded(struct cv_unit *unit)
{
    (void)unit;
    cv_feed_post(&service.feed);
}

static void say(struct cv_call *call, void *memory, const Judge__V1__SayRequest *request)
{
    struct cv_unit *unit = memory;

    unit->committed = recorded;
    cv_unit_write(unit, call, service.store, request->text, record);
}

struct count {
    struct cv_watch watch;
    int64_t last;
};

static const ProtobufCMessage *number(struct cv_arena *arena, int64_t value)
{
    Judge__V1__Number *message = cv_arena_alloc(arena, sizeof(*message));

    if (message != NULL) {
        judge__v1__number__init(message);
        message->value = value;
    }
    return (ProtobufCMessage *)message;
}

static struct cv_status read_on(struct cv_watch *watch, struct cv_tx *tx, struct cv_arena *arena,
                                struct cv_watch_page *page)
{
    struct count *count = CV_CONTAINER_OF(watch, struct count, watch);
    struct cv_stmt *stmt;

    if (count->last < 0)
        return cv_status_f(arena, CV_OUT_OF_RANGE, "BEFORE_THE_FIRST", "there is no %lld",
                           (long long)count->last);
    stmt = cv_tx_prepare(tx, "SELECT value FROM number WHERE value > $1 ORDER BY value LIMIT $2");
    cv_stmt_int64(stmt, 1, count->last);
    cv_stmt_int64(stmt, 2, PAGE);
    page->messages = cv_arena_array(arena, PAGE, sizeof(*page->messages));
    while (page->messages != NULL && cv_stmt_step(stmt)) {
        count->last = cv_stmt_get_int64(stmt, 0);
        page->messages[page->count++] = number(arena, count->last);
    }
    page->more = page->count == PAGE;
    return cv_stmt_finish(stmt);
}

static const ProtobufCMessage *sign(struct cv_watch *watch, struct cv_arena *arena,
                                    enum cv_watch_sign sign)
{
    (void)watch;
    return number(arena, sign == CV_WATCH_CAUGHT_UP ? CAUGHT_UP : HEARTBEAT);
}

/* request->code: with many heartbeats. */
static void count(struct cv_call *call, void *memory, const Judge__V1__CountRequest *request)
{
    static const struct cv_watch_kind QUIET = {read_on, sign, 3600 * CV_NS_PER_S, NULL};
    static const struct cv_watch_kind LIVELY = {read_on, sign, CV_NS_PER_MS, NULL};
    struct count *self = memory;

    self->last = request->to;
    cv_watch_begin(&self->watch, request->code == 0 ? &QUIET : &LIVELY, call, service.store,
                   &service.feed);
}

static void no_stream(struct cv_call *call, void *state)
{
    (void)state;
    cv_call_finish(call, cv_status(CV_UNIMPLEMENTED, NULL, "not here"));
}

static void no_weigh(struct cv_call *call, void *state, const Google__Protobuf__Value *request)
{
    (void)request;
    no_stream(call, state);
}

static void no_tally(struct cv_call *call, void *state, const Judge__V1__TallyRequest *request)
{
    (void)request;
    no_stream(call, state);
}

static void serve(void *arg)
{
    (void)arg;
    (void)cv_server_run(service.server);
    cv_arena_thread_done();
}

static int up(void **state)
{
    static const struct judge_v1_judge_say_method SAY = {say, sizeof(struct cv_unit)};
    static const struct judge_v1_judge_sum_method SUM = {no_stream, 0};
    static const struct judge_v1_judge_count_method COUNT = {count, sizeof(struct count)};
    static const struct judge_v1_judge_chat_method CHAT = {no_stream, 0};
    static const struct judge_v1_judge_weigh_method WEIGH = {no_weigh, 0};
    static const struct judge_v1_judge_tally_method TALLY = {no_tally, 0};
    static const struct cv_principal WHO = {"tester", "org"};
    const struct judge_v1_judge_handlers handlers = {&SAY, &SUM, &COUNT, &CHAT, &WEIGH, &TALLY};
    const struct cv_server_config config = {.threads = LOOPS, .principal = &WHO};
    const struct cv_store_config store = {.url = "sqlite::memory:", .migrations = MIGRATIONS};
    struct cv_address any;
    struct cv_address bound;

    (void)state;
    cv_arena_init(&service.arena, 1 << 20);
    cv_feed_init(&service.feed);
    assert_int_equal(cv_store_open(&store, &service.arena, &service.store).code, CV_OK);
    assert_int_equal(cv_server_new(&config, &service.server).code, CV_OK);
    assert_int_equal(judge_v1_judge_serve(service.server, &handlers, &service).code, CV_OK);
    assert_int_equal(cv_address_parse("127.0.0.1:0", &any).code, CV_OK);
    assert_int_equal(cv_server_listen(service.server, &any, &bound).code, CV_OK);
    cv_address_print(&bound, service.target);
    assert_int_equal(cv_thread_start(&service.thread, serve, NULL).code, CV_OK);
    return 0;
}

static int down(void **state)
{
    (void)state;
    cv_feed_end(&service.feed);
    cv_server_drain(service.server);
    cv_thread_join(service.thread);
    cv_server_free(service.server);
    cv_store_close(service.store);
    cv_arena_release(&service.arena);
    cv_arena_thread_done();
    return 0;
}

/* ---- its clients, on the test's thread, each with a connection of its own ---- */

struct client {
    struct cv_loop *loop;
    struct cv_arena arena;
    struct cv_scope scope;
    int open;
};

struct watcher {
    struct client *client;
    struct cv_channel *channel;
    struct cv_start start;
    struct cv_send send;
    struct cv_receive receive;
    int64_t from;
    int64_t last;  /* number received */
    int caught_up; /* how often it was said */
    int heartbeats;
    bool torn; /* a number was left out or came twice */
    bool ended;
};

struct said {
    struct cv_unary op;
    bool done;
};

static void client_up(struct client *client)
{
    *client = (struct client){0};
    assert_int_equal(cv_loop_new(&client->loop).code, CV_OK);
    cv_arena_init(&client->arena, 64 << 20);
    client->scope = (struct cv_scope){
        .arena = &client->arena, .deadline_ns = CV_NEVER, .home = cv_loop_wake(client->loop)};
}

static struct cv_channel *dial(struct client *client)
{
    const struct cv_channel_config config = {.target = service.target};
    struct cv_channel *channel;

    assert_int_equal(cv_channel_open(client->loop, &config, &channel).code, CV_OK);
    client->open++;
    return channel;
}

static void on_closed(void *arg)
{
    struct client *client = arg;

    client->open--;
}

static bool none_open(void *arg)
{
    const struct client *client = arg;

    return client->open == 0;
}

static void client_down(struct client *client)
{
    assert_true(cv_loop_run_until(client->loop, none_open, client, PATIENCE));
    cv_loop_stop(client->loop);
    cv_loop_run(client->loop);
    cv_loop_free(client->loop);
    cv_arena_release(&client->arena);
}

static void on_received(struct cv_receive *op)
{
    struct watcher *watcher = CV_CONTAINER_OF(op, struct watcher, receive);
    const Judge__V1__Number *message = judge_v1_judge_count_client_received(op);

    if (!cv_ok(op->status) || message == NULL)
        return;
    if (message->value == CAUGHT_UP)
        watcher->caught_up++;
    else if (message->value == HEARTBEAT)
        watcher->heartbeats++;
    else if (message->value == watcher->last + 1)
        watcher->last++;
    else
        watcher->torn = true;
    cv_call_receive(watcher->start.call, op);
}

static void on_ended(struct cv_start *op)
{
    CV_CONTAINER_OF(op, struct watcher, start)->ended = true;
}

static void on_send(struct cv_send *op)
{
    (void)op;
}

static void watch(struct watcher *watcher, struct client *client, int64_t from, bool lively)
{
    Judge__V1__CountRequest request = JUDGE__V1__COUNT_REQUEST__INIT;

    *watcher = (struct watcher){
        .client = client,
        .channel = dial(client),
        .start = {.scope = &client->scope, .done = on_ended},
        .send.done = on_send,
        .receive.done = on_received,
        .last = from,
    };
    request.to = from;
    request.code = lively;
    judge_v1_judge_count_start(watcher->channel, &watcher->start);
    judge_v1_judge_count_client_send(watcher->start.call, &watcher->send, &request);
    cv_call_close_send(watcher->start.call);
    cv_call_receive(watcher->start.call, &watcher->receive);
}

static bool has_ended(void *arg)
{
    return ((struct watcher *)arg)->ended;
}

static void leave(struct watcher *watcher)
{
    if (!watcher->ended)
        cv_call_cancel(watcher->start.call);
    assert_true(cv_loop_run_until(watcher->client->loop, has_ended, watcher, PATIENCE));
    cv_channel_close(watcher->channel, on_closed, watcher->client);
}

static void on_said(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct said, op)->done = true;
}

static void tell(struct client *client, struct cv_channel *channel, struct said *said)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;

    *said = (struct said){.op = {.start.scope = &client->scope, .done = on_said}};
    judge_v1_judge_say(channel, &said->op, &request);
}

static bool is_said(void *arg)
{
    return ((struct said *)arg)->done;
}

static void tell_and_wait(struct client *client, struct cv_channel *channel)
{
    struct said said;

    tell(client, channel, &said);
    assert_true(cv_loop_run_until(client->loop, is_said, &said, PATIENCE));
    assert_int_equal(said.op.start.status.code, CV_OK);
}

struct hope {
    struct watcher *watcher;
    int64_t last;
    int caught_up;
    int heartbeats;
};

static bool fulfilled(void *arg)
{
    const struct hope *hope = arg;

    return hope->watcher->last >= hope->last && hope->watcher->caught_up >= hope->caught_up &&
           hope->watcher->heartbeats >= hope->heartbeats;
}

static void await(struct hope hope)
{
    assert_true(cv_loop_run_until(hope.watcher->client->loop, fulfilled, &hope, PATIENCE));
    assert_false(hope.watcher->torn);
}

/* ---- tests ---- */

static void what_is_there_comes_then_what_is_recorded(void **state)
{
    struct client client;
    struct watcher early;
    struct watcher late;
    struct cv_channel *writer;

    (void)state;
    client_up(&client);
    writer = dial(&client);
    watch(&early, &client, 0, false);
    await((struct hope){&early, .caught_up = 1});
    assert_int_equal(early.last, 0);
    for (int i = 0; i < 3 * PAGE; i++)
        tell_and_wait(&client, writer);
    await((struct hope){&early, .last = 3 * PAGE, .caught_up = 1});
    watch(&late, &client, PAGE, false); /* resumes after the first seven */
    await((struct hope){&late, .last = 3 * PAGE, .caught_up = 1});
    tell_and_wait(&client, writer);
    await((struct hope){&late, .last = 3 * PAGE + 1, .caught_up = 1});
    await((struct hope){&early, .last = 3 * PAGE + 1, .caught_up = 1});
    leave(&early);
    tell_and_wait(&client, writer); /* the other one is still told */
    await((struct hope){&late, .last = 3 * PAGE + 2, .caught_up = 1});
    assert_int_equal(late.caught_up, 1);
    assert_int_equal(late.heartbeats, 0);
    leave(&late);
    cv_channel_close(writer, on_closed, &client);
    client_down(&client);
}

static void a_quiet_log_gives_heartbeats(void **state)
{
    struct client client;
    struct watcher watcher;
    struct cv_channel *writer;

    (void)state;
    client_up(&client);
    writer = dial(&client);
    watch(&watcher, &client, 0, true);
    for (int64_t i = 1; i <= 20; i++) {
        await((struct hope){&watcher, .last = i - 1, .caught_up = 1, .heartbeats = (int)i});
        tell_and_wait(&client, writer);
    }
    await((struct hope){&watcher, .last = 20, .heartbeats = 20});
    leave(&watcher);
    cv_channel_close(writer, on_closed, &client);
    client_down(&client);
}

static void an_error_of_reading_ends_the_watch(void **state)
{
    struct client client;
    struct watcher watcher;

    (void)state;
    client_up(&client);
    watch(&watcher, &client, -5, false);
    assert_true(cv_loop_run_until(client.loop, has_ended, &watcher, PATIENCE));
    assert_int_equal(watcher.start.status.code, CV_OUT_OF_RANGE);
    assert_string_equal(watcher.start.status.message, "there is no -5");
    leave(&watcher);
    client_down(&client);
}

static void the_end_of_the_feed_ends_its_watches(void **state)
{
    struct client client;
    struct watcher waiting;
    struct watcher lively;
    struct watcher late;

    (void)state;
    client_up(&client);
    watch(&waiting, &client, 0, false);
    watch(&lively, &client, 0, true);
    await((struct hope){&waiting, .caught_up = 1});
    await((struct hope){&lively, .heartbeats = 2});
    cv_feed_end(&service.feed);
    assert_true(cv_loop_run_until(client.loop, has_ended, &waiting, PATIENCE));
    assert_true(cv_loop_run_until(client.loop, has_ended, &lively, PATIENCE));
    assert_int_equal(waiting.start.status.code, CV_UNAVAILABLE);
    assert_int_equal(lively.start.status.code, CV_UNAVAILABLE);
    watch(&late, &client, 0, false);
    assert_true(cv_loop_run_until(client.loop, has_ended, &late, PATIENCE));
    assert_int_equal(late.start.status.code, CV_UNAVAILABLE);
    leave(&waiting);
    leave(&lively);
    leave(&late);
    client_down(&client);
}

/* Writers, watchers that come and go and watchers that stay, on two loops: nobody misses a number,
 * and nobody gets one twice. */
static void no_number_is_missed_or_sent_twice(void **state)
{
    static struct watcher watchers[WATCHERS];
    static struct said said[NUMBERS];
    struct watcher passing;
    struct client client;
    struct cv_channel *writers[2];

    (void)state;
    client_up(&client);
    writers[0] = dial(&client);
    writers[1] = dial(&client);
    for (int i = 0; i < WATCHERS; i++)
        watch(&watchers[i], &client, 0, i % 3 == 0);
    for (int i = 0; i < NUMBERS; i++) {
        tell(&client, writers[i % 2], &said[i]);
        if (i % 30 != 0)
            continue;
        watch(&passing, &client, 0, true);
        await((struct hope){&watchers[i % WATCHERS], .last = i / 2});
        leave(&passing);
    }
    for (int i = 0; i < WATCHERS; i++)
        await((struct hope){&watchers[i], .last = NUMBERS, .caught_up = 1});
    for (int i = 0; i < WATCHERS; i++) {
        assert_int_equal(watchers[i].last, NUMBERS);
        leave(&watchers[i]);
    }
    for (int i = 0; i < NUMBERS; i++)
        assert_int_equal(said[i].op.start.status.code, CV_OK);
    cv_channel_close(writers[0], on_closed, &client);
    cv_channel_close(writers[1], on_closed, &client);
    client_down(&client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_there_comes_then_what_is_recorded, up, down),
        cmocka_unit_test_setup_teardown(a_quiet_log_gives_heartbeats, up, down),
        cmocka_unit_test_setup_teardown(an_error_of_reading_ends_the_watch, up, down),
        cmocka_unit_test_setup_teardown(the_end_of_the_feed_ends_its_watches, up, down),
        cmocka_unit_test_setup_teardown(no_number_is_missed_or_sent_twice, up, down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
