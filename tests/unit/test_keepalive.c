/* When a silent peer is asked, when it is given up, and when its own PINGs are too many. */
#include "base/clock.h"
#include "rpc/keepalive.h"
#include "rpc/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define S      CV_NS_PER_S
#define MINUTE (60 * S)
#define BEGIN  (1000 * S)

static struct cv_keeper keeper_of(struct cv_keepalive rules)
{
    return (struct cv_keeper){.rules = rules};
}

static void the_rules_have_defaults_and_lower_bounds(void **state)
{
    struct cv_keepalive client = cv_keepalive_of_client((struct cv_keepalive){0});
    struct cv_keepalive server = cv_keepalive_of_server((struct cv_keepalive){0});

    (void)state;
    assert_true(client.time_ns == CV_NEVER);
    assert_int_equal(client.timeout_ns, 20 * S);
    assert_false(client.without_calls);
    assert_int_equal(server.time_ns, 2 * 3600 * S);
    assert_int_equal(server.timeout_ns, 20 * S);
    assert_true(server.without_calls);
    client = cv_keepalive_of_client((struct cv_keepalive){.time_ns = 1, .timeout_ns = 1});
    assert_int_equal(client.time_ns, 10 * S);
    assert_int_equal(client.timeout_ns, 1);
    server = cv_keepalive_of_server((struct cv_keepalive){.time_ns = 1});
    assert_int_equal(server.time_ns, S);
    assert_int_equal(cv_keepalive_calmed(client).time_ns, 20 * S);
    client.time_ns = CV_NEVER;
    assert_true(cv_keepalive_calmed(client).time_ns == CV_NEVER);
}

static void silence_is_measured_from_the_last_byte(void **state)
{
    struct cv_keeper keeper = keeper_of((struct cv_keepalive){10 * S, 20 * S, false});
    uint64_t due;

    (void)state;
    assert_int_equal(cv_keeper_look(&keeper, BEGIN, true, BEGIN, &due), CV_KEEPER_WAIT);
    assert_int_equal(due, BEGIN + 10 * S);
    assert_int_equal(cv_keeper_look(&keeper, BEGIN + 9 * S, true, due, &due), CV_KEEPER_WAIT);
    assert_int_equal(due, BEGIN + 19 * S);
    assert_int_equal(cv_keeper_look(&keeper, BEGIN + 9 * S, true, due, &due), CV_KEEPER_PING);
    assert_int_equal(due, BEGIN + 29 * S);
    /* Any byte is an answer, and the silence counts from it. */
    assert_int_equal(cv_keeper_look(&keeper, BEGIN + 20 * S, true, BEGIN + 25 * S, &due),
                     CV_KEEPER_WAIT);
    assert_int_equal(due, BEGIN + 30 * S);
}

static void a_peer_that_stays_silent_is_given_up(void **state)
{
    struct cv_keeper keeper = keeper_of((struct cv_keepalive){10 * S, 20 * S, true});
    uint64_t due;

    (void)state;
    assert_int_equal(cv_keeper_look(&keeper, BEGIN, false, BEGIN + 10 * S, &due), CV_KEEPER_PING);
    assert_int_equal(due, BEGIN + 20 * S);
    assert_int_equal(cv_keeper_look(&keeper, BEGIN, false, due, &due), CV_KEEPER_WAIT);
    assert_int_equal(due, BEGIN + 30 * S);
    assert_int_equal(cv_keeper_look(&keeper, BEGIN, false, due - 1, &due), CV_KEEPER_WAIT);
    assert_int_equal(due, BEGIN + 30 * S);
    assert_int_equal(cv_keeper_look(&keeper, BEGIN, false, due, &due), CV_KEEPER_GIVE_UP);
}

static void without_calls_nobody_is_asked(void **state)
{
    struct cv_keeper keeper = keeper_of((struct cv_keepalive){10 * S, 20 * S, false});
    uint64_t due;

    (void)state;
    for (uint64_t now = BEGIN; now < BEGIN + MINUTE; now = due) {
        assert_int_equal(cv_keeper_look(&keeper, BEGIN, false, now, &due), CV_KEEPER_WAIT);
        assert_int_equal(due, now + 10 * S);
    }
    /* The silence before the call counts. */
    assert_int_equal(cv_keeper_look(&keeper, BEGIN, true, due, &due), CV_KEEPER_PING);
}

static void rules_without_end_never_come_due(void **state)
{
    struct cv_keeper keeper = keeper_of(cv_keepalive_of_client((struct cv_keepalive){0}));
    uint64_t due;

    (void)state;
    assert_int_equal(cv_keeper_look(&keeper, BEGIN, true, BEGIN + 1, &due), CV_KEEPER_WAIT);
    assert_true(due == CV_NEVER);
}

/* PINGs each `apart`; after how many it was enough, 0: it never was. */
static unsigned tolerated(const struct cv_ping_rules *rules, bool paid, bool calls, uint64_t apart)
{
    struct cv_ping_watch watch = {0};
    uint64_t now = 1;

    for (unsigned n = 0; n < 1000; n++, now += apart) {
        if (!cv_ping_allowed(&watch, rules, paid, calls, now))
            return n;
    }
    return 0;
}

static void pings_have_an_interval(void **state)
{
    const struct cv_ping_rules plain = {0};
    const struct cv_ping_rules often = {.interval_ns = S, .without_calls = true};

    (void)state;
    assert_int_equal(tolerated(&plain, false, true, 5 * MINUTE), 0);
    assert_int_equal(tolerated(&plain, false, true, 5 * MINUTE - 1), 3);
    assert_int_equal(tolerated(&plain, false, false, 120 * MINUTE), 0);
    assert_int_equal(tolerated(&plain, false, false, 120 * MINUTE - 1), 3);
    assert_int_equal(tolerated(&plain, true, false, 1), 0);
    assert_int_equal(tolerated(&often, false, false, S), 0);
    assert_int_equal(tolerated(&often, false, true, S - 1), 3);
}

static void what_we_send_clears_the_strikes(void **state)
{
    const struct cv_ping_rules rules = {0};
    struct cv_ping_watch watch = {0};

    (void)state;
    for (unsigned i = 0; i < 100; i++)
        assert_true(cv_ping_allowed(&watch, &rules, i % 3 == 0, true, i + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rules_have_defaults_and_lower_bounds),
        cmocka_unit_test(silence_is_measured_from_the_last_byte),
        cmocka_unit_test(a_peer_that_stays_silent_is_given_up),
        cmocka_unit_test(without_calls_nobody_is_asked),
        cmocka_unit_test(rules_without_end_never_come_due),
        cmocka_unit_test(pings_have_an_interval),
        cmocka_unit_test(what_we_send_clears_the_strikes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
