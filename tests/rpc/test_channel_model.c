/* Whatever servers, names and callers do: each call ends exactly once and for a reason, none is
 * lost, and when the world has calmed down every call gets through, evenly spread. */
#include "base/fault.h"
#include "base/random.h"
#include "channel_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CALLS_MAX 400
#define STEPS     250

static const char *const PLACES[] = {"10.0.0.1:1", "[::1]:1",    "10.0.0.2:1",
                                     "[::2]:1",    "10.0.0.3:1", NULL};
#define COUNT 5

struct story {
    struct bench bench;
    struct said said[CALLS_MAX];
    bool cancelled[CALLS_MAX];
    unsigned losses_before[CALLS_MAX];
    size_t calls;
    unsigned losses; /* connections that were taken from under calls */
    bool healthy;    /* servers are asked for their health */
    enum cv_balancing balancing;
};

static unsigned chance(unsigned of)
{
    return (unsigned)(cv_random_u64() % of);
}

/* ---- what may happen ---- */

static void start_call(struct story *story)
{
    struct said *said = &story->said[story->calls];

    if (story->calls == CALLS_MAX)
        return;
    said->op.start.wait_for_ready = chance(2) == 0;
    if (chance(4) == 0)
        said->deadline_ns = cv_clock_ns() + chance(5) * S + 1;
    story->losses_before[story->calls++] = story->losses;
    said_submit(&story->bench, said);
}

static void cancel_call(struct story *story)
{
    size_t i = story->calls == 0 ? 0 : chance((unsigned)story->calls);

    if (story->calls == 0 || story->said[i].done != 0)
        return;
    story->cancelled[i] = true;
    cv_call_cancel(story->said[i].op.start.call);
}

static void act_on_place(struct story *story, struct place *place)
{
    switch (chance(9)) {
    case 0:
        place->mood = (enum mood)chance(3);
        break;
    case 1:
        story->losses++;
        place_lose(place);
        break;
    case 2:
        place_drain(place);
        break;
    case 3:
        place->holds = chance(2) == 0;
        break;
    case 4:
        place->unlisted = chance(3) == 0;
        break;
    case 5:
        story->losses++; /* a new limit is for new connections */
        place->streams_max = chance(3);
        place_lose(place);
        break;
    case 6:
        if (story->healthy)
            place_say_health(place, chance(3) == 0 ? NOT_SERVING : SERVING);
        break;
    case 7:
        place_end_watches(place);
        break;
    default:
        place_release(place);
    }
}

static void act(struct story *story)
{
    struct bench *bench = &story->bench;

    switch (chance(9)) {
    case 8: /* as a service config that was looked up would */
        if (chance(5) == 0)
            story->balancing = (enum cv_balancing)chance(2);
        cv_channel_set_balancing(bench->channel, story->balancing);
        break;
    case 0:
        bench_pass(bench, chance(3000) * MS);
        break;
    case 1:
        cancel_call(story);
        break;
    case 2:
        bench->resolved = chance(3) == 0 ? cv_status(CV_UNAVAILABLE, NULL, "ill") : CV_STATUS_OK;
        break;
    case 3:
    case 4:
        act_on_place(story, &bench->places[chance(COUNT)]);
        break;
    default:
        start_call(story);
    }
    if (chance(3) > 0)
        bench_settle(bench);
}

/* ---- what must hold ---- */

static void judge(const struct story *story, size_t i)
{
    const struct said *said = &story->said[i];
    enum cv_code code = said->op.start.status.code;

    assert_int_equal(said->done, 1);
    if (code == CV_CANCELLED)
        assert_true(story->cancelled[i]);
    else if (code == CV_DEADLINE_EXCEEDED)
        assert_true(said->deadline_ns != 0);
    else if (code != CV_OK)
        assert_int_equal(code, CV_UNAVAILABLE);
    /* Who waits for a connection fails only with one that it had. */
    if (code == CV_UNAVAILABLE && said->op.start.wait_for_ready)
        assert_true(story->losses > story->losses_before[i] ||
                    strcmp(said->op.start.status.message, "the server is going away") == 0 ||
                    strcmp(said->op.start.status.message, "the server reset the call") == 0);
}

static void calm_down(struct story *story)
{
    struct bench *bench = &story->bench;

    bench->resolved = CV_STATUS_OK;
    for (size_t i = 0; i < COUNT; i++) {
        struct place *place = &bench->places[i];

        place->mood = ANSWERS;
        place->holds = false;
        place->unlisted = false;
        place->streams_max = 0;
        place_say_health(place, SERVING);
    }
    for (int round = 0; round < 4; round++) {
        for (size_t i = 0; i < COUNT; i++) {
            place_lose(&bench->places[i]); /* those that hang, and those with a limit */
            place_release(&bench->places[i]);
        }
        story->losses++;
        bench_pass(bench, 130 * S);
    }
    for (size_t i = 0; i < story->calls; i++)
        judge(story, i);
}

static void all_is_well(struct story *story)
{
    struct bench *bench = &story->bench;
    unsigned total = 0;

    for (size_t i = 0; i < COUNT; i++)
        bench->places[i].calls = 0;
    for (int i = 0; i < 3 * COUNT; i++) {
        struct said said = {.done = 0};

        assert_int_equal(said_now(bench, &said), CV_OK);
    }
    for (size_t i = 0; i < COUNT; i++) {
        if (story->balancing == CV_ROUND_ROBIN)
            assert_int_equal(bench->places[i].calls, 3);
        total += bench->places[i].calls;
    }
    assert_int_equal(total, 3 * COUNT);
}

static void live(uint64_t seed, enum cv_balancing balancing, bool healthy)
{
    struct story *story = calloc(1, sizeof(*story));

    assert_non_null(story);
    cv_random_seed(seed);
    bench_up(&story->bench, PLACES);
    story->healthy = healthy;
    story->balancing = balancing;
    for (size_t i = 0; i < COUNT; i++)
        story->bench.places[i].health = SERVING;
    bench_open(&story->bench, (struct cv_channel_config){
                                  .balancing = balancing,
                                  .health_service = healthy ? "test.Place" : NULL,
                              });
    for (int i = 0; i < STEPS; i++)
        act(story);
    if (seed % 3 == 0) { /* closed in the middle of it all */
        bench_down(&story->bench);
        for (size_t i = 0; i < story->calls; i++)
            assert_int_equal(story->said[i].done, 1);
    } else {
        calm_down(story);
        all_is_well(story);
        bench_down(&story->bench);
    }
    cv_random_seed(0);
    free(story);
}

static void no_call_is_lost_by_pick_first(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++)
        live(seed, CV_PICK_FIRST, seed % 2 == 0);
}

static void no_call_is_lost_by_round_robin(void **state)
{
    (void)state;
    for (uint64_t seed = 101; seed <= 160; seed++)
        live(seed, CV_ROUND_ROBIN, seed % 2 == 0);
}

/* ---- faults ---- */

static bool opened(struct bench *bench, enum cv_balancing balancing)
{
    const struct cv_channel_config config = {.target = "ipv4:10.0.0.1:1,10.0.0.2:1",
                                             .balancing = balancing};
    struct cv_channel *channel;

    /* A fixed list, whose subchannels are made at once; then the one of the test. */
    if (!cv_ok(cv_channel_open(bench->loop, &config, &channel)))
        return false;
    cv_channel_close(channel, NULL, NULL);
    bench_settle(bench);
    return true;
}

static void sweep(enum cv_balancing balancing)
{
    bool fired = true;

    for (unsigned long nth = 1; fired; nth++) {
        static const char *const two[] = {"10.0.0.1:1", "10.0.0.2:1", NULL};
        struct bench bench;
        struct said said = {.op.start.wait_for_ready = true};
        struct said after = {.op.start.wait_for_ready = true};

        bench_up(&bench, two);
        bench.places[0].health = SERVING;
        bench.places[1].health = SERVING;
        cv_random_seed(nth);
        bench_open(&bench, (struct cv_channel_config){.balancing = nth % 2 == 0 ? CV_PICK_FIRST
                                                                                : CV_ROUND_ROBIN,
                                                      .health_service = "test.Place"});
        cv_fault_arm(CV_FAULT_ALLOC | CV_FAULT_WRITE, nth);
        (void)opened(&bench, balancing);
        (void)said_now(&bench, &said);
        bench_pass(&bench, 10 * S);
        fired = cv_fault_fired();
        cv_fault_off();
        bench_pass(&bench, 200 * S);
        assert_int_equal(said.done, 1);
        (void)said_now(&bench, &after);
        assert_int_equal(after.op.start.status.code, CV_OK);
        bench_down(&bench);
        assert_true(nth < 2000);
    }
    cv_random_seed(0);
}

static void whatever_fails_a_patient_call_gets_through(void **state)
{
    (void)state;
    sweep(CV_PICK_FIRST);
    sweep(CV_ROUND_ROBIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_call_is_lost_by_pick_first),
        cmocka_unit_test(no_call_is_lost_by_round_robin),
        cmocka_unit_test(whatever_fails_a_patient_call_gets_through),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
