/* Bytes over TLS: all of them, in order, however the wire behaves; and every end it can have. */
#include "base/clock.h"
#include "base/fault.h"
#include "tls_bench.h"

#include <string.h>

#define REASON "TLS_FAILED"

static void usual(struct tls_bench *bench)
{
    bench_init(bench, "server", NULL, NULL, "ca");
}

/* Both send and say when they are done; whoever has seen the other's end closes. */
static void exchange(struct tls_bench *bench, size_t up, size_t down, size_t cap)
{
    bench->client.to_send = up;
    bench->client.end_when_sent = true;
    bench->server.to_send = down;
    bench->server.end_when_sent = true;
    assert_true(bench_connect(bench, cap, "localhost"));
    bench_until_closed(bench);
    assert_int_equal(bench->client.reason.code, CV_OK);
    assert_int_equal(bench->server.reason.code, CV_OK);
    assert_int_equal(bench->server.received, up);
    assert_int_equal(bench->client.received, down);
    assert_true(bench->server.right && bench->client.right);
    assert_true(bench->server.ended && bench->client.ended);
}

static void all_bytes_arrive_both_ways(void **state)
{
    struct tls_bench bench;

    (void)state;
    usual(&bench);
    exchange(&bench, 8 * 1000 * 1000, 5 * 1000 * 1000 + 1, 65536);
    assert_true(bench.client.drained > 50); /* it was held back all the time */
    bench_free(&bench);
}

static void one_byte_at_a_time_is_enough(void **state)
{
    struct tls_bench bench;

    (void)state;
    usual(&bench);
    bench.up.chunk = bench.down.chunk = 1;
    exchange(&bench, 20000, 40000, 65536);
    bench_free(&bench);
}

static void a_narrow_wire_only_takes_longer(void **state)
{
    static const size_t CHUNKS[] = {2, 3, 7, 100, 16383};

    (void)state;
    for (size_t i = 0; i < sizeof(CHUNKS) / sizeof(CHUNKS[0]); i++) {
        struct tls_bench bench;

        usual(&bench);
        bench.up.chunk = bench.down.chunk = CHUNKS[i];
        exchange(&bench, 50000, 3000, 1);
        bench_free(&bench);
    }
}

/* ---- pause ---- */

static bool server_has_read(void *arg)
{
    return ((struct tls_bench *)arg)->server.received > 0;
}

static bool client_is_held_back(void *arg)
{
    struct tls_bench *bench = arg;

    return bench->client.drained > 0 && cv_stream_blocked(bench->client.stream);
}

static bool server_has_all(void *arg)
{
    struct tls_bench *bench = arg;

    return bench->server.received == bench->client.to_send;
}

static bool never(void *arg)
{
    (void)arg;
    return false;
}

static void a_paused_reader_holds_the_sender_back_and_misses_nothing(void **state)
{
    struct tls_bench bench;
    size_t sent;

    (void)state;
    usual(&bench);
    bench.client.to_send = 3 * 1000 * 1000;
    assert_true(bench_connect(&bench, 65536, "localhost"));
    assert_true(bench_until(&bench, server_has_read));
    cv_stream_pause(bench.server.stream);
    assert_true(bench_until(&bench, client_is_held_back));
    (void)cv_loop_run_until(bench.loop, never, NULL, 20 * CV_NS_PER_MS);
    sent = bench.client.sent;
    assert_true(sent < bench.client.to_send);
    (void)cv_loop_run_until(bench.loop, never, NULL, 20 * CV_NS_PER_MS);
    assert_int_equal(bench.client.sent, sent);
    for (int i = 0; i < 1000; i++) { /* again and again, at any point of a record */
        cv_stream_resume(bench.server.stream);
        (void)cv_loop_run_until(bench.loop, never, NULL, 0);
        cv_stream_pause(bench.server.stream);
    }
    cv_stream_resume(bench.server.stream);
    assert_true(bench_until(&bench, server_has_all));
    assert_true(bench.server.right);
    cv_stream_close(bench.client.stream);
    bench_until_closed(&bench);
    assert_true(bench.server.ended);
    bench_free(&bench);
}

static void paused_before_the_handshake_it_still_takes_place(void **state)
{
    struct tls_bench bench;

    (void)state;
    usual(&bench);
    bench.client.to_send = 1000;
    assert_true(bench_connect(&bench, 65536, "localhost"));
    cv_stream_pause(bench.server.stream);
    cv_stream_pause(bench.client.stream);
    (void)cv_loop_run_until(bench.loop, never, NULL, 50 * CV_NS_PER_MS);
    assert_true(bench.client.drained > 0);
    assert_int_equal(bench.server.received, 0);
    cv_stream_resume(bench.server.stream);
    assert_true(bench_until(&bench, server_has_all));
    cv_stream_close(bench.client.stream);
    bench_until_closed(&bench);
    bench_free(&bench);
}

/* ---- ends ---- */

/* Bytes of an exchange of 3000 and 2000, each way, the end included. */
static void measure(size_t *up, size_t *down)
{
    struct tls_bench bench;

    usual(&bench);
    exchange(&bench, 3000, 2000, 65536);
    *up = bench.up.passed;
    *down = bench.down.passed;
    bench_free(&bench);
}

static void start(struct tls_bench *bench)
{
    usual(bench);
    bench->client.to_send = 3000;
    bench->client.end_when_sent = true;
    bench->server.to_send = 2000;
    bench->server.end_when_sent = true;
}

static void cut_off_anywhere_both_end_and_know_it(void **state)
{
    size_t up;
    size_t down;

    (void)state;
    measure(&up, &down);
    for (size_t at = 0; at + 1 < up; at += at < 1000 ? 7 : 13) {
        struct tls_bench bench;

        start(&bench);
        bench.up.cut_at = at;
        assert_true(bench_connect(&bench, 65536, "localhost"));
        bench_until_closed(&bench);
        assert_int_equal(bench.server.reason.code, CV_UNAVAILABLE);
        assert_false(bench.server.ended); /* never taken for a proper end */
        assert_true(bench.server.right);
        bench_free(&bench);
    }
    for (size_t at = 0; at + 1 < down; at += at < 1000 ? 7 : 13) {
        struct tls_bench bench;

        start(&bench);
        bench.down.cut_at = at;
        assert_true(bench_connect(&bench, 65536, "localhost"));
        bench_until_closed(&bench);
        assert_int_equal(bench.client.reason.code, CV_UNAVAILABLE);
        assert_false(bench.client.ended);
        assert_true(bench.client.right);
        bench_free(&bench);
    }
}

/* TLS promises that no wrong byte is delivered, not that every wrong byte is noticed at once: a
 * length that grew makes the reader wait. So the test closes after some turns. */
static void a_wrong_byte_anywhere_is_never_delivered(void **state)
{
    size_t up;
    size_t down;

    (void)state;
    measure(&up, &down);
    for (size_t at = 0; at < up + down; at += 11) {
        struct tls_bench bench;
        struct way *way = at < up ? &bench.up : &bench.down;
        struct side *reader = at < up ? &bench.server : &bench.client;

        start(&bench);
        way->garbage_at = at < up ? at : at - up;
        assert_true(bench_connect(&bench, 65536, "localhost"));
        for (int turn = 0; turn < 60; turn++)
            (void)cv_loop_run_until(bench.loop, never, NULL, 0);
        if (!bench.client.closed)
            cv_stream_close(bench.client.stream);
        if (!bench.server.closed)
            cv_stream_close(bench.server.stream);
        bench_until_closed(&bench);
        assert_true(reader->right);
        assert_false(reader->ended);
        bench_free(&bench);
    }
}

static void closing_at_any_turn_ends_both_once(void **state)
{
    (void)state;
    for (int turns = 0; turns < 40; turns++) {
        for (int who = 0; who < 2; who++) {
            struct tls_bench bench;
            struct side *side = who == 0 ? &bench.client : &bench.server;

            start(&bench);
            assert_true(bench_connect(&bench, 4096, "localhost"));
            for (int i = 0; i < turns; i++)
                (void)cv_loop_run_until(bench.loop, never, NULL, 0);
            if (side->stream != NULL) {
                cv_stream_close(side->stream);
                assert_false(side->closed); /* never from inside */
                cv_stream_close(side->stream);
            }
            bench_until_closed(&bench);
            bench_free(&bench);
        }
    }
}

static void closing_inside_read_is_fine(void **state)
{
    static const size_t AT[] = {1, 1999, 2000};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct tls_bench bench;

        start(&bench);
        bench.client.close_at = AT[i];
        assert_true(bench_connect(&bench, 65536, "localhost"));
        bench_until_closed(&bench);
        assert_int_equal(bench.client.reason.code, CV_OK);
        bench_free(&bench);
    }
}

static void an_unowned_stream_can_be_closed(void **state)
{
    struct tls_bench bench;
    struct cv_stream *ends[2];

    (void)state;
    usual(&bench);
    assert_int_equal(cv_stream_pair(bench.loop, 65536, ends).code, CV_OK);
    cv_stream_close(cv_tls_accept(bench.server_tls, ends[0]));
    cv_stream_close(ends[1]);
    bench_free(&bench); /* asserts that nothing is left open */
}

/* ---- time ---- */

static bool client_is_closed(void *arg)
{
    return ((struct tls_bench *)arg)->client.closed;
}

static void a_handshake_that_stops_half_way_is_given_up(void **state)
{
    struct tls_bench bench;
    struct cv_timers *timers;
    uint64_t now;

    (void)state;
    usual(&bench);
    bench.down.chunk = 0; /* the server's answer never arrives */
    now = cv_clock_ns();
    assert_true(bench_connect(&bench, 65536, "localhost"));
    timers = cv_loop_timers(bench.loop);
    for (int i = 0; i < 20; i++)
        (void)cv_loop_run_until(bench.loop, never, NULL, 0);
    cv_timers_run(timers, now + CV_TLS_HANDSHAKE_NS - CV_NS_PER_MS);
    (void)cv_loop_run_until(bench.loop, never, NULL, 0);
    assert_false(bench.client.closed);
    cv_timers_run(timers, cv_clock_ns() + CV_TLS_HANDSHAKE_NS);
    cv_loop_undefer(&bench.down.task);
    assert_true(bench_until(&bench, client_is_closed));
    assert_int_equal(bench.client.reason.code, CV_UNAVAILABLE);
    assert_string_equal(bench.client.reason.reason, REASON);
    assert_string_equal(bench.client.reason.message, "no TLS handshake in time");
    if (!bench.server.closed)
        cv_stream_close(bench.server.stream);
    bench.down.chunk = SIZE_MAX;
    bench_until_closed(&bench);
    bench_free(&bench);
}

static bool both_are_open(void *arg)
{
    struct tls_bench *bench = arg;

    return bench->client.drained > 0 && bench->server.drained > 0;
}

static void an_open_stream_has_all_the_time(void **state)
{
    struct tls_bench bench;

    (void)state;
    usual(&bench);
    assert_true(bench_connect(&bench, 65536, "localhost"));
    assert_true(bench_until(&bench, both_are_open));
    cv_timers_run(cv_loop_timers(bench.loop), cv_clock_ns() + 3600 * CV_NS_PER_S);
    bench_send(&bench, 1000);
    assert_true(bench_until(&bench, server_has_all));
    cv_stream_close(bench.client.stream);
    bench_until_closed(&bench);
    bench_free(&bench);
}

/* ---- faults ---- */

static void whatever_fails_both_sides_end(void **state)
{
    bool fired = true;

    (void)state;
    for (unsigned long nth = 1; fired; nth++) {
        struct tls_bench bench;

        start(&bench);
        cv_fault_arm(CV_FAULT_ALLOC | CV_FAULT_WRITE, nth);
        (void)bench_connect(&bench, 1024, "localhost");
        (void)bench_until(&bench, client_is_closed);
        if (!bench.server.closed && bench.server.stream != NULL)
            cv_stream_close(bench.server.stream);
        bench_until_closed(&bench);
        fired = cv_fault_fired();
        cv_fault_off();
        assert_true(bench.client.right && bench.server.right);
        if (!fired)
            assert_int_equal(bench.client.received, 2000);
        bench_free(&bench);
        assert_true(nth < 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_bytes_arrive_both_ways),
        cmocka_unit_test(one_byte_at_a_time_is_enough),
        cmocka_unit_test(a_narrow_wire_only_takes_longer),
        cmocka_unit_test(a_paused_reader_holds_the_sender_back_and_misses_nothing),
        cmocka_unit_test(paused_before_the_handshake_it_still_takes_place),
        cmocka_unit_test(cut_off_anywhere_both_end_and_know_it),
        cmocka_unit_test(a_wrong_byte_anywhere_is_never_delivered),
        cmocka_unit_test(closing_at_any_turn_ends_both_once),
        cmocka_unit_test(closing_inside_read_is_fine),
        cmocka_unit_test(an_unowned_stream_can_be_closed),
        cmocka_unit_test(a_handshake_that_stops_half_way_is_given_up),
        cmocka_unit_test(an_open_stream_has_all_the_time),
        cmocka_unit_test(whatever_fails_both_sides_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
