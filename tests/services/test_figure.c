/* Figures of an indicator from sums by month: every kind and grain, rounding, limits, and a model.
 */
#include "base/arena.h"
#include "report/figure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cv_arena arena;

static int set_up(void **state)
{
    (void)state;
    cv_arena_init(&arena, 4 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cv_arena_release(&arena);
    cv_arena_thread_done();
    return 0;
}

/* ---- each kind and grain ---- */

struct month {
    int32_t month; /* 0: the end */
    int64_t value;
    int64_t weight;
    int64_t observations;
};

struct wanted {
    const char *period; /* NULL: the end */
    int64_t value;
    int64_t weight;
    int64_t observations;
};

struct row {
    enum figure_kind kind;
    enum figure_grain grain;
    int64_t decimals;
    struct month months[8];
    struct wanted total;
    struct wanted years[4];
    struct wanted periods[8];
};

static const struct row ROWS[] = {
    {.kind = FIGURE_FLOW,
     .grain = FIGURE_MONTH,
     .months = {{202411, 5, 0, 1}, {202412, 0, 0, 2}, {202412, 7, 0, 1}, {202501, 9, 0, 3}},
     .total = {"", 21, 0, 7},
     .years = {{"2024", 12, 0, 4}, {"2025", 9, 0, 3}},
     .periods = {{"2024-11", 5, 0, 1}, {"2024-12", 7, 0, 3}, {"2025-01", 9, 0, 3}}},
    {.kind = FIGURE_FLOW,
     .grain = FIGURE_QUARTER,
     .months = {{202403, 1, 0, 1}, {202404, 2, 0, 1}, {202406, 4, 0, 1}, {202507, 8, 0, 1}},
     .total = {"", 15, 0, 4},
     .years = {{"2024", 7, 0, 3}, {"2025", 8, 0, 1}},
     .periods = {{"2024-Q1", 1, 0, 1}, {"2024-Q2", 6, 0, 2}, {"2025-Q3", 8, 0, 1}}},
    {.kind = FIGURE_FLOW,
     .grain = FIGURE_YEAR,
     .months = {{202401, 1, 0, 1}, {202412, 2, 0, 1}, {202510, 4, 0, 1}},
     .total = {"", 7, 0, 3},
     .years = {{"2024", 3, 0, 2}, {"2025", 4, 0, 1}},
     .periods = {{"2024", 3, 0, 2}, {"2025", 4, 0, 1}}},
    /* A running total of 100, 150, 180 is 180 and never 430. */
    {.kind = FIGURE_LEVEL,
     .grain = FIGURE_MONTH,
     .months = {{202412, 100, 0, 1}, {202501, 50, 0, 0}, {202503, 30, 0, 0}},
     .total = {"", 180, 0, 1},
     .years = {{"2024", 100, 0, 1}, {"2025", 180, 0, 1}},
     .periods = {{"2024-12", 100, 0, 1}, {"2025-01", 150, 0, 1}, {"2025-03", 180, 0, 1}}},
    {.kind = FIGURE_LEVEL,
     .grain = FIGURE_QUARTER,
     .months = {{202401, 10, 0, 2}, {202402, -4, 0, 0}, {202410, 3, 0, 1}, {202511, -9, 0, 0}},
     .total = {"", 0, 0, 3},
     .years = {{"2024", 9, 0, 3}, {"2025", 0, 0, 3}},
     .periods = {{"2024-Q1", 6, 0, 2}, {"2024-Q4", 9, 0, 3}, {"2025-Q4", 0, 0, 3}}},
    {.kind = FIGURE_DISTINCT_COUNT,
     .grain = FIGURE_MONTH,
     .months = {{202401, 2, 0, 2}, {202402, -1, 0, 0}, {202501, 1, 0, 1}},
     .total = {"", 2, 0, 3},
     .years = {{"2024", 1, 0, 2}, {"2025", 2, 0, 3}},
     .periods = {{"2024-01", 2, 0, 2}, {"2024-02", 1, 0, 2}, {"2025-01", 2, 0, 3}}},
    /* 1/2 and 1/4 are 2/6, not the mean of the two. */
    {.kind = FIGURE_RATIO,
     .grain = FIGURE_MONTH,
     .decimals = 2,
     .months = {{202401, 100, 200, 1}, {202402, 100, 400, 1}},
     .total = {"", 33, 600, 2},
     .years = {{"2024", 33, 600, 2}},
     .periods = {{"2024-01", 50, 200, 1}, {"2024-02", 25, 400, 1}}},
    /* 10 pupils with 80 and 30 with 90: 87.5, to the even 88; and 20 with 70. */
    {.kind = FIGURE_WEIGHTED_MEAN,
     .grain = FIGURE_YEAR,
     .months = {{202406, 800, 10, 1}, {202406, 2700, 30, 1}, {202506, 1400, 20, 1}},
     .total = {"", 82, 60, 3},
     .years = {{"2024", 88, 40, 2}, {"2025", 70, 20, 1}},
     .periods = {{"2024", 88, 40, 2}, {"2025", 70, 20, 1}}},
};

static void check(const struct figures *figures, enum figure_grain grain,
                  const struct figure *figure, const struct wanted *wanted)
{
    char period[FIGURE_PERIOD_TEXT];
    int64_t value;
    int64_t weight;

    figure_period(grain, figure->period, period);
    assert_string_equal(period, wanted->period);
    assert_true(figure_value(figures, figure, &value, &weight));
    assert_int_equal(value, wanted->value);
    assert_int_equal(weight, wanted->weight);
    assert_int_equal(figure->sums.observations, wanted->observations);
    assert_false(figure->withheld);
}

static void check_list(const struct figures *figures, enum figure_grain grain,
                       const struct figure *list, size_t count, const struct wanted *wanted)
{
    size_t i = 0;

    for (; wanted[i].period != NULL; i++) {
        assert_true(i < count);
        check(figures, grain, &list[i], &wanted[i]);
    }
    assert_int_equal(count, i);
}

static void each_kind_adds_up_in_its_own_way(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        const struct row *row = &ROWS[i];
        struct figures figures;

        figures_begin(&figures, &arena, row->kind, row->grain, row->decimals);
        for (size_t m = 0; row->months[m].month != 0; m++) {
            const struct figure_sums sums = {
                .value = row->months[m].value,
                .weight = row->months[m].weight,
                .observations = row->months[m].observations,
            };

            figures_add(&figures, row->months[m].month, &sums);
        }
        figures_close(&figures);
        check(&figures, FIGURE_YEAR, &figures.total, &row->total);
        check_list(&figures, FIGURE_YEAR, figures.years, figures.year_count, row->years);
        check_list(&figures, row->grain, figures.periods, figures.period_count, row->periods);
        assert_true(figures_fit(&figures));
    }
}

static void nothing_observed_is_no_figure(void **state)
{
    struct figures figures;

    (void)state;
    figures_begin(&figures, &arena, FIGURE_RATIO, FIGURE_MONTH, 2);
    figures_close(&figures);
    assert_int_equal(figures.period_count, 0);
    assert_int_equal(figures.year_count, 0);
    assert_true(figures_fit(&figures));
}

/* ---- numbers ---- */

static void a_quotient_is_rounded_half_to_even(void **state)
{
    static const struct {
        int64_t n, d, quotient;
    } DIVISIONS[] = {
        {0, 1, 0},
        {0, 7, 0},
        {1, 2, 0},
        {3, 2, 2},
        {5, 2, 2},
        {7, 2, 4},
        {1, 3, 0},
        {2, 3, 1},
        {4, 3, 1},
        {5, 3, 2},
        {1, 4, 0},
        {2, 4, 0},
        {3, 4, 1},
        {6, 4, 2},
        {10, 4, 2},
        {14, 4, 4},
        {25, 10, 2},
        {35, 10, 4},
        {26, 10, 3},
        {9, 1, 9},
        {INT64_MAX, INT64_MAX, 1},
        {INT64_MAX, 2, INT64_C(4611686018427387904)},
        {INT64_MAX - 2, 2, INT64_C(4611686018427387902)},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(DIVISIONS); i++)
        assert_int_equal(figure_divide(DIVISIONS[i].n, DIVISIONS[i].d), DIVISIONS[i].quotient);
    /* 10^8 observations of the greatest value and weight: their mean is that value. */
    assert_int_equal(
        figure_divide((__int128)INT64_C(1000000000000000) * 1000000000000000 * 100000000,
                      (__int128)INT64_C(1000000000000000) * 100000000),
        INT64_C(1000000000000000));
}

static void a_figure_of_more_than_64_bits_does_not_fit(void **state)
{
    const struct figure_sums most = {.value = INT64_MAX, .observations = 1};
    const struct figure_sums one = {.value = 1, .observations = 1};
    struct figures figures;

    (void)state;
    figures_begin(&figures, &arena, FIGURE_FLOW, FIGURE_MONTH, 0);
    figures_add(&figures, 202401, &most);
    figures_close(&figures);
    assert_true(figures_fit(&figures));
    figures_begin(&figures, &arena, FIGURE_FLOW, FIGURE_MONTH, 0);
    figures_add(&figures, 202401, &most);
    figures_add(&figures, 202501, &one);
    figures_close(&figures);
    assert_false(figures_fit(&figures));
}

static void a_ratio_too_fine_for_64_bits_does_not_fit(void **state)
{
    const struct figure_sums sums = {.value = INT64_MAX / 2, .weight = 1, .observations = 1};
    struct figures figures;

    (void)state;
    figures_begin(&figures, &arena, FIGURE_RATIO, FIGURE_MONTH, 0);
    figures_add(&figures, 202401, &sums);
    figures_close(&figures);
    assert_true(figures_fit(&figures));
    figures.decimals = 1;
    assert_false(figures_fit(&figures));
}

static void a_full_arena_tells(void **state)
{
    const struct figure_sums one = {.value = 1, .observations = 1};
    struct cv_arena small;
    struct figures figures;

    (void)state;
    cv_arena_init(&small, 4096);
    figures_begin(&figures, &small, FIGURE_FLOW, FIGURE_MONTH, 0);
    for (int32_t year = 1; year <= 200; year++)
        figures_add(&figures, year * 100 + 1, &one);
    figures_close(&figures);
    assert_true(small.exhausted);
    cv_arena_release(&small);
}

/* The periods fit, the years do not: there must be no whole that is a ratio of 0 and 0. */
static void a_ratio_in_a_full_arena_is_none(void **state)
{
    const struct figure_sums half = {.value = 1, .weight = 2, .observations = 1};
    struct cv_arena small;
    struct figures figures;

    (void)state;
    cv_arena_init(&small, 2048);
    figures_begin(&figures, &small, FIGURE_RATIO, FIGURE_MONTH, 0);
    figures_add(&figures, 202401, &half);
    assert_false(small.exhausted);
    figures_close(&figures);
    assert_true(small.exhausted);
    assert_int_equal(figures.period_count, 0);
    assert_true(figures_fit(&figures));
    cv_arena_release(&small);
}

/* ---- against a model ---- */

#define SERIES 4
#define SEEN   60

struct seen {
    int series;
    int32_t on;
    int64_t value;
};

/* What stands at the end of `month`: of each series the newest, of one day the later recorded. */
static int64_t standing(const struct seen *seen, int32_t month, int64_t *observations)
{
    int64_t sum = 0;

    *observations = 0;
    for (int series = 0; series < SERIES; series++) {
        const struct seen *newest = NULL;

        for (int i = 0; i < SEEN; i++) {
            if (seen[i].series == series && seen[i].on / 100 <= month &&
                (newest == NULL || seen[i].on >= newest->on))
                newest = &seen[i];
        }
        if (newest == NULL)
            continue;
        sum += newest->value;
        ++*observations;
    }
    return sum;
}

/* The change that the observation `at` makes, as the store tells it. */
static struct figure_sums change_of(const struct seen *seen, int at)
{
    const struct seen *before = NULL;

    for (int i = 0; i < SEEN; i++) {
        bool earlier = seen[i].on < seen[at].on || (seen[i].on == seen[at].on && i < at);

        if (seen[i].series == seen[at].series && earlier &&
            (before == NULL || seen[i].on >= before->on))
            before = &seen[i];
    }
    return (struct figure_sums){
        .value = seen[at].value - (before == NULL ? 0 : before->value),
        .observations = before == NULL ? 1 : 0,
    };
}

static void what_stands_is_the_newest_of_each_series(void **state)
{
    (void)state;
    srandom(1);
    for (int round = 0; round < 200; round++) {
        struct seen seen[SEEN];
        struct figures figures;

        for (int i = 0; i < SEEN; i++)
            seen[i] = (struct seen){
                .series = (int)(random() % SERIES),
                .on = 20240000 + (int32_t)(random() % 2 * 10000 + (random() % 12 + 1) * 100 +
                                           random() % 4 + 1),
                .value = random() % 50,
            };
        figures_begin(&figures, &arena, FIGURE_LEVEL, FIGURE_MONTH, 0);
        for (int32_t month = 202401; month <= 202512; month++) {
            for (int i = 0; i < SEEN; i++) {
                struct figure_sums change = change_of(seen, i);

                if (seen[i].on / 100 == month)
                    figures_add(&figures, month, &change);
            }
        }
        figures_close(&figures);
        for (size_t i = 0; i < figures.period_count; i++) {
            int64_t observations;

            assert_int_equal(figures.periods[i].sums.value,
                             standing(seen, figures.periods[i].period, &observations));
            assert_int_equal(figures.periods[i].sums.observations, observations);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_adds_up_in_its_own_way),
        cmocka_unit_test(nothing_observed_is_no_figure),
        cmocka_unit_test(a_quotient_is_rounded_half_to_even),
        cmocka_unit_test(a_figure_of_more_than_64_bits_does_not_fit),
        cmocka_unit_test(a_ratio_too_fine_for_64_bits_does_not_fit),
        cmocka_unit_test(a_full_arena_tells),
        cmocka_unit_test(a_ratio_in_a_full_arena_is_none),
        cmocka_unit_test(what_stands_is_the_newest_of_each_series),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
