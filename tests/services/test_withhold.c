/* What is withheld where people are counted: tables to read, and an attacker who does sums. */
#include "base/arena.h"
#include "report/withhold.h"
#include "service/withhold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cv_arena arena;

static int set_up(void **state)
{
    (void)state;
    cv_arena_init(&arena, 64 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cv_arena_release(&arena);
    cv_arena_thread_done();
    return 0;
}

/* ---- tables ---- */

struct month {
    int32_t month; /* 0: the end */
    int64_t value;
    int64_t weight;
};

struct row {
    const char *why;
    enum figure_kind kind;
    enum figure_grain grain;
    int64_t decimals;
    struct month months[10];
    const char *total;   /* "#" withheld, "." shown */
    const char *years;   /* one for each */
    const char *periods; /* one for each */
};

static const struct row ROWS[] = {
    {"nothing is small",
     FIGURE_FLOW,
     FIGURE_MONTH,
     0,
     {{202401, 10, 0}, {202402, 11, 0}, {202501, 12, 0}},
     ".",
     "..",
     "..."},
    {"the year less the others would give the one: the next goes, too",
     FIGURE_FLOW,
     FIGURE_MONTH,
     0,
     {{202401, 50, 0}, {202402, 9, 0}, {202403, 60, 0}, {202404, 70, 0}},
     ".",
     ".",
     ".##."},
    {"at the end it is the one before",
     FIGURE_FLOW,
     FIGURE_MONTH,
     0,
     {{202401, 50, 0}, {202402, 60, 0}, {202403, 9, 0}},
     ".",
     ".",
     ".##"},
    {"two that are 10 together hide each other",
     FIGURE_FLOW,
     FIGURE_MONTH,
     0,
     {{202401, 50, 0}, {202402, 4, 0}, {202403, 60, 0}, {202404, 6, 0}},
     ".",
     ".",
     ".#.#"},
    {"two that are 9 together do not",
     FIGURE_FLOW,
     FIGURE_MONTH,
     0,
     {{202401, 50, 0}, {202402, 4, 0}, {202403, 60, 0}, {202404, 5, 0}},
     ".",
     ".",
     ".###"},
    {"nobody is fewer than 10",
     FIGURE_FLOW,
     FIGURE_MONTH,
     0,
     {{202401, 0, 0}, {202402, 60, 0}, {202403, 70, 0}},
     ".",
     ".",
     "##."},
    {"a small year takes one from the next, and hides it",
     FIGURE_FLOW,
     FIGURE_MONTH,
     0,
     {{202401, 3, 0}, {202402, 4, 0}, {202501, 50, 0}, {202502, 60, 0}, {202601, 70, 0}},
     ".",
     "##.",
     "###.."},
    {"at the end from the year before",
     FIGURE_FLOW,
     FIGURE_MONTH,
     0,
     {{202401, 50, 0}, {202402, 60, 0}, {202501, 3, 0}, {202502, 4, 0}},
     ".",
     "##",
     "#.##"},
    {"a year that has withheld ones brings them along",
     FIGURE_FLOW,
     FIGURE_MONTH,
     0,
     {{202401, 3, 0}, {202501, 50, 0}, {202502, 4, 0}, {202503, 6, 0}},
     ".",
     "##",
     "#.##"},
    {"years alone",
     FIGURE_FLOW,
     FIGURE_YEAR,
     0,
     {{202401, 50, 0}, {202501, 3, 0}, {202601, 60, 0}, {202701, 70, 0}},
     ".",
     ".##.",
     ".##."},
    {"all of it is small",
     FIGURE_FLOW,
     FIGURE_MONTH,
     0,
     {{202401, 3, 0}, {202402, 2, 0}, {202501, 4, 0}},
     "#",
     "##",
     "###"},
    {"only one, and small", FIGURE_FLOW, FIGURE_QUARTER, 0, {{202401, 9, 0}}, "#", "#", "#"},
    {"only one, and not small", FIGURE_FLOW, FIGURE_QUARTER, 0, {{202401, 10, 0}}, ".", ".", "."},
    {"99 tenths are fewer than 10",
     FIGURE_FLOW,
     FIGURE_MONTH,
     1,
     {{202401, 99, 0}, {202402, 100, 0}, {202403, 100, 0}},
     ".",
     ".",
     "##."},
    {"what stands is no part of what stands later",
     FIGURE_LEVEL,
     FIGURE_MONTH,
     0,
     {{202401, 9, 0}, {202402, 3, 0}, {202403, -4, 0}, {202501, 50, 0}},
     ".",
     "#.",
     "#.#."},
    {"so with different things",
     FIGURE_DISTINCT_COUNT,
     FIGURE_MONTH,
     0,
     {{202401, 12, 0}, {202402, -3, 0}, {202501, 2, 0}},
     ".",
     "#.",
     ".#."},
    {"a mean of fewer than 10",
     FIGURE_WEIGHTED_MEAN,
     FIGURE_YEAR,
     2,
     {{202401, 700000, 9}, {202501, 900000, 100}, {202601, 900000, 100}},
     ".",
     "##.",
     "##."},
    {"the value of a mean counts nobody",
     FIGURE_WEIGHTED_MEAN,
     FIGURE_YEAR,
     0,
     {{202401, 10, 10}, {202501, 0, 100}},
     ".",
     "..",
     ".."},
    {"fewer than 10 of many",
     FIGURE_RATIO,
     FIGURE_MONTH,
     0,
     {{202401, 9, 100}, {202402, 50, 100}, {202403, 50, 100}},
     ".",
     ".",
     "##."},
    {"all but a few",
     FIGURE_RATIO,
     FIGURE_MONTH,
     0,
     {{202401, 97, 100}, {202402, 50, 100}, {202403, 50, 100}},
     ".",
     ".",
     "##."},
    {"all",
     FIGURE_RATIO,
     FIGURE_MONTH,
     0,
     {{202401, 100, 100}, {202402, 50, 100}, {202403, 50, 100}},
     ".",
     ".",
     "..."},
    {"more than all: then the rest is nobody anywhere",
     FIGURE_RATIO,
     FIGURE_MONTH,
     0,
     {{202401, 97, 100}, {202402, 150, 100}, {202403, 50, 100}},
     ".",
     ".",
     "..."},
    {"few of few",
     FIGURE_RATIO,
     FIGURE_MONTH,
     2,
     {{202401, 400, 900}, {202402, 5000, 10000}, {202403, 5000, 10000}},
     ".",
     ".",
     "##."},
};

static void fill(struct figures *figures, enum figure_kind kind, enum figure_grain grain,
                 int64_t decimals, const struct month *months)
{
    figures_begin(figures, &arena, kind, grain, decimals);
    for (; months->month != 0; months++) {
        const struct figure_sums sums = {
            .value = months->value,
            .weight = months->weight,
            .observations = 1,
        };

        figures_add(figures, months->month, &sums);
    }
    figures_close(figures);
    withhold(figures);
}

static const char *marks(const struct figure *figures, size_t count)
{
    static char text[64];

    for (size_t i = 0; i < count; i++)
        text[i] = figures[i].withheld ? '#' : '.';
    text[count] = '\0';
    return text;
}

static void each_row_is_withheld_as_it_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        const struct row *row = &ROWS[i];
        struct figures figures;

        fill(&figures, row->kind, row->grain, row->decimals, row->months);
        print_message("  %s\n", row->why);
        assert_string_equal(marks(figures.periods, figures.period_count), row->periods);
        assert_string_equal(marks(figures.years, figures.year_count), row->years);
        assert_string_equal(marks(&figures.total, 1), row->total);
    }
}

static void nothing_observed_has_nothing_to_withhold(void **state)
{
    const struct month none = {0};
    struct figures figures;

    (void)state;
    fill(&figures, FIGURE_FLOW, FIGURE_MONTH, 0, &none);
    assert_int_equal(figures.period_count, 0);
    assert_false(figures.total.withheld);
}

/* ---- the attacker ---- */

#define PERIODS_MAX 9
#define PRIME       INT64_C(1000003)

/* Sums of periods that are published, as the rows of a matrix over the periods. */
struct published {
    int64_t rows[2 * PERIODS_MAX + 2][PERIODS_MAX];
    size_t count;
    size_t width;
};

static void publish(struct published *published, const struct figures *figures, int32_t first,
                    int32_t last)
{
    int64_t *row = published->rows[published->count++];

    for (size_t i = 0; i < figures->period_count; i++)
        row[i] = figures->periods[i].period >= first && figures->periods[i].period <= last;
}

static struct published read_report(const struct figures *figures)
{
    struct published published = {.width = figures->period_count};

    for (size_t i = 0; i < figures->period_count; i++) {
        if (!figures->periods[i].withheld)
            publish(&published, figures, figures->periods[i].period, figures->periods[i].period);
    }
    for (size_t i = 0; i < figures->year_count; i++) {
        if (!figures->years[i].withheld)
            publish(&published, figures, figures->years[i].period - 11, figures->years[i].period);
    }
    if (!figures->total.withheld)
        publish(&published, figures, 0, INT32_MAX);
    return published;
}

static int64_t inverse(int64_t a)
{
    int64_t result = 1;

    for (int64_t power = PRIME - 2; power > 0; power /= 2) {
        if (power % 2 == 1)
            result = result * a % PRIME;
        a = a * a % PRIME;
    }
    return result;
}

static void subtract(int64_t *row, const int64_t *pivot, size_t column, size_t width)
{
    int64_t factor = row[column] * inverse(pivot[column]) % PRIME;

    for (size_t i = 0; i < width; i++)
        row[i] = ((row[i] - factor * pivot[i]) % PRIME + PRIME) % PRIME;
}

/* Gauss: each row starts in a column of its own, or is zero. */
static void eliminate(struct published *published)
{
    for (size_t i = 0; i < published->count; i++) {
        size_t column = 0;

        while (column < published->width && published->rows[i][column] == 0)
            column++;
        for (size_t j = i + 1; column < published->width && j < published->count; j++)
            subtract(published->rows[j], published->rows[i], column, published->width);
    }
}

/* Can the sum over these periods be worked out from what was published (and eliminated)? */
static bool is_known(const struct published *published, unsigned set)
{
    int64_t row[PERIODS_MAX];

    for (size_t i = 0; i < published->width; i++)
        row[i] = set >> i & 1;
    for (size_t i = 0; i < published->count; i++) {
        size_t column = 0;

        while (column < published->width && published->rows[i][column] == 0)
            column++;
        if (column < published->width)
            subtract(row, published->rows[i], column, published->width);
    }
    for (size_t i = 0; i < published->width; i++) {
        if (row[i] != 0)
            return false;
    }
    return true;
}

/* Does the sum over these periods count fewer than 10 people, written down once more? */
static bool is_few(const struct figures *figures, unsigned set)
{
    __int128 least = figures->kind == FIGURE_RATIO && figures->decimals == 1 ? 100 : 10;
    bool shares = figures->kind == FIGURE_RATIO;
    __int128 value = 0;
    __int128 weight = 0;

    for (size_t i = 0; i < figures->period_count; i++) {
        const struct figure_sums *sums = &figures->periods[i].sums;

        shares = shares && sums->value <= sums->weight;
        value += (set >> i & 1) != 0 ? sums->value : 0;
        weight += (set >> i & 1) != 0 ? sums->weight : 0;
    }
    if (figures->kind == FIGURE_FLOW)
        return value < least;
    if (figures->kind == FIGURE_WEIGHTED_MEAN)
        return weight < least;
    return value < least || weight < least || (shares && weight != value && weight - value < least);
}

static void attack(const struct figures *figures)
{
    struct published published = read_report(figures);

    eliminate(&published);
    for (unsigned set = 1; set < 1U << figures->period_count; set++) {
        if (is_few(figures, set) && is_known(&published, set))
            fail_msg("the sum over the periods %#x of %s is given away", set,
                     marks(figures->periods, figures->period_count));
    }
}

/* The same published figures leave each few at least two values, also if all must be at least 0:
 * another withheld period, in the same sums, can give or take one. */
static void conclude(const struct figures *figures, size_t few)
{
    struct published published = read_report(figures);

    for (size_t other = 0; other < figures->period_count; other++) {
        const struct figure_sums *sums = &figures->periods[other].sums;
        bool same = other != few && figures->periods[other].withheld;

        for (size_t i = 0; i < published.count; i++)
            same = same && published.rows[i][few] == published.rows[i][other];
        if (same && (sums->value > 0 || figures->periods[few].sums.value > 0))
            return;
    }
    fail_msg("the period %zu can be concluded from %s", few,
             marks(figures->periods, figures->period_count));
}

static int64_t some_people(void)
{
    return random() % 3 == 0 ? random() % 200 : random() % 14;
}

static void some_months(struct month *months, enum figure_kind kind)
{
    int32_t month = 202401;
    size_t count = (size_t)(random() % PERIODS_MAX) + 1;

    memset(months, 0, (PERIODS_MAX + 1) * sizeof(*months));
    for (size_t i = 0; i < count; i++) {
        months[i] = (struct month){.month = month, .value = some_people()};
        if (kind != FIGURE_FLOW)
            months[i].weight = months[i].value + 1 + some_people();
        if (kind == FIGURE_RATIO && random() % 40 == 0)
            months[i].value += 300;
        month += random() % 3 == 0 ? 101 - month % 100 : 1;
    }
}

static void no_sum_of_few_can_be_worked_out(void **state)
{
    static const enum figure_kind KINDS[] = {FIGURE_FLOW, FIGURE_RATIO, FIGURE_WEIGHTED_MEAN};
    int withheld = 0;

    (void)state;
    srandom(1);
    for (int round = 0; round < 3000; round++) {
        enum figure_kind kind = KINDS[round % 3];
        enum figure_grain grain = round / 3 % 2 == 0 ? FIGURE_MONTH : FIGURE_YEAR;
        struct month months[PERIODS_MAX + 1];
        struct figures figures;

        some_months(months, kind);
        fill(&figures, kind, grain, kind == FIGURE_RATIO ? round / 6 % 2 : 0, months);
        attack(&figures);
        for (size_t i = 0; kind == FIGURE_FLOW && i < figures.period_count; i++) {
            if (!figures.total.withheld && is_few(&figures, 1U << i))
                conclude(&figures, i);
        }
        withheld += figures.total.withheld ? 0 : figures.periods[0].withheld;
        if (!is_few(&figures, (1U << figures.period_count) - 1))
            assert_false(figures.total.withheld);
    }
    assert_in_range(withheld, 500, 2500);
}

static void figures_without_few_are_all_shown(void **state)
{
    (void)state;
    srandom(2);
    for (int round = 0; round < 300; round++) {
        struct month months[PERIODS_MAX + 1];
        struct figures figures;

        some_months(months, FIGURE_FLOW);
        for (size_t i = 0; months[i].month != 0; i++)
            months[i].value += CV_WITHHOLD_BELOW;
        fill(&figures, FIGURE_FLOW, FIGURE_MONTH, 0, months);
        assert_null(strchr(marks(figures.periods, figures.period_count), '#'));
        assert_null(strchr(marks(figures.years, figures.year_count), '#'));
        assert_false(figures.total.withheld);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_is_withheld_as_it_says),
        cmocka_unit_test(nothing_observed_has_nothing_to_withhold),
        cmocka_unit_test(no_sum_of_few_can_be_worked_out),
        cmocka_unit_test(figures_without_few_are_all_shown),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
