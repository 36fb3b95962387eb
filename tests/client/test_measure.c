/* What a load is measured with: buckets against sorted values, arrivals against the theory, and a
 * server that stands still for a while, which all who came must be seen to have waited for. */
#include "base/clock.h"
#include "judge/v1/judge.caravan.h"
#include "load/histogram.h"
#include "load/measure.h"
#include "load/measure_internal.h"
#include "net/loop.h"
#include "net/thread.h"
#include "rpc/server.h"
#include "support/judge.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- buckets ---- */

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static void a_percentile_is_within_half_a_percent_of_the_exact_one(void **state)
{
    enum {
        COUNT = 5000
    };
    static struct histogram histogram;
    uint64_t *exact = calloc(COUNT, sizeof(*exact));
    struct dice dice = {7};

    (void)state;
    assert_non_null(exact);
    memset(&histogram, 0, sizeof(histogram));
    for (size_t i = 0; i < COUNT; i++) { /* of every size there is */
        exact[i] = dice_roll(&dice) >> (22 + dice_roll(&dice) % 42);
        histogram_add(&histogram, exact[i]);
    }
    qsort(exact, COUNT, sizeof(*exact), compare);
    for (size_t rank = 1; rank <= COUNT; rank++) {
        double got = (double)histogram_at(&histogram, ((double)rank - 0.5) / COUNT);

        assert_true(fabs(got - (double)exact[rank - 1]) <= (double)exact[rank - 1] * 0.005 + 1);
    }
    assert_int_equal(histogram_at(&histogram, 1), exact[COUNT - 1]);
    free(exact);
}

static void what_is_longer_than_all_buckets_counts_as_the_longest(void **state)
{
    static struct histogram histogram;

    (void)state;
    memset(&histogram, 0, sizeof(histogram));
    assert_int_equal(histogram_at(&histogram, 0.5), 0);
    histogram_add(&histogram, UINT64_MAX);
    assert_int_equal(histogram_at(&histogram, 0.5), HISTOGRAM_NS_MAX);
}

static void joined_buckets_are_those_of_all(void **state)
{
    static struct histogram parts[2], whole;
    struct dice dice = {3};

    (void)state;
    memset(parts, 0, sizeof(parts));
    memset(&whole, 0, sizeof(whole));
    for (size_t i = 0; i < 1000; i++) {
        uint64_t ns = dice_roll(&dice) >> 34;

        histogram_add(&parts[i % 3 == 0], ns);
        histogram_add(&whole, ns);
    }
    histogram_join(&parts[0], &parts[1]);
    assert_memory_equal(&parts[0], &whole, sizeof(whole));
}

/* ---- arrivals ---- */

static void arrivals_are_a_poisson_process(void **state)
{
    enum {
        RATE = 1000,
        SECONDS = 200,
        BINS = 10,
        WINDOWS = SECONDS * 100
    };
    const struct load_stage stage = {SECONDS * CV_NS_PER_S, RATE, RATE};
    static unsigned counts[WINDOWS]; /* in each 10 ms: 10 on average */
    double bins[BINS] = {0}, variance = 0, last_gap = 0, together = 0, square = 0, all = 0;
    struct arrivals arrivals;
    uint64_t last_ns = 0;
    uint64_t at_ns;

    (void)state;
    memset(counts, 0, sizeof(counts));
    arrivals_begin(&arrivals, &stage, 1, 42);
    for (; arrivals_next(&arrivals, &at_ns); all++) {
        double gap = (double)(at_ns - last_ns) / 1e9 * RATE; /* exponential, mean 1 */

        assert_true(at_ns >= last_ns && at_ns < SECONDS * CV_NS_PER_S);
        bins[(int)((1 - exp(-gap)) * BINS)]++;
        together += (gap - 1) * (last_gap - 1);
        square += (gap - 1) * (gap - 1);
        counts[at_ns / (10 * CV_NS_PER_MS)]++;
        last_gap = gap;
        last_ns = at_ns;
    }
    /* Four standard deviations each. */
    assert_true(fabs(all - RATE * SECONDS) < 4 * sqrt(RATE * SECONDS));
    for (size_t i = 0; i < BINS; i++)
        assert_true(fabs(bins[i] - all / BINS) < 4 * sqrt(all / BINS * (1 - 1.0 / BINS)));
    assert_true(fabs(together / square) < 4 / sqrt(all)); /* a gap knows nothing of the last */
    for (size_t i = 0; i < WINDOWS; i++)
        variance += (counts[i] - 10.0) * (counts[i] - 10.0) / WINDOWS;
    assert_true(fabs(variance / 10 - 1) < 4 * sqrt(2.0 / WINDOWS)); /* as much as the mean */
}

static void arrivals_grow_and_fall_with_their_stages(void **state)
{
    const struct load_stage STAGES[] = {
        {10 * CV_NS_PER_S, 0, 2000}, /* 10,000, three quarters of them in its second half */
        {0, 2000, 500},
        {10 * CV_NS_PER_S, 500, 500}, /* 5,000 */
        {10 * CV_NS_PER_S, 500, 0},   /* 2,500 */
    };
    const double WANTED[6] = {2500, 7500, 2500, 2500, 1875, 625};
    double counts[6] = {0};
    struct arrivals arrivals;
    uint64_t at_ns;

    (void)state;
    arrivals_begin(&arrivals, STAGES, 4, 5);
    while (arrivals_next(&arrivals, &at_ns))
        counts[at_ns / (5 * CV_NS_PER_S)]++;
    for (size_t i = 0; i < 6; i++)
        assert_true(fabs(counts[i] - WANTED[i]) < 4 * sqrt(WANTED[i]));
}

static void the_same_seed_gives_the_same_times(void **state)
{
    const struct load_stage stage = {CV_NS_PER_S, 100, 100};
    struct arrivals one, same, other;
    uint64_t one_ns, same_ns, other_ns;

    (void)state;
    arrivals_begin(&one, &stage, 1, 9);
    arrivals_begin(&same, &stage, 1, 9);
    arrivals_begin(&other, &stage, 1, 10);
    for (size_t i = 0; i < 50; i++) {
        assert_true(arrivals_next(&one, &one_ns) && arrivals_next(&same, &same_ns) &&
                    arrivals_next(&other, &other_ns));
        assert_int_equal(one_ns, same_ns);
        assert_int_not_equal(one_ns, other_ns);
    }
}

/* ---- a server ---- */

static volatile sig_atomic_t interrupted;

static struct {
    struct cv_server *server;
    struct cv_thread *thread;
    struct judge judge;
    struct client client;
    struct cv_arena arena;
    char target[CV_ADDRESS_TEXT_MAX + 16];
    struct load_result result;
} bench;

/* What the calls ask of it. */
struct script {
    uint64_t begin_ns; /* when the first call was made; 0: not yet */
    uint64_t still_ns; /* from when on after that it stands still */
    uint64_t still_for_ns;
    uint64_t refuses_ns; /* from when on it refuses everything */
    uint64_t refuses_for_ns;
    uint32_t delay_ms;
    uint64_t interrupt_at; /* the call at which somebody presses Ctrl-C; 0: nobody does */
    bool fails;            /* every third call, with one of two codes in turn */
};

static void serve(void *arg)
{
    (void)arg;
    (void)cv_server_run(bench.server);
    cv_arena_thread_done();
}

static int start(void **state)
{
    const struct cv_server_config config = {.drain_grace_ns = CV_NS_PER_MS};
    struct cv_address any;
    struct cv_address bound;

    (void)state;
    memset(&bench, 0, sizeof(bench));
    interrupted = 0;
    assert_true(cv_ok(cv_server_new(&config, &bench.server)));
    assert_true(cv_ok(judge_serve(bench.server, &bench.judge)));
    assert_true(cv_ok(cv_address_parse("127.0.0.1:0", &any)));
    assert_true(cv_ok(cv_server_listen(bench.server, &any, &bound)));
    cv_address_print(&bound, bench.target);
    assert_true(cv_ok(cv_thread_start(&bench.thread, serve, NULL)));
    assert_true(cv_ok(cv_loop_new(&bench.client.loop)));
    cv_arena_init(&bench.arena, 256u * 1024 * 1024);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    cv_server_drain(bench.server);
    cv_thread_join(bench.thread);
    cv_server_free(bench.server);
    cv_loop_free(bench.client.loop);
    cv_arena_release(&bench.arena);
    cv_arena_thread_done();
    return 0;
}

/* While it stands still every call is answered at the end of that. */
static void say(struct load_call *call)
{
    Judge__V1__SayRequest request = JUDGE__V1__SAY_REQUEST__INIT;
    struct script *script = call->work;
    uint64_t now_ns = cv_clock_ns();
    uint64_t ran_ns;

    if (script->begin_ns == 0)
        script->begin_ns = now_ns;
    ran_ns = now_ns - script->begin_ns;
    request.delay_ms = script->delay_ms;
    if (ran_ns >= script->still_ns && ran_ns < script->still_ns + script->still_for_ns)
        request.delay_ms =
            (uint32_t)((script->still_ns + script->still_for_ns - ran_ns) / CV_NS_PER_MS);
    if (ran_ns >= script->refuses_ns && ran_ns < script->refuses_ns + script->refuses_for_ns)
        request.code = CV_RESOURCE_EXHAUSTED;
    if (script->fails && call->number % 3 == 0)
        request.code = call->number % 2 == 0 ? CV_RESOURCE_EXHAUSTED : CV_NOT_FOUND;
    if (script->interrupt_at > 0 && call->number == script->interrupt_at)
        interrupted = 1;
    judge_v1_judge_say(call->channel, &call->op, &request);
}

static const struct load_method METHODS[] = {{.name = "Say", .ask = say}};
static const struct load_profile PROFILE = {.name = "all", .weights = {1}};
static const struct load_service JUDGE = {
    .name = "judge", .methods = METHODS, .method_count = 1, .profiles = &PROFILE};

/* For so many milliseconds. */
static struct load_plan plan_of(double rate, unsigned callers, unsigned flight_max, uint64_t ms)
{
    return (struct load_plan){
        .service = &JUDGE,
        .profile = &PROFILE,
        .client = &bench.client,
        .target = bench.target,
        .rate = rate,
        .callers = callers,
        .connections = 2,
        .flight_max = flight_max,
        .duration_ns = ms * CV_NS_PER_MS,
        .deadline_ns = 5 * CV_NS_PER_S,
        .seed = 1,
        .interrupted = &interrupted,
    };
}

static const struct load_result *run(const struct load_plan *plan, struct script *script)
{
    assert_int_equal(load_measure(plan, script, &bench.arena, &bench.result).code, CV_OK);
    return &bench.result;
}

static const struct load_result *measure(double rate, unsigned callers, unsigned flight_max,
                                         uint64_t ms, struct script *script)
{
    const struct load_plan plan = plan_of(rate, callers, flight_max, ms);
    const struct load_result *result = run(&plan, script);

    assert_int_equal(bench.judge.started, bench.judge.ended);
    return result;
}

static void all_who_come_while_a_server_stands_still_are_seen_to_wait(void **state)
{
    struct script script = {.still_ns = 500 * CV_NS_PER_MS, .still_for_ns = 500 * CV_NS_PER_MS};
    const struct load_result *result = measure(400, 0, 1000, 2000, &script);

    (void)state;
    /* A quarter comes then, and waits for 0 to 500 ms, evenly: one in ten 300 ms or longer. */
    assert_int_equal(result->limit == LOAD_LIMIT_FLIGHT, false);
    assert_int_equal(result->unsent, 0);
    assert_in_range(result->total.us[LOAD_P90], 200000, 2000000);
    assert_in_range(result->total.us[LOAD_P99], 400000, 3000000);
}

static void a_caller_who_waits_himself_sees_it_once(void **state)
{
    struct script script = {.still_ns = 500 * CV_NS_PER_MS, .still_for_ns = 500 * CV_NS_PER_MS};
    const struct load_result *result = measure(0, 1, 0, 2000, &script);

    (void)state; /* what a closed loop cannot tell, and says nothing of */
    assert_in_range(result->total.us[LOAD_MAX], 450000, 2000000);
    assert_in_range(result->total.us[LOAD_P90], 1, 200000);
}

static void who_waits_for_room_waits_from_when_he_came(void **state)
{
    struct script script = {.delay_ms = 20};
    const struct load_result *result = measure(200, 0, 2, 1000, &script);

    (void)state; /* two at once, 20 ms each: 100 a second of the 200 that come */
    assert_int_equal(result->limit, LOAD_LIMIT_FLIGHT);
    assert_in_range(result->total.calls, 20, 102);
    assert_in_range(result->unsent, 50, 220);
    assert_in_range(result->total.us[LOAD_P99], 200000, 3000000);
}

static void each_code_is_counted_and_the_first_refusal_kept(void **state)
{
    struct script script = {.fails = true};
    const struct load_result *result = measure(0, 4, 0, 300, &script);
    const uint64_t *codes = result->methods[0].whole;
    uint64_t all = codes[CV_OK] + codes[CV_RESOURCE_EXHAUSTED] + codes[CV_NOT_FOUND];

    (void)state;
    assert_int_equal(all, bench.judge.started);
    assert_int_equal(all, result->total.calls); /* nothing is left out where there is no ramp */
    assert_in_range(codes[CV_OK], all * 2 / 3 - 1, all * 2 / 3 + 1);
    assert_in_range(codes[CV_NOT_FOUND], all / 6 - 1, all / 6 + 1);
    assert_int_equal(load_refused(codes), codes[CV_RESOURCE_EXHAUSTED]);
    assert_int_equal(load_failed(codes), codes[CV_NOT_FOUND]);
    /* Of four at once either may be heard of first. */
    assert_true(strncmp(result->methods[0].why, "RESOURCE_EXHAUSTED: ", 20) == 0 ||
                strncmp(result->methods[0].why, "NOT_FOUND: ", 11) == 0);
    for (size_t i = 0, ok = 0; i < result->moment_count; i++) {
        ok += result->moments[i].ok;
        if (i + 1 == result->moment_count)
            assert_int_equal(ok, codes[CV_OK]);
    }
}

static void an_overload_goes_step_by_step(void **state)
{
    struct script script = {.refuses_ns = CV_NS_PER_S, .refuses_for_ns = 1400 * CV_NS_PER_MS};
    struct load_plan plan = plan_of(100, 0, 1000, 3000);
    const struct load_step *steps;
    uint64_t all = 0;

    (void)state;
    memcpy(plan.factors, (const double[]){1, 5, 0.5}, 3 * sizeof(double));
    plan.step_count = 3;
    steps = run(&plan, &script)->steps;
    assert_int_equal(bench.result.step_count, 3);
    for (size_t i = 0; i < 3; i++) {
        double wanted = 100 * plan.factors[i];

        assert_int_equal(steps[i].begin_ms, i * 1000);
        assert_int_equal(steps[i].length_ms, 1000);
        assert_true(fabs((double)(steps[i].figures.calls + steps[i].unsent) - wanted) <
                    4 * sqrt(wanted));
        all += steps[i].figures.calls;
    }
    assert_int_equal(all, bench.result.total.calls);
    assert_true(load_refused(steps[0].figures.codes) < steps[0].figures.calls / 2);
    assert_true(load_refused(steps[1].figures.codes) > steps[1].figures.calls / 2);
    assert_true(steps[0].figures.per_second > steps[1].figures.per_second);
    assert_true(bench.result.recovered); /* some 400 ms into the last step */
    assert_in_range(bench.result.recovery_ms, 300, 900);
}

static void it_is_as_before_when_hardly_one_in_a_hundred_is_refused(void **state)
{
    enum {
        MOMENTS = 6, /* the first is before the last step, the last one ends behind it */
        EACH_MS = 300,
        NEVER = -1,
    };
    static const struct {
        uint64_t refused[MOMENTS]; /* and 700 answered */
        int recovery_ms;
    } ROWS[] = {
        {{9000, 0, 0, 0, 0, 9000}, 0},         {{9000, 1, 0, 0, 0, 0}, 0},
        {{9000, 40, 8, 0, 0, 0}, 2 * EACH_MS}, {{9000, 40, 7, 0, 7, 0}, EACH_MS},
        {{9000, 0, 0, 0, 8, 0}, NEVER},
    };

    (void)state;
    for (size_t row = 0; row < sizeof(ROWS) / sizeof(ROWS[0]); row++) {
        struct load_step step = {.begin_ms = EACH_MS, .length_ms = 4 * EACH_MS + 100};
        struct load_moment moments[MOMENTS];
        struct load_result result = {.steps = &step,
                                     .step_count = 1,
                                     .moments = moments,
                                     .moment_count = MOMENTS,
                                     .moment_ms = EACH_MS};

        for (size_t i = 0; i < MOMENTS; i++)
            moments[i] = (struct load_moment){
                .begin_ms = i * EACH_MS, .ok = 700, .refused = ROWS[row].refused[i]};
        load_counts_recovery(&result);
        assert_int_equal(result.recovered, ROWS[row].recovery_ms != NEVER);
        if (result.recovered)
            assert_int_equal(result.recovery_ms, ROWS[row].recovery_ms);
    }
}

static void ctrl_c_ends_it_with_what_was_measured(void **state)
{
    struct script script = {.delay_ms = 1, .interrupt_at = 50};
    const struct load_result *result = measure(0, 2, 0, 600000, &script);

    (void)state;
    assert_true(result->interrupted);
    assert_in_range(result->total.codes[CV_OK], 50, 60);
    assert_in_range(result->duration_ms, 10, 10000);
}

static void nobody_there_is_an_error(void **state)
{
    struct script script = {.delay_ms = 0};
    struct load_plan plan = plan_of(0, 1, 0, 1000);

    (void)state;
    plan.target = "unix:/nowhere/at/all";
    assert_int_equal(load_measure(&plan, &script, &bench.arena, &bench.result).code,
                     CV_UNAVAILABLE);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_percentile_is_within_half_a_percent_of_the_exact_one),
        cmocka_unit_test(what_is_longer_than_all_buckets_counts_as_the_longest),
        cmocka_unit_test(joined_buckets_are_those_of_all),
        cmocka_unit_test(arrivals_are_a_poisson_process),
        cmocka_unit_test(arrivals_grow_and_fall_with_their_stages),
        cmocka_unit_test(the_same_seed_gives_the_same_times),
        WITH_SERVER(all_who_come_while_a_server_stands_still_are_seen_to_wait),
        WITH_SERVER(a_caller_who_waits_himself_sees_it_once),
        WITH_SERVER(who_waits_for_room_waits_from_when_he_came),
        WITH_SERVER(each_code_is_counted_and_the_first_refusal_kept),
        WITH_SERVER(an_overload_goes_step_by_step),
        cmocka_unit_test(it_is_as_before_when_hardly_one_in_a_hundred_is_refused),
        WITH_SERVER(ctrl_c_ends_it_with_what_was_measured),
        WITH_SERVER(nobody_there_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
