/* Our channel in front of three servers from libgrpc++, of which some are killed. */
#include "foreign_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SERVERS 3

struct many {
    struct child servers[SERVERS];
    char addresses[SERVERS][160]; /* where they are started again */
    struct bench bench;           /* its own server is not used */
};

static void start_server(struct many *many, size_t i)
{
    const char *const arguments[] = {foreign_program, "--listen", many->addresses[i], NULL};

    child_start(&many->servers[i], arguments);
    (void)snprintf(many->addresses[i], sizeof(many->addresses[i]), "%s", many->servers[i].address);
}

static void many_up(struct many *many, enum cv_balancing balancing)
{
    char target[600];

    *many = (struct many){.bench = {.path = ""}};
    for (size_t i = 0; i < SERVERS; i++) {
        (void)snprintf(many->addresses[i], sizeof(many->addresses[i]), "127.0.0.1:0");
        start_server(many, i);
    }
    (void)snprintf(target, sizeof(target), "ipv4:%s,%s,%s", many->addresses[0], many->addresses[1],
                   many->addresses[2]);
    bench_open(&many->bench, &(struct cv_channel_config){
                                 .target = target,
                                 .balancing = balancing,
                                 .backoff_first_ns = 10 * CV_NS_PER_MS,
                             });
}

static void many_down(struct many *many)
{
    bench_close(&many->bench);
    for (size_t i = 0; i < SERVERS; i++) {
        child_ask(&many->servers[i]);
        assert_int_equal(child_wait(&many->servers[i]), 0);
    }
}

static enum cv_code say(struct many *many)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct said said = {.op = {.start = {.wait_for_ready = true}}};

    bench_say(&many->bench, &said, &request);
    return said.op.start.status.code;
}

/* Calls that this server has begun, asked over a channel of its own. */
static uint64_t begun(const struct many *many, size_t i)
{
    struct bench asking = {.path = ""};
    uint64_t count;

    bench_open(&asking, &(struct cv_channel_config){.target = many->addresses[i]});
    count = bench_tally(&asking).started;
    bench_close(&asking);
    return count;
}

static void say_until_it_takes_part(struct many *many, size_t i)
{
    uint64_t end = cv_clock_ns() + PATIENCE;

    while (begun(many, i) == 0) {
        assert_true(cv_clock_ns() < end);
        assert_int_equal(say(many), CV_OK);
    }
}

static void the_others_take_over_from_one_that_is_killed(void **state)
{
    struct many many;
    unsigned lost = 0;
    uint64_t before[SERVERS];

    (void)state;
    many_up(&many, CV_ROUND_ROBIN);
    for (size_t i = 0; i < SERVERS; i++)
        say_until_it_takes_part(&many, i);
    for (size_t i = 0; i < SERVERS; i++)
        before[i] = begun(&many, i);
    for (int i = 0; i < 30; i++)
        assert_int_equal(say(&many), CV_OK);
    for (size_t i = 0; i < SERVERS; i++)
        assert_int_equal(begun(&many, i) - before[i], 10);

    child_kill(&many.servers[1]);
    for (int i = 0; i < 100; i++)
        lost += say(&many) == CV_OK ? 0 : 1;
    assert_in_range(lost, 0, 1); /* whatever was already on its way to it */
    start_server(&many, 1);
    say_until_it_takes_part(&many, 1);
    many_down(&many);
}

static void the_first_that_answers_has_all_calls(void **state)
{
    struct many many;

    (void)state;
    many_up(&many, CV_PICK_FIRST);
    child_kill(&many.servers[0]);
    for (int i = 0; i < 10; i++)
        assert_int_equal(say(&many), CV_OK);
    assert_int_equal(begun(&many, 1), 10);
    assert_int_equal(begun(&many, 2), 0);
    child_kill(&many.servers[1]);
    (void)say(&many); /* perhaps into the dead connection */
    for (int i = 0; i < 10; i++)
        assert_int_equal(say(&many), CV_OK);
    assert_in_range(begun(&many, 2), 10, 11);
    start_server(&many, 0);
    start_server(&many, 1);
    many_down(&many);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_others_take_over_from_one_that_is_killed),
        cmocka_unit_test(the_first_that_answers_has_all_calls),
    };

    if (argc != 2) {
        (void)fprintf(stderr, "usage: %s SERVER\n", argv[0]);
        return 2;
    }
    foreign_program = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
