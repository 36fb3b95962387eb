/* The limiter before a queue that is worked off in groups, as a store does it, in made-up time. */
#include "base/clock.h"
#include "rpc/limiter.h"
#include "rpc/limits.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define GROUP_MAX     1024u
#define COMMITS_WORTH 8
#define RING          16384u

/* ---- chance ---- */

static uint64_t chance_state;

static double chance(void)
{
    uint64_t z = chance_state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) / (double)(UINT64_C(1) << 53);
}

/* ---- the queue and who works it off ---- */

struct queue {
    struct cv_limiter limiter;
    bool limited;
    uint64_t work_ns;   /* of one op */
    uint64_t commit_ns; /* of a group */
    unsigned group_max;

    uint64_t put[RING]; /* when each that waits was put in */
    unsigned first;
    unsigned count;
    uint64_t begun[GROUP_MAX]; /* of those under way: when they were put in */
    unsigned running;
    uint64_t began_ns; /* the group under way */
    uint64_t free_ns;  /* when it is done */
    uint64_t now_ns;

    /* of the time that is looked at */
    uint64_t served;
    uint64_t refused;
    uint64_t longest_ns; /* from put in to done */
};

static void take(struct queue *queue)
{
    while (queue->count > 0 && queue->running < queue->group_max) {
        queue->begun[queue->running++] = queue->put[queue->first];
        queue->first = (queue->first + 1) % RING;
        queue->count--;
    }
    queue->began_ns = queue->now_ns;
    queue->free_ns = queue->now_ns + queue->running * queue->work_ns + queue->commit_ns;
}

static void finish(struct queue *queue)
{
    uint64_t worth_ns = COMMITS_WORTH * queue->commit_ns;

    for (unsigned i = 0; i < queue->running; i++) {
        uint64_t waited_ns = queue->began_ns + i * queue->work_ns - queue->begun[i];

        queue->served++;
        if (queue->now_ns - queue->begun[i] > queue->longest_ns)
            queue->longest_ns = queue->now_ns - queue->begun[i];
        if (!queue->limited)
            continue;
        cv_limiter_waited(&queue->limiter, waited_ns > worth_ns ? waited_ns - worth_ns : 0,
                          queue->now_ns);
        cv_limiter_leave(&queue->limiter);
    }
    queue->running = 0;
}

static void arrive(struct queue *queue)
{
    if (queue->limited ? !cv_limiter_enter(&queue->limiter) : queue->count == RING) {
        queue->refused++;
        if (queue->limited)
            (void)cv_limiter_refuse(&queue->limiter);
        return;
    }
    assert_true(queue->count < RING);
    queue->put[(queue->first + queue->count++) % RING] = queue->now_ns;
}

/* So long, with so many arrivals a second, by chance apart. */
static void run(struct queue *queue, uint64_t for_ns, double per_second)
{
    uint64_t end_ns = queue->now_ns + for_ns;
    uint64_t next_ns = queue->now_ns;

    queue->served = queue->refused = queue->longest_ns = 0;
    while (queue->now_ns < end_ns) {
        if (queue->running == 0 && queue->count > 0)
            take(queue);
        if (queue->running > 0 && queue->free_ns <= next_ns) {
            queue->now_ns = queue->free_ns;
            finish(queue);
            continue;
        }
        queue->now_ns = next_ns;
        arrive(queue);
        next_ns += (uint64_t)(-log(1 - chance()) / per_second * CV_NS_PER_S);
    }
}

/* ---- kinds of queue ---- */

static const struct kind {
    const char *what;
    uint64_t work_us;
    uint64_t commit_us;
    unsigned group_max;
    uint64_t longest_ms; /* that anybody waits who is let in, when ten times too much comes */
} KINDS[] = {
    {"writes, a quick disk", 70, 1000, GROUP_MAX, 60},
    {"writes, a slow disk", 70, 10000, GROUP_MAX, 300},
    {"long writes", 2000, 5000, GROUP_MAX, 250},
    {"short reads, one by one", 50, 0, 1, 30},
    {"reports", 80000, 0, 1, 2500},
};

#define KIND_COUNT (sizeof(KINDS) / sizeof(KINDS[0]))

static struct queue queue_of(const struct kind *kind, bool limited)
{
    struct queue queue = {
        .limited = limited,
        .work_ns = kind->work_us * 1000,
        .commit_ns = kind->commit_us * 1000,
        .group_max = kind->group_max,
        .now_ns = CV_NS_PER_S,
    };

    cv_limiter_init(&queue.limiter);
    chance_state = 7;
    return queue;
}

/* What it serves when always something waits, in a second. */
static double peak(const struct kind *kind)
{
    struct queue *queue = malloc(sizeof(*queue));
    double peak;

    assert_non_null(queue);
    *queue = queue_of(kind, false);
    run(queue, 20 * CV_NS_PER_S, 4e6 / (double)kind->work_us);
    peak = (double)queue->served / 20;
    free(queue);
    return peak;
}

/* ---- tests ---- */

static void at_ten_times_too_much_it_serves_nine_tenths_of_its_peak_and_soon(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIND_COUNT; i++) {
        static const double TIMES[] = {2, 5, 10};
        double most = peak(&KINDS[i]);

        for (size_t j = 0; j < sizeof(TIMES) / sizeof(TIMES[0]); j++) {
            struct queue queue = queue_of(&KINDS[i], true);

            run(&queue, 15 * CV_NS_PER_S, most * TIMES[j]); /* let it find its limit */
            run(&queue, 20 * CV_NS_PER_S, most * TIMES[j]);
            print_message("%s, %.0f times: %.0f %% of %.0f/s, limit %u, longest %.1f ms\n",
                          KINDS[i].what, TIMES[j], (double)queue.served / 20 / most * 100, most,
                          queue.limiter.limit, (double)queue.longest_ns / 1e6);
            assert_true((double)queue.served / 20 >= 0.9 * most);
            assert_true(queue.longest_ns <= KINDS[i].longest_ms * CV_NS_PER_MS);
            assert_true(queue.refused > 0);
        }
    }
}

static void without_it_everybody_waits_for_seconds(void **state)
{
    struct queue queue = queue_of(&KINDS[0], false);

    (void)state;
    run(&queue, 20 * CV_NS_PER_S, 3 * peak(&KINDS[0]));
    assert_true(queue.longest_ns > CV_NS_PER_S);
}

static void what_is_less_than_it_can_do_is_never_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIND_COUNT; i++) {
        struct queue queue = queue_of(&KINDS[i], true);

        run(&queue, 60 * CV_NS_PER_S, 0.7 * peak(&KINDS[i]));
        print_message("%s: %lu of %lu refused\n", KINDS[i].what, (unsigned long)queue.refused,
                      (unsigned long)queue.served);
        assert_int_equal(queue.refused, 0);
        assert_true(queue.served > 0);
    }
}

static void after_overload_nobody_is_refused_any_more_within_five_seconds(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIND_COUNT; i++) {
        struct queue queue = queue_of(&KINDS[i], true);
        double most = peak(&KINDS[i]);

        run(&queue, 20 * CV_NS_PER_S, 10 * most);
        assert_true(queue.refused > 0);
        run(&queue, 5 * CV_NS_PER_S, 0.7 * most);
        run(&queue, 20 * CV_NS_PER_S, 0.7 * most);
        assert_int_equal(queue.refused, 0);
    }
}

static void a_stop_of_the_disk_for_a_second_costs_it_no_more_than_the_next_five(void **state)
{
    struct queue queue = queue_of(&KINDS[0], true);
    double most = peak(&KINDS[0]);

    (void)state;
    run(&queue, 5 * CV_NS_PER_S, 0.7 * most);
    queue.commit_ns += CV_NS_PER_S;
    run(&queue, 2 * CV_NS_PER_S, 0.7 * most);
    queue.commit_ns -= CV_NS_PER_S;
    run(&queue, 5 * CV_NS_PER_S, 0.7 * most);
    run(&queue, 20 * CV_NS_PER_S, 0.7 * most);
    assert_int_equal(queue.refused, 0);
}

/* As many are under way as it begins with. */
static void fill(struct cv_limiter *limiter)
{
    cv_limiter_init(limiter);
    for (unsigned i = 0; i < CV_LIMITER_FIRST; i++)
        assert_true(cv_limiter_enter(limiter));
}

/* Whoever works it off has nothing to do for a moment now and then: it is not too much yet. */
static void a_queue_that_is_empty_in_between_is_none_that_grows(void **state)
{
    struct cv_limiter limiter;
    uint64_t now_ns = CV_NS_PER_S;

    (void)state;
    fill(&limiter);
    for (unsigned i = 0; i < 1000; i++)
        cv_limiter_waited(&limiter, i % 4 == 0 ? 0 : 2 * CV_LIMITER_WAIT_NS,
                          now_ns += 10 * CV_NS_PER_MS);
    assert_int_equal(limiter.limit, CV_LIMITER_FIRST);
    for (unsigned i = 0; i < 30; i++)
        cv_limiter_waited(&limiter, 2 * CV_LIMITER_WAIT_NS, now_ns += 10 * CV_NS_PER_MS);
    assert_true(limiter.limit < CV_LIMITER_FIRST);
}

static void what_a_bad_moment_took_is_back_in_a_second(void **state)
{
    struct cv_limiter limiter;
    uint64_t now_ns = CV_NS_PER_S;

    (void)state;
    fill(&limiter);
    for (unsigned i = 0; i < 100; i++)
        cv_limiter_waited(&limiter, CV_NS_PER_S / 2, now_ns += 10 * CV_NS_PER_MS);
    assert_int_equal(limiter.limit, CV_LIMITER_FEW);
    for (unsigned i = 0; i < 100; i++) {
        (void)cv_limiter_refuse(&limiter);
        cv_limiter_waited(&limiter, 0, now_ns += 10 * CV_NS_PER_MS);
    }
    assert_true(limiter.limit >= CV_LIMITER_FIRST / 2);
}

static void so_few_as_work_in_an_office_are_not_refused_on_a_slow_day(void **state)
{
    struct cv_limiter limiter;
    uint64_t now_ns = CV_NS_PER_S;

    (void)state;
    cv_limiter_init(&limiter);
    for (unsigned i = 0; i < CV_LIMITER_FEW; i++)
        assert_true(cv_limiter_enter(&limiter));
    for (unsigned i = 0; i < 10000; i++)
        cv_limiter_waited(&limiter, CV_LIMITER_PATIENCE_NS, now_ns += 10 * CV_NS_PER_MS);
    assert_int_equal(limiter.limit, CV_LIMITER_FEW);
    assert_false(cv_limiter_enter(&limiter));
    cv_limiter_leave(&limiter);
    assert_true(cv_limiter_enter(&limiter));
    for (unsigned i = 0; i < 10000; i++)
        cv_limiter_waited(&limiter, CV_LIMITER_PATIENCE_NS + 1, now_ns += 10 * CV_NS_PER_MS);
    assert_int_equal(limiter.limit, CV_LIMITER_LEAST);
}

static void who_is_refused_is_asked_to_come_again_at_another_time_than_others(void **state)
{
    struct cv_limiter limiter = {.limit = 0};

    (void)state;
    for (unsigned i = 0; i < 3 * CV_PUSHBACKS; i++)
        assert_int_equal(cv_limiter_refuse(&limiter), i % CV_PUSHBACKS);
    assert_int_equal(limiter.refusals, 3 * CV_PUSHBACKS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_ten_times_too_much_it_serves_nine_tenths_of_its_peak_and_soon),
        cmocka_unit_test(without_it_everybody_waits_for_seconds),
        cmocka_unit_test(what_is_less_than_it_can_do_is_never_refused),
        cmocka_unit_test(after_overload_nobody_is_refused_any_more_within_five_seconds),
        cmocka_unit_test(a_stop_of_the_disk_for_a_second_costs_it_no_more_than_the_next_five),
        cmocka_unit_test(a_queue_that_is_empty_in_between_is_none_that_grows),
        cmocka_unit_test(what_a_bad_moment_took_is_back_in_a_second),
        cmocka_unit_test(so_few_as_work_in_an_office_are_not_refused_on_a_slow_day),
        cmocka_unit_test(who_is_refused_is_asked_to_come_again_at_another_time_than_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
