/* Money by project, sector, site, partner and year: it adds up whatever the shares are. */
#include "report/breakdown.h"

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

/* ---- a road in two places, a school in one of them, a survey nowhere ---- */

static struct sector_share road_sectors[] = {{"roads", 6667}, {"schools", 3333}};
static struct site road_sites[] = {{"south", "South", "", 5000}, {"north", "", "", 5000}};
static struct sector_share school_sectors[] = {{"schools", 10000}};
static struct site school_sites[] = {{"north", "North", "北", 10000}, {"east", "East", "", 0}};
static struct sector_share survey_sectors[] = {{"roads", 10000}};

static const struct project ROAD = {
    .title = "Road",
    .title_zh = "路",
    .sectors = road_sectors,
    .sector_count = 2,
    .sites = road_sites,
    .site_count = 2,
};
static const struct project SCHOOL = {
    .title = "School",
    .title_zh = "",
    .sectors = school_sectors,
    .sector_count = 1,
    .sites = school_sites,
    .site_count = 2,
};
static const struct project SURVEY = {
    .title = "Survey",
    .title_zh = "",
    .sectors = survey_sectors,
    .sector_count = 1,
};

#define FUNDED(of, its_name, its_partner)                                                          \
    {                                                                                              \
        .project = &(of), .name = (its_name), .partner = (its_partner),                            \
        .partner_title = (its_partner), .partner_title_zh = ""                                     \
    }

static void check(const struct money_row *row, const char *key, const char *title, int64_t budget,
                  int64_t committed, int64_t disbursed)
{
    assert_string_equal(row->key, key);
    assert_string_equal(row->title, title);
    assert_int_equal(row->amounts.minor[MEASURE_BUDGET], budget);
    assert_int_equal(row->amounts.minor[MEASURE_COMMITTED], committed);
    assert_int_equal(row->amounts.minor[MEASURE_DISBURSED], disbursed);
}

static void each_breakdown_has_its_rows(void **state)
{
    static const struct money_sum SUMS[] = {
        {0, "", 2024, MEASURE_BUDGET, 1001},  {0, "south", 2025, MEASURE_BUDGET, 400},
        {0, "", 2024, MEASURE_COMMITTED, 11}, {1, "", 2025, MEASURE_BUDGET, 70},
        {1, "", 2025, MEASURE_DISBURSED, 7},  {2, "", 2023, MEASURE_BUDGET, 5},
        {2, "", 2023, MEASURE_BUDGET, -2},
    };
    struct funded projects[] = {FUNDED(ROAD, "p/2", "bank"), FUNDED(SCHOOL, "p/1", "bank"),
                                FUNDED(SURVEY, "p/3", "")};
    struct breakdown made;

    (void)state;
    assert_true(breakdown_make(&made, &arena, projects, 3, SUMS, COUNT(SUMS)));
    assert_int_equal(made.total.minor[MEASURE_BUDGET], 1474);
    assert_int_equal(made.total.minor[MEASURE_COMMITTED], 11);
    assert_int_equal(made.total.minor[MEASURE_DISBURSED], 7);
    assert_int_equal(made.by_project.count, 3);
    check(&made.by_project.rows[0], "p/1", "School", 70, 0, 7);
    check(&made.by_project.rows[1], "p/2", "Road", 1401, 11, 0);
    check(&made.by_project.rows[2], "p/3", "Survey", 3, 0, 0);
    assert_int_equal(made.by_sector.count, 2);
    check(&made.by_sector.rows[0], "roads", "", 934 + 3, 7, 0); /* 934.05, 7.33 */
    check(&made.by_sector.rows[1], "schools", "", 467 + 70, 4, 7);
    assert_int_equal(made.by_site.count, 4);
    check(&made.by_site.rows[0], "", "", 3, 0, 0);
    check(&made.by_site.rows[1], "east", "East", 0, 0, 0);
    check(&made.by_site.rows[2], "north", "North", 500 + 70, 5, 7);
    assert_string_equal(made.by_site.rows[2].title_zh, "北");
    check(&made.by_site.rows[3], "south", "South", 501 + 400, 6, 0);
    assert_int_equal(made.by_partner.count, 2);
    check(&made.by_partner.rows[0], "", "", 3, 0, 0);
    check(&made.by_partner.rows[1], "bank", "bank", 1471, 11, 7);
    assert_int_equal(made.by_year.count, 3);
    check(&made.by_year.rows[0], "2023", "", 3, 0, 0);
    check(&made.by_year.rows[1], "2024", "", 1001, 11, 0);
    check(&made.by_year.rows[2], "2025", "", 470, 0, 7);
}

static void projects_without_money_are_there_but_no_empty_key(void **state)
{
    static const struct money_sum SUMS[] = {
        {1, "", 2024, MEASURE_BUDGET, 5},
        {1, "", 2025, MEASURE_BUDGET, -5},
    };
    struct funded projects[] = {FUNDED(ROAD, "p/2", "bank"), FUNDED(SURVEY, "p/3", "")};
    struct breakdown made;

    (void)state;
    assert_true(breakdown_make(&made, &arena, projects, 2, SUMS, COUNT(SUMS)));
    assert_int_equal(made.by_project.count, 2);
    assert_int_equal(made.by_sector.count, 2);
    assert_int_equal(made.by_site.count, 2);
    check(&made.by_site.rows[0], "north", "", 0, 0, 0);
    assert_int_equal(made.by_partner.count, 1);
    check(&made.by_partner.rows[0], "bank", "bank", 0, 0, 0);
    assert_int_equal(made.by_year.count, 2);
    check(&made.by_year.rows[1], "2025", "", -5, 0, 0);
}

static void a_programme_without_projects_has_no_rows(void **state)
{
    struct breakdown made;

    (void)state;
    assert_true(breakdown_make(&made, &arena, NULL, 0, NULL, 0));
    assert_int_equal(made.total.minor[MEASURE_BUDGET], 0);
    assert_int_equal(made.by_project.count + made.by_sector.count + made.by_site.count +
                         made.by_partner.count + made.by_year.count,
                     0);
}

/* ---- what does not fit ---- */

static bool fits(const struct money_sum *sums, size_t count)
{
    struct funded projects[] = {FUNDED(ROAD, "p/1", "bank"), FUNDED(SCHOOL, "p/2", "farm")};
    struct breakdown made;

    return breakdown_make(&made, &arena, projects, 2, sums, count);
}

static void a_sum_of_more_than_64_bits_is_refused(void **state)
{
    const struct money_sum most = {0, "", 2024, MEASURE_BUDGET, INT64_MAX};
    const struct money_sum total[] = {most, {1, "", 2025, MEASURE_BUDGET, 1}};
    const struct money_sum total_fits[] = {most, {1, "", 2025, MEASURE_COMMITTED, 1}};
    const struct money_sum project[] = {
        most, {0, "", 2025, MEASURE_BUDGET, 1}, {1, "", 2025, MEASURE_BUDGET, -1}};
    const struct money_sum unsited[] = {
        most, {0, "", 2025, MEASURE_BUDGET, 1}, {0, "south", 2025, MEASURE_BUDGET, -1}};
    const struct money_sum site[] = {{0, "south", 2024, MEASURE_BUDGET, INT64_MAX},
                                     {0, "south", 2025, MEASURE_BUDGET, 10},
                                     {0, "", 2025, MEASURE_BUDGET, -11}};
    const struct money_sum year[] = {
        most, {0, "", 2024, MEASURE_BUDGET, 1}, {0, "", 2025, MEASURE_BUDGET, -1}};

    (void)state;
    assert_true(fits(&most, 1));
    assert_true(fits(total_fits, COUNT(total_fits)));
    assert_false(fits(total, COUNT(total)));
    assert_false(fits(project, COUNT(project)));
    assert_false(fits(unsited, COUNT(unsited)));
    assert_false(fits(site, COUNT(site)));
    assert_false(fits(year, COUNT(year)));
}

/* ---- any shares, any sums ---- */

#define PROJECTS 6
#define SHARES   7
#define SUMS_MAX 60

static const char *const IDS[] = {"a", "b", "c", "d", "e", "f", "g", "h"};

/* Adding up to 10000. */
static void some_shares(int32_t *shares, size_t count)
{
    int32_t left = 10000;

    for (size_t i = 0; i + 1 < count; i++) {
        shares[i] = (int32_t)(random() % (left - (int32_t)(count - i) + 1)) + 1;
        left -= shares[i];
    }
    shares[count - 1] = left;
}

static void some_project(struct project *project)
{
    int32_t shares[SHARES];

    *project = (struct project){
        .title = "",
        .title_zh = "",
        .sector_count = (size_t)(random() % SHARES) + 1,
        .site_count = (size_t)(random() % (SHARES + 1)),
    };
    project->sectors = cv_arena_array(&arena, SHARES, sizeof(*project->sectors));
    project->sites = cv_arena_array(&arena, SHARES, sizeof(*project->sites));
    some_shares(shares, project->sector_count);
    for (size_t i = 0; i < project->sector_count; i++)
        project->sectors[i] = (struct sector_share){IDS[(i * 3) % 8], shares[i]};
    if (project->site_count > 0)
        some_shares(shares, project->site_count);
    for (size_t i = 0; i < project->site_count; i++)
        project->sites[i] = (struct site){IDS[(i * 5) % 8], "t", "", shares[i]};
}

static struct money_sum some_sum(const struct project *projects)
{
    size_t of = (size_t)random() % PROJECTS;
    size_t sites = projects[of].site_count;
    size_t site = (size_t)random() % (sites + 1);

    return (struct money_sum){
        .project = of,
        .site = site == sites ? "" : projects[of].sites[site].id,
        .year = 2023 + (int32_t)(random() % 3),
        .measure = (enum measure)(random() % MEASURES),
        .minor = (random() % 4 == 0 ? -1 : 1) * (random() % (random() % 2 == 0 ? 20 : 1000000)),
    };
}

static void adds_up(const struct money_table *table, const struct amounts *total)
{
    for (int m = 0; m < MEASURES; m++) {
        __int128 sum = 0;

        for (size_t i = 0; i < table->count; i++)
            sum += table->rows[i].amounts.minor[m];
        assert_true(sum == total->minor[m]);
    }
    for (size_t i = 1; i < table->count; i++)
        assert_true(strcmp(table->rows[i - 1].key, table->rows[i].key) < 0);
}

/* The exact share times 10000; a project's part is less than one away, those of several add up. */
static void is_near(const struct money_row *row, const __int128 exact[MEASURES])
{
    for (int m = 0; m < MEASURES; m++) {
        __int128 away = row->amounts.minor[m] * 10000 - exact[m];

        assert_true(away > -10000 * PROJECTS && away < 10000 * PROJECTS);
    }
}

static void sectors_are_near_their_shares(const struct breakdown *made,
                                          const struct project *projects,
                                          const struct money_sum *sums, size_t count)
{
    for (size_t r = 0; r < made->by_sector.count; r++) {
        __int128 exact[MEASURES] = {0};

        for (size_t i = 0; i < count; i++) {
            const struct project *project = &projects[sums[i].project];

            for (size_t s = 0; s < project->sector_count; s++) {
                if (strcmp(project->sectors[s].code, made->by_sector.rows[r].key) == 0)
                    exact[sums[i].measure] += sums[i].minor * project->sectors[s].share_bp;
            }
        }
        is_near(&made->by_sector.rows[r], exact);
    }
}

static void sites_are_near_their_shares(const struct breakdown *made,
                                        const struct project *projects,
                                        const struct money_sum *sums, size_t count)
{
    for (size_t r = 0; r < made->by_site.count; r++) {
        const char *key = made->by_site.rows[r].key;
        __int128 exact[MEASURES] = {0};

        for (size_t i = 0; i < count; i++) {
            const struct project *project = &projects[sums[i].project];

            if (strcmp(sums[i].site, key) == 0 && (key[0] != '\0' || project->site_count == 0))
                exact[sums[i].measure] += sums[i].minor * 10000;
            for (size_t s = 0; sums[i].site[0] == '\0' && s < project->site_count; s++) {
                if (strcmp(project->sites[s].id, key) == 0)
                    exact[sums[i].measure] += sums[i].minor * project->sites[s].share_bp;
            }
        }
        is_near(&made->by_site.rows[r], exact);
    }
}

static void every_breakdown_adds_up_to_the_total(void **state)
{
    (void)state;
    srandom(1);
    for (int round = 0; round < 1000; round++) {
        struct project projects[PROJECTS];
        struct funded funded[PROJECTS];
        struct money_sum sums[SUMS_MAX];
        size_t count = (size_t)random() % SUMS_MAX;
        struct breakdown made;

        for (size_t i = 0; i < PROJECTS; i++) {
            some_project(&projects[i]);
            funded[i] = (struct funded)FUNDED(projects[i], IDS[i], i % 3 == 0 ? "" : IDS[i % 3]);
        }
        for (size_t i = 0; i < count; i++)
            sums[i] = some_sum(projects);
        assert_true(breakdown_make(&made, &arena, funded, PROJECTS, sums, count));
        adds_up(&made.by_project, &made.total);
        adds_up(&made.by_sector, &made.total);
        adds_up(&made.by_site, &made.total);
        adds_up(&made.by_partner, &made.total);
        adds_up(&made.by_year, &made.total);
        sectors_are_near_their_shares(&made, projects, sums, count);
        sites_are_near_their_shares(&made, projects, sums, count);
        cv_arena_release(&arena);
    }
}

/* Records and their reversals, in any number, leave the same as if neither had been. */
static void what_was_reversed_leaves_no_trace(void **state)
{
    struct money_sum sums[2 * SUMS_MAX + 1] = {{0, "", 2024, MEASURE_BUDGET, 1000000007}};
    struct funded plain[] = {FUNDED(ROAD, "p/1", "bank")};
    struct funded reversed[] = {FUNDED(ROAD, "p/1", "bank")};
    struct breakdown before;
    struct breakdown after;

    (void)state;
    for (size_t i = 0; i < SUMS_MAX; i++) {
        sums[2 * i + 1] = (struct money_sum){0, "", 2024, MEASURE_BUDGET, (__int128)i * 7 + 1};
        sums[2 * i + 2] = (struct money_sum){0, "", 2024, MEASURE_BUDGET, -((__int128)i * 7 + 1)};
    }
    assert_true(breakdown_make(&before, &arena, plain, 1, sums, 1));
    assert_true(breakdown_make(&after, &arena, reversed, 1, sums, COUNT(sums)));
    for (size_t i = 0; i < 2; i++) {
        assert_true(before.by_sector.rows[i].amounts.minor[MEASURE_BUDGET] ==
                    after.by_sector.rows[i].amounts.minor[MEASURE_BUDGET]);
        assert_true(before.by_site.rows[i].amounts.minor[MEASURE_BUDGET] ==
                    after.by_site.rows[i].amounts.minor[MEASURE_BUDGET]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_breakdown_has_its_rows),
        cmocka_unit_test(projects_without_money_are_there_but_no_empty_key),
        cmocka_unit_test(a_programme_without_projects_has_no_rows),
        cmocka_unit_test(a_sum_of_more_than_64_bits_is_refused),
        cmocka_unit_test(every_breakdown_adds_up_to_the_total),
        cmocka_unit_test(what_was_reversed_leaves_no_trace),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
