/* The heap of due times, in virtual time and against a list that is searched. */
#include "base/clock.h"
#include "base/list.h"
#include "base/random.h"
#include "net/timer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define TIMERS 100
#define ROUNDS 20000

struct probe {
    struct cv_timer timer;
    uint64_t due_ns; /* CV_NEVER: not armed */
    unsigned fired;
};

static uint64_t last_due;

static void fire(struct cv_timer *timer, uint64_t now_ns)
{
    struct probe *probe = CV_CONTAINER_OF(timer, struct probe, timer);

    assert_true(probe->due_ns <= now_ns);
    assert_true(last_due <= probe->due_ns); /* in the order they were due */
    last_due = probe->due_ns;
    assert_int_equal(timer->slot, 0);
    probe->due_ns = CV_NEVER;
    probe->fired++;
}

static uint64_t earliest(const struct probe *probes)
{
    uint64_t due = CV_NEVER;

    for (size_t i = 0; i < TIMERS; i++)
        due = probes[i].due_ns < due ? probes[i].due_ns : due;
    return due;
}

static void timers_fire_once_in_order_and_only_when_due(void **state)
{
    static struct probe probes[TIMERS];
    struct cv_timers timers;
    uint64_t now = 1000;
    unsigned fired = 0;

    (void)state;
    cv_random_seed(7);
    cv_timers_init(&timers);
    for (size_t i = 0; i < TIMERS; i++)
        probes[i] = (struct probe){.timer.fire = fire, .due_ns = CV_NEVER};
    for (int round = 0; round < ROUNDS; round++) {
        struct probe *probe = &probes[cv_random_u64() % TIMERS];

        switch (cv_random_u64() % 4) {
        case 0:
            cv_timer_disarm(&timers, &probe->timer);
            probe->due_ns = CV_NEVER;
            break;
        case 1:
            now += cv_random_u64() % 50;
            last_due = 0;
            cv_timers_run(&timers, now);
            assert_true(earliest(probes) > now);
            break;
        default:
            probe->due_ns = now + cv_random_u64() % 500;
            assert_true(cv_timer_arm(&timers, &probe->timer, probe->due_ns));
        }
        assert_int_equal(cv_timers_next(&timers), earliest(probes));
    }
    for (size_t i = 0; i < TIMERS; i++) {
        fired += probes[i].fired;
        cv_timer_disarm(&timers, &probes[i].timer);
    }
    assert_true(fired > ROUNDS / 10);
    cv_timers_free(&timers);
    cv_random_seed(0);
}

struct again {
    struct cv_timer timer;
    struct cv_timers *timers;
    unsigned times;
};

static void fire_again(struct cv_timer *timer, uint64_t now_ns)
{
    struct again *again = CV_CONTAINER_OF(timer, struct again, timer);

    again->times++;
    assert_true(cv_timer_arm(again->timers, timer, now_ns + 10));
}

static void a_timer_may_be_armed_again_while_it_fires(void **state)
{
    struct cv_timers timers;
    struct again again = {.timer.fire = fire_again, .timers = &timers};

    (void)state;
    cv_timers_init(&timers);
    assert_true(cv_timer_arm(&timers, &again.timer, 5));
    for (uint64_t now = 0; now < 100; now += 10)
        cv_timers_run(&timers, now);
    assert_int_equal(again.times, 9);
    cv_timer_disarm(&timers, &again.timer);
    cv_timer_disarm(&timers, &again.timer); /* unarmed: no effect */
    cv_timers_free(&timers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers_fire_once_in_order_and_only_when_due),
        cmocka_unit_test(a_timer_may_be_armed_again_while_it_fires),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
