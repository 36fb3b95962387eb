/* How long a server keeps a connection: silent, too talkative, unused, old and drained ones. */
#include "base/random.h"
#include "rpc/limits.h"
#include "rpc/router.h"
#include "rpc/session.h"
#include "support/raw_end.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define S      CV_NS_PER_S
#define MINUTE (60 * S)

#define CALM 11u /* ENHANCE_YOUR_CALM */
#define DONE 0u  /* NO_ERROR */

#define SAY "/judge.v1.Judge/Say"
#define SUM "/judge.v1.Judge/Sum" /* its handler waits for messages */

static void say(struct raw_end *client, unsigned stream)
{
    static const uint8_t text[] = {0, 0, 0, 0, 3, 10, 1, 'a'};

    raw_headers(client, WIRE_END_HEADERS, stream, SAY);
    raw_frame(client, WIRE_DATA, WIRE_END_STREAM, stream, text, sizeof(text));
    raw_settle(client);
}

static void ping(struct raw_end *client)
{
    raw_frame(client, WIRE_PING, 0, 0, "12345678", 8);
    raw_settle(client);
}

/* Acknowledge the `nth` PING. */
static bool answer_ping(struct raw_end *client, unsigned nth)
{
    struct cv_slice payload;
    uint8_t copy[8];

    if (!raw_find(client, WIRE_PING, 0, 0, nth, &payload, NULL))
        return false;
    memcpy(copy, payload.at, sizeof(copy));
    raw_frame(client, WIRE_PING, WIRE_ACK, 0, copy, sizeof(copy));
    raw_settle(client);
    return true;
}

/* Has it said goodbye with this error and these words? */
static bool goodbye(const struct raw_end *client, unsigned error, const char *words)
{
    struct cv_slice payload;
    bool found = false;

    for (unsigned n = 0; raw_find(client, WIRE_GOAWAY, 0, 0, n, &payload, NULL); n++)
        found = found || (payload.len == 8 + strlen(words) && payload.at[7] == error &&
                          memcmp(payload.at + 8, words, strlen(words)) == 0);
    return found;
}

/* ---- silent clients ---- */

static void a_silent_client_is_asked_after_two_hours_and_left(void **state)
{
    struct raw_end client;

    (void)state;
    raw_server_up(&client, NULL);
    raw_pass(&client, 119 * MINUTE);
    assert_false(raw_said(&client, WIRE_PING, 0, 0));
    raw_pass(&client, 2 * MINUTE);
    assert_true(raw_said(&client, WIRE_PING, 0, 0));
    raw_pass(&client, 19 * S);
    assert_false(client.closed);
    raw_pass(&client, 2 * S);
    assert_true(client.closed);
    raw_server_down(&client);
}

static void a_silent_client_that_answers_is_kept(void **state)
{
    const struct cv_server_config config = {.keepalive = {.time_ns = 10 * S}};
    struct raw_end client;

    (void)state;
    raw_server_up(&client, &config);
    for (unsigned n = 0; n < 5; n++) {
        raw_pass(&client, 9 * S);
        assert_false(answer_ping(&client, n));
        raw_pass(&client, 2 * S);
        assert_true(answer_ping(&client, n));
    }
    raw_pass(&client, 9 * S);
    raw_frame(&client, WIRE_SETTINGS, 0, 0, "", 0); /* any byte will do */
    raw_settle(&client);
    raw_pass(&client, 9 * S);
    assert_false(answer_ping(&client, 5));
    assert_false(client.closed);
    raw_server_down(&client);
}

static void keepalive_can_be_turned_off(void **state)
{
    const struct cv_server_config config = {.keepalive = {.time_ns = CV_NEVER}};
    struct raw_end client;

    (void)state;
    raw_server_up(&client, &config);
    raw_pass(&client, 1000 * 60 * MINUTE);
    assert_false(raw_said(&client, WIRE_PING, 0, 0));
    assert_false(client.closed);
    raw_server_down(&client);
}

/* ---- talkative ones ---- */

static void too_many_pings_end_the_connection(void **state)
{
    struct raw_end client;

    (void)state;
    raw_server_up(&client, NULL);
    for (unsigned i = 0; i < 3; i++)
        ping(&client);
    assert_false(raw_said(&client, WIRE_GOAWAY, 0, 0));
    ping(&client);
    assert_true(goodbye(&client, CALM, "too_many_pings"));
    raw_pass(&client, 2 * CV_LINGER_NS);
    assert_true(client.closed);
    raw_server_down(&client);
}

static void pings_are_fewer_without_calls(void **state)
{
    struct raw_end client;

    (void)state;
    raw_server_up(&client, NULL);
    raw_headers(&client, WIRE_END_HEADERS, 1, SUM);
    for (unsigned i = 0; i < 10; i++) {
        ping(&client);
        raw_pass(&client, 5 * MINUTE + S);
    }
    assert_false(raw_said(&client, WIRE_GOAWAY, 0, 0));
    raw_frame(&client, WIRE_RST_STREAM, 0, 1, "\0\0\0\10", 4);
    raw_settle(&client);
    for (unsigned i = 0; i < 3; i++) {
        ping(&client);
        raw_pass(&client, 5 * MINUTE + S);
    }
    assert_true(goodbye(&client, CALM, "too_many_pings"));
    raw_server_down(&client);
}

static void a_server_may_permit_more_pings(void **state)
{
    const struct cv_server_config config = {.min_ping_interval_ns = 2 * S,
                                            .permit_without_calls = true};
    struct raw_end client;

    (void)state;
    raw_server_up(&client, &config);
    for (unsigned i = 0; i < 10; i++) {
        ping(&client);
        raw_pass(&client, 2 * S);
    }
    assert_false(raw_said(&client, WIRE_GOAWAY, 0, 0));
    for (unsigned i = 0; i < 4; i++)
        ping(&client);
    assert_true(goodbye(&client, CALM, "too_many_pings"));
    raw_server_down(&client);
}

/* As clients do that measure their bandwidth. */
static void a_ping_for_each_answer_is_never_too_many(void **state)
{
    struct raw_end client;

    (void)state;
    raw_server_up(&client, NULL);
    for (unsigned i = 0; i < 200; i++) {
        say(&client, 2 * i + 1);
        ping(&client);
    }
    assert_false(raw_said(&client, WIRE_GOAWAY, 0, 0));
    raw_server_down(&client);
}

/* ---- unused and old ones ---- */

static void an_unused_connection_is_drained(void **state)
{
    const struct cv_server_config config = {.connection_idle_ns = 100 * S};
    struct raw_end client;

    (void)state;
    raw_server_up(&client, &config);
    raw_pass(&client, 90 * S);
    raw_headers(&client, WIRE_END_HEADERS, 1, SUM); /* a call under way is use */
    raw_settle(&client);
    raw_pass(&client, 500 * S);
    assert_false(raw_said(&client, WIRE_GOAWAY, 0, 0));
    raw_frame(&client, WIRE_DATA, WIRE_END_STREAM, 1, "", 0);
    raw_settle(&client);
    assert_true(raw_said(&client, WIRE_HEADERS, WIRE_END_STREAM, 1));
    raw_pass(&client, 99 * S);
    assert_false(raw_said(&client, WIRE_GOAWAY, 0, 0));
    raw_pass(&client, 2 * S);
    assert_true(raw_said(&client, WIRE_GOAWAY, 0, 0));
    assert_true(answer_ping(&client, 0));
    assert_true(goodbye(&client, DONE, "max_idle"));
    raw_pass(&client, 2 * CV_LINGER_NS);
    assert_true(client.closed);
    raw_server_down(&client);
}

/* Seconds after which a connection is told to go. */
static unsigned age_of(uint64_t seed)
{
    const struct cv_server_config config = {.connection_age_ns = 100 * S};
    struct raw_end client;
    unsigned age = 0;

    cv_random_seed(seed);
    raw_server_up(&client, &config);
    for (; !raw_said(&client, WIRE_GOAWAY, 0, 0) && age < 200; age++)
        raw_pass(&client, S);
    raw_server_down(&client);
    cv_random_seed(0);
    return age;
}

static void old_connections_do_not_all_go_at_once(void **state)
{
    unsigned least = 1000;
    unsigned most = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        unsigned age = age_of(seed);

        assert_in_range(age, 90, 111);
        least = age < least ? age : least;
        most = age > most ? age : most;
    }
    assert_in_range(least, 90, 95);
    assert_in_range(most, 105, 111);
}

static void an_old_connection_ends_when_its_calls_have(void **state)
{
    const struct cv_server_config config = {.connection_age_ns = 100 * S};
    struct raw_end client;

    (void)state;
    raw_server_up(&client, &config);
    raw_headers(&client, WIRE_END_HEADERS, 1, SUM);
    raw_settle(&client);
    raw_pass(&client, 120 * S);
    assert_true(answer_ping(&client, 0));
    assert_true(goodbye(&client, DONE, "max_age"));
    raw_wait(&client, 100 * S);
    assert_false(client.closed);
    raw_frame(&client, WIRE_DATA, WIRE_END_STREAM, 1, "", 0);
    raw_settle(&client);
    assert_true(raw_said(&client, WIRE_HEADERS, WIRE_END_STREAM, 1));
    raw_pass(&client, 2 * CV_LINGER_NS);
    assert_true(client.closed);
    raw_server_down(&client);
}

static void a_call_that_asks_is_told_once_that_its_connection_drains(void **state)
{
    const struct cv_server_config config = {.connection_age_ns = 100 * S};
    struct raw_end client;

    (void)state;
    raw_server_up(&client, &config);
    for (unsigned id = 1; id <= 3; id += 2) { /* the first one ends before */
        raw_headers(&client, WIRE_END_HEADERS, id, SUM);
        raw_settle(&client);
        raw_frame(&client, WIRE_DATA, id == 1 ? WIRE_END_STREAM : 0, id, "", 0);
        raw_settle(&client);
    }
    assert_int_equal(client.judge.ended, 1);
    raw_pass(&client, 80 * S);
    assert_int_equal(client.judge.drained, 0);
    raw_pass(&client, 40 * S);
    assert_int_equal(client.judge.drained, 1);
    raw_headers(&client, WIRE_END_HEADERS, 5, SUM); /* on its way meanwhile: told at once */
    raw_settle(&client);
    assert_int_equal(client.judge.drained, 2);
    assert_int_equal(client.judge.ended, 1);
    raw_server_down(&client);
}

static void after_its_grace_an_old_connection_ends_its_calls(void **state)
{
    const struct cv_server_config config = {.connection_age_ns = 100 * S,
                                            .connection_age_grace_ns = 30 * S};
    struct raw_end client;

    (void)state;
    raw_server_up(&client, &config);
    raw_headers(&client, WIRE_END_HEADERS, 1, SUM);
    raw_settle(&client);
    raw_pass(&client, 111 * S);
    raw_pass(&client, 29 * S);
    assert_false(raw_said(&client, WIRE_HEADERS, WIRE_END_STREAM, 1));
    raw_pass(&client, 2 * S);
    assert_true(raw_said(&client, WIRE_HEADERS, WIRE_END_STREAM, 1));
    raw_pass(&client, 2 * CV_LINGER_NS);
    assert_true(client.closed);
    raw_server_down(&client);
}

/* It does not even read that its call has ended. */
static void after_its_grace_a_client_that_does_not_read_is_left(void **state)
{
    static const uint8_t count[] = {0, 0, 0, 0, 6, 8, 100, 16, 0xa0, 0x8d, 6}; /* 100 of 100,000 */
    const struct cv_server_config config = {.connection_age_ns = 100 * S,
                                            .connection_age_grace_ns = 30 * S};
    struct raw_end client;

    (void)state;
    raw_server_up(&client, &config);
    raw_headers(&client, WIRE_END_HEADERS, 1, "/judge.v1.Judge/Count");
    raw_pass(&client, 111 * S);
    cv_stream_pause(client.stream);
    raw_frame(&client, WIRE_DATA, WIRE_END_STREAM, 1, count, sizeof(count));
    raw_settle(&client);
    assert_int_equal(client.judge.ended, 0);
    raw_pass(&client, 31 * S);
    raw_pass(&client, 2 * CV_EXPIRE_NS);
    assert_int_equal(client.judge.ended, 1);
    cv_stream_resume(client.stream);
    raw_settle(&client);
    assert_true(client.closed);
    raw_server_down(&client);
}

/* ---- the server's own end ---- */

static bool has_ended(void *arg)
{
    return ((struct raw_end *)arg)->closed;
}

static void a_client_that_never_says_hello_does_not_delay_the_end(void **state)
{
    struct raw_end client;
    struct raw_end mute = {0};
    struct cv_stream *ends[2];

    (void)state;
    raw_server_up(&client, NULL);
    mute.loop = client.loop;
    assert_int_equal(cv_stream_pair(client.loop, 4096, ends).code, CV_OK);
    raw_own(&mute, ends[0]);
    cv_server_serve(client.server, ends[1]);
    raw_settle(&mute);
    cv_server_drain(client.server);
    raw_settle(&mute);
    raw_pass(&mute, CV_DRAIN_STEP_NS);
    assert_false(cv_loop_run_until(mute.loop, has_ended, &mute, S)); /* it may be about to */
    raw_pass(&mute, CV_DRAIN_GREETING_NS);
    assert_true(cv_loop_run_until(mute.loop, has_ended, &mute, S));
    raw_close(&mute);
    raw_server_down(&client);
}

/* ---- calls at once ---- */

static void the_limit_of_streams_is_the_servers(void **state)
{
    static const uint8_t wait[] = {0, 0, 0, 0, 3, 0x38, 0xe8, 0x07}; /* delay_ms: 1000 */
    const struct cv_server_config config = {.streams_max = 3};
    struct cv_slice settings;
    struct raw_end client;
    bool told = false;

    (void)state;
    raw_server_up(&client, &config);
    assert_true(raw_find(&client, WIRE_SETTINGS, 0, 0, 0, &settings, NULL));
    for (size_t at = 0; at + 6 <= settings.len; at += 6)
        told = told || memcmp(settings.at + at, "\0\3\0\0\0\3", 6) == 0;
    assert_true(told);
    for (unsigned i = 0; i < 3; i++) {
        raw_headers(&client, WIRE_END_HEADERS, 2 * i + 1, SAY);
        raw_frame(&client, WIRE_DATA, WIRE_END_STREAM, 2 * i + 1, wait, sizeof(wait));
        raw_settle(&client);
        /* The client leaves, the handler stays: it still counts. */
        raw_frame(&client, WIRE_RST_STREAM, 0, 2 * i + 1, "\0\0\0\10", 4);
    }
    raw_headers(&client, WIRE_END_HEADERS, 7, SAY);
    raw_settle(&client);
    assert_int_equal(client.judge.started, 3);
    assert_true(raw_said(&client, WIRE_RST_STREAM, 0, 7));
    raw_pass(&client, 2 * S);
    assert_int_equal(client.judge.ended, 3);
    say(&client, 9);
    assert_true(raw_said(&client, WIRE_HEADERS, WIRE_END_STREAM, 9));
    raw_server_down(&client);
}

/* ---- answers before the request is whole ---- */

static void an_early_answer_is_followed_by_a_reset_without_error(void **state)
{
    static const uint8_t negative[] = {0,    0,    0,    0,    11,   8,    0xff, 0xff,
                                       0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1};
    const char *path = *state;
    struct cv_slice reset;
    struct raw_end client;
    unsigned answered;
    unsigned ended;

    raw_server_up(&client, NULL);
    raw_headers(&client, WIRE_END_HEADERS, 1, path); /* Sum ends at a negative number; else none */
    if (strcmp(path, SUM) == 0)
        raw_frame(&client, WIRE_DATA, 0, 1, negative, sizeof(negative));
    raw_settle(&client);
    assert_true(raw_find(&client, WIRE_HEADERS, WIRE_END_STREAM, 1, 0, &reset, &answered));
    assert_true(raw_find(&client, WIRE_RST_STREAM, 0, 1, 0, &reset, &ended));
    assert_int_equal(ended, answered + 1);
    assert_memory_equal(reset.at, "\0\0\0\0", 4);
    say(&client, 3);
    assert_true(raw_said(&client, WIRE_HEADERS, WIRE_END_STREAM, 3));
    assert_false(raw_said(&client, WIRE_RST_STREAM, 0, 3));
    raw_server_down(&client);
}

/* ---- calls that come too late ---- */

static void wanted(struct cv_lane *lane)
{
    (void)lane; /* the test says when a turn comes */
}

static void dirty(void *owner)
{
    (void)owner;
}

/* A whole call that may take a second. */
static void add_call(struct cv_buf *out)
{
    struct cv_buf block;

    cv_buf_init(&block, 4096);
    wire_field_text(&block, ":method", "POST");
    wire_field_text(&block, ":scheme", "http");
    wire_field_text(&block, ":path", SAY);
    wire_field_text(&block, ":authority", "x");
    wire_field_text(&block, "content-type", "application/grpc");
    wire_field_text(&block, "grpc-timeout", "1S");
    cv_buf_add(out, WIRE_MAGIC, WIRE_MAGIC_LEN);
    wire_frame(out, WIRE_SETTINGS, 0, 0, (struct cv_slice){NULL, 0});
    wire_frame(out, WIRE_HEADERS, WIRE_END_HEADERS, 1, (struct cv_slice){block.at, block.len});
    wire_frame(out, WIRE_DATA, WIRE_END_STREAM, 1,
               (struct cv_slice){(const uint8_t *)"\0\0\0\0", 5});
    cv_buf_free(&block);
}

static void a_call_that_expires_before_its_turn_is_not_begun(void **state)
{
    static const struct cv_principal NOBODY = {"nobody", "demo"};
    struct raw_end peer = {0};
    struct cv_router router = {0};
    struct cv_lane lane;
    struct cv_session_config config = {.lane = &lane,
                                       .router = &router,
                                       .principal = &NOBODY,
                                       .peer = "test",
                                       .receive_message_max = 1000,
                                       .dirty = dirty};
    struct cv_session *session;
    uint8_t said[4096];

    (void)state;
    raw_clock();
    assert_int_equal(cv_loop_new(&peer.loop).code, CV_OK);
    cv_lane_init(&lane, cv_loop_timers(peer.loop), cv_loop_wake(peer.loop), wanted);
    assert_int_equal(judge_route(&router, &peer.judge).code, CV_OK);
    session = cv_session_new(&config);
    assert_non_null(session);
    cv_buf_init(&peer.in, SIZE_MAX);
    add_call(&peer.in);
    cv_session_feed(session, peer.in.at, peer.in.len);
    assert_int_equal(lane.ready_count, 1);
    raw_pass(&peer, 2 * S);
    cv_lane_turn(&lane);
    assert_int_equal(peer.judge.started, 0);
    peer.in.len = 0;
    cv_buf_add(&peer.in, said, cv_session_pull(session, said, sizeof(said)));
    assert_true(raw_said(&peer, WIRE_HEADERS, WIRE_END_STREAM, 1));
    cv_session_free(session, CV_STATUS_OK);
    cv_lane_turn(&lane);
    cv_lane_free(&lane);
    cv_router_free(&router);
    cv_buf_free(&peer.in);
    cv_loop_free(peer.loop);
    cv_clock_set(NULL);
}

int main(void)
{
    static char sum[] = SUM;
    static char none[] = "/judge.v1.Judge/None";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_silent_client_is_asked_after_two_hours_and_left),
        cmocka_unit_test(a_silent_client_that_answers_is_kept),
        cmocka_unit_test(keepalive_can_be_turned_off),
        cmocka_unit_test(too_many_pings_end_the_connection),
        cmocka_unit_test(pings_are_fewer_without_calls),
        cmocka_unit_test(a_server_may_permit_more_pings),
        cmocka_unit_test(a_ping_for_each_answer_is_never_too_many),
        cmocka_unit_test(an_unused_connection_is_drained),
        cmocka_unit_test(old_connections_do_not_all_go_at_once),
        cmocka_unit_test(an_old_connection_ends_when_its_calls_have),
        cmocka_unit_test(a_call_that_asks_is_told_once_that_its_connection_drains),
        cmocka_unit_test(after_its_grace_an_old_connection_ends_its_calls),
        cmocka_unit_test(after_its_grace_a_client_that_does_not_read_is_left),
        cmocka_unit_test(a_client_that_never_says_hello_does_not_delay_the_end),
        cmocka_unit_test(the_limit_of_streams_is_the_servers),
        cmocka_unit_test_prestate(an_early_answer_is_followed_by_a_reset_without_error, sum),
        cmocka_unit_test_prestate(an_early_answer_is_followed_by_a_reset_without_error, none),
        cmocka_unit_test(a_call_that_expires_before_its_turn_is_not_begun),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
