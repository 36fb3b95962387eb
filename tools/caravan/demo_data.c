#include "demo.h"

#include "base/arena.h"
#include "base/buf.h"
#include "cell.h"
#include "demo_kit.h"

#include <stdio.h>
#include <string.h>

#define MONTHS       36 /* April 2023 to March 2026 */
#define PROJECTS_MAX 160
#define SITES_MAX    3

/* ---- files ---- */

enum file {
    PROGRAMME,
    PARTNERS,
    PROJECTS,
    SITES,
    BUDGET,
    COMMITMENTS,
    DISBURSEMENTS,
    INDICATORS,
    OBSERVATIONS,
    TARGETS,
    FILES
};

static const struct {
    const char *name;
    const char *head;
} HEADS[FILES] = {
    [PROGRAMME] = {"programme.csv", "id,title,title_zh,start,end,currency"},
    [PARTNERS] = {"partners.csv", "id,title,title_zh,kind,users"},
    [PROJECTS] = {"projects.csv",
                  "id,title,title_zh,partner,sectors,state,planned_start,planned_end,actual_start"},
    [SITES] = {"sites.csv", "project,id,title,title_zh,share"},
    [BUDGET] = {"budget.csv", "project,id,title,title_zh,category,fiscal_year,amount（万元）,date,"
                              "reference"},
    [COMMITMENTS] = {"commitments.csv", "project,id,budget_line,amount（元）,date,reference"},
    [DISBURSEMENTS] = {"disbursements.csv", "project,id,commitment,amount（元）,date,reference"},
    [INDICATORS] = {"indicators.csv",
                    "id,title,title_zh,kind,unit,unit_zh,decimals,grain,counts_people,feed,"
                    "feed_project"},
    [OBSERVATIONS] = {"observations.csv", "indicator,id,project,site,date,value"},
    [TARGETS] = {"targets.csv", "indicator,id,value"},
};

struct demo {
    struct dice dice;
    struct cv_buf files[FILES];
    struct project {
        char id[8];
        const struct demo_line *line;
        size_t sites[SITES_MAX]; /* in DEMO_PLACES */
        size_t site_count;
        int first_month;
        int last_month;
    } projects[PROJECTS_MAX];
    size_t project_count;
    unsigned long observation;
};

#define ROW(demo, file, ...) DEMO_ROW(&(demo)->files[file], __VA_ARGS__)

static int year_of(int month)
{
    return 2023 + (month + 3) / 12;
}

static int month_of(int month)
{
    return (month + 3) % 12 + 1;
}

static void print_date(char out[16], int month, int day)
{
    (void)snprintf(out, 16, "%04d-%02d-%02d", year_of(month), month_of(month), day);
}

/* ---- money ---- */

struct spending {
    struct demo *demo;
    struct project *project;
    int month; /* of the budget line */
    int line;
    int commitment;
    int payment;
};

static void pay(struct spending *at, const char *commitment, int64_t yuan_cents, int first,
                int last)
{
    int64_t parts[4];
    size_t count = (size_t)dice_between(&at->demo->dice, 1, 4);

    dice_divide(&at->demo->dice, yuan_cents, 1, count, parts);
    for (size_t i = 0; i < count; i++) {
        int month = first + (int)((size_t)(last - first) * (i + 1) / (count + 1));
        char id[16];
        char amount[40];
        char date[16];
        char reference[32];

        (void)snprintf(id, sizeof(id), "d%d", ++at->payment);
        cell_print_decimal(parts[i], 2, amount);
        print_date(date, month, (int)dice_between(&at->demo->dice, 20, 28));
        (void)snprintf(reference, sizeof(reference), "V-%s-%03d", at->project->id, at->payment);
        ROW(at->demo, DISBURSEMENTS, at->project->id, id, commitment, amount, date, reference);
    }
}

/* Commitments of one line; returns what they add up to, in cents. */
static int64_t commit(struct spending *at, const char *line, int64_t cents, int first, int last)
{
    int64_t parts[2];
    size_t count = (size_t)dice_between(&at->demo->dice, 1, 2);
    int64_t sum = 0;

    dice_divide(&at->demo->dice, cents, 1, count, parts);
    for (size_t i = 0; i < count; i++) {
        int64_t more = parts[i] / 100 * (100 + dice_between(&at->demo->dice, 0, 12));
        int64_t promised = (more + 199999) / 100000 * 100000; /* whole thousands of yuan */
        char id[16];
        char amount[40];
        char date[16];
        char reference[32];

        (void)snprintf(id, sizeof(id), "c%d", ++at->commitment);
        cell_print_decimal(promised, 2, amount);
        print_date(date, first, (int)dice_between(&at->demo->dice, 10, 19));
        (void)snprintf(reference, sizeof(reference), "C-%s-%02d", at->project->id, at->commitment);
        ROW(at->demo, COMMITMENTS, at->project->id, id, line, amount, date, reference);
        pay(at, id, parts[i], first, last);
        sum += promised;
    }
    return sum;
}

/* One budget line for each calendar year the project runs in. */
static void spend(struct demo *demo, struct project *project, int64_t yuan)
{
    static const char *const CATEGORIES[] = {"works", "equipment", "services", "training"};
    struct spending at = {.demo = demo, .project = project};
    int first_year = year_of(project->first_month);
    int years = year_of(project->last_month) - first_year + 1;
    int64_t parts[4];

    dice_divide(&demo->dice, yuan * 100, 1, (size_t)years, parts);
    for (int i = 0; i < years; i++) {
        int first = i == 0 ? project->first_month : (i + first_year - 2023) * 12 - 3;
        int last = (i + first_year - 2022) * 12 - 4;
        const char *category = CATEGORIES[dice_roll(&demo->dice) % 4];
        char id[16];
        char year[8];
        char title_zh[32];
        char title[32];
        char amount[40];
        char date[16];
        char reference[32];
        int64_t committed;

        last = last > project->last_month ? project->last_month : last;
        (void)snprintf(id, sizeof(id), "b%d", ++at.line);
        (void)snprintf(year, sizeof(year), "%d", first_year + i);
        (void)snprintf(title, sizeof(title), "Budget %s", year);
        (void)snprintf(title_zh, sizeof(title_zh), "%s年预算", year);
        committed = commit(&at, id, parts[i], first, last);
        /* In 万元 with two decimals: steps of a hundred yuan. */
        committed = committed / 100 * dice_between(&demo->dice, 100, 115) / 100;
        cell_print_decimal((committed + 99) / 100, 2, amount);
        print_date(date, first, 1);
        (void)snprintf(reference, sizeof(reference), "B-%s-%s", project->id, year);
        ROW(demo, BUDGET, project->id, id, title, title_zh, category, year, amount, date,
            reference);
    }
}

/* ---- projects ---- */

static void put_sites(struct demo *demo, struct project *project)
{
    static const size_t HOW_MANY[] = {1, 1, 1, 1, 1, 2, 2, SITES_MAX};
    int64_t shares[SITES_MAX] = {0};

    project->site_count =
        HOW_MANY[dice_roll(&demo->dice) % (sizeof(HOW_MANY) / sizeof(HOW_MANY[0]))];
    dice_divide(&demo->dice, 100, 1, project->site_count, shares);
    for (size_t i = 0; i < project->site_count; i++) {
        const struct demo_place *place;
        char share[24];

        project->sites[i] = (demo->project_count * 5 + i * 3) % DEMO_PLACE_COUNT;
        place = &DEMO_PLACES[project->sites[i]];
        (void)snprintf(share, sizeof(share), "%d%%", (int)shares[i]);
        ROW(demo, SITES, project->id, place->id, place->title, place->title_zh, share);
    }
}

static void put_project(struct demo *demo, const struct demo_line *line, int number, int64_t yuan)
{
    struct project *project = &demo->projects[demo->project_count++];
    bool whole = number <= 5; /* the first ones run all the time: they observe what is counted */
    char title[96];
    char title_zh[96];
    char start[16];
    char end[16];

    project->line = line;
    (void)snprintf(project->id, sizeof(project->id), "%04d", (int)demo->project_count);
    project->first_month = whole ? 0 : (int)dice_between(&demo->dice, 0, 14);
    project->last_month = whole ? MONTHS - 1 : (int)dice_between(&demo->dice, 20, MONTHS - 1);
    (void)snprintf(title, sizeof(title), "%s no. %d", line->subject, number);
    (void)snprintf(title_zh, sizeof(title_zh), "%s（%d期）", line->subject_zh, number);
    print_date(start, project->first_month, 1);
    print_date(end, project->last_month, 28);
    ROW(demo, PROJECTS, project->id, title, title_zh, line->partner, line->sector, "implementing",
        start, end, start);
    put_sites(demo, project);
    spend(demo, project, yuan);
    if (number == 1 && strcmp(line->sector, "science") == 0)
        ROW(demo, BUDGET, project->id, DEMO_PRIZES, "Prizes of open challenges", "揭榜挂帅奖金",
            "services", "2024", "100", "2024-01-05", "B-prizes-2024");
}

static void put_line(struct demo *demo, const struct demo_line *line)
{
    int64_t parts[PROJECTS_MAX] = {0};

    dice_divide(&demo->dice, line->yuan, 100, (size_t)line->projects, parts);
    for (int i = 0; i < line->projects; i++)
        put_project(demo, line, i + 1, parts[i]);
}

/* ---- what is counted ---- */

static void put_observation(struct demo *demo, const struct demo_indicator *indicator,
                            const struct project *project, size_t site, int month, int64_t value)
{
    char id[24];
    char date[16];
    char text[40];

    (void)snprintf(id, sizeof(id), "o%lu", ++demo->observation);
    print_date(date, month, 28);
    cell_print_decimal(value, indicator->decimals, text);
    ROW(demo, OBSERVATIONS, indicator->id, id, project->id, DEMO_PLACES[project->sites[site]].id,
        date, text);
}

static void spread(struct demo *demo, const struct demo_indicator *indicator,
                   const struct project *const *projects, size_t count, int64_t total, int first,
                   int last)
{
    int64_t parts[8 * SITES_MAX * MONTHS];
    size_t cells = 0;
    size_t at = 0;

    for (size_t p = 0; p < count; p++)
        cells += projects[p]->site_count * (size_t)(last - first + 1);
    dice_divide(&demo->dice, total, 1, cells, parts);
    for (size_t p = 0; p < count; p++) {
        for (size_t site = 0; site < projects[p]->site_count; site++) {
            for (int month = first; month <= last; month++, at++) {
                if (parts[at] > 0)
                    put_observation(demo, indicator, projects[p], site, month, parts[at]);
            }
        }
    }
}

static void put_indicator_row(struct demo *demo, const struct demo_indicator *indicator)
{
    char decimals[8];

    (void)snprintf(decimals, sizeof(decimals), "%d", indicator->decimals);
    ROW(demo, INDICATORS, indicator->id, indicator->title, indicator->title_zh, "flow",
        indicator->unit, indicator->unit_zh, decimals, "month",
        indicator->counts_people ? "yes" : "no", "", "");
}

static void put_fed(struct demo *demo, const struct demo_fed *fed)
{
    char project[DEMO_ID];

    ROW(demo, INDICATORS, fed->id, fed->title, fed->title_zh, fed->kind, fed->unit, fed->unit_zh,
        fed->decimals, "month", fed->counts_people, fed->feed,
        demo_project_of(fed->sector, 1, project));
}

/* What was aimed at: about as much as was reached, in a round number. */
static void put_target(struct demo *demo, const struct demo_indicator *indicator)
{
    int64_t total = indicator->total + (indicator->first_month > 0 ? indicator->total / 2 : 0);
    int64_t one = 1;
    char text[40];

    while (total / one >= 100)
        one *= 10;
    cell_print_decimal((total + one - 1) / one * one, indicator->decimals, text);
    ROW(demo, TARGETS, indicator->id, "whole", text);
}

static void put_indicator(struct demo *demo, const struct demo_indicator *indicator)
{
    const struct project *projects[8];
    size_t count = 0;

    for (size_t i = 0; i < demo->project_count && count < (size_t)indicator->projects; i++) {
        if (strcmp(demo->projects[i].line->sector, indicator->sector) == 0)
            projects[count++] = &demo->projects[i];
    }
    put_indicator_row(demo, indicator);
    put_target(demo, indicator);
    spread(demo, indicator, projects, count, indicator->total, indicator->first_month,
           indicator->last_month);
    if (indicator->first_month > 0) /* the years around the one that was published */
        spread(demo, indicator, projects, count, indicator->total / 2, 9,
               indicator->first_month - 1);
}

/* Somebody looks at every site of every project each month. */
static void put_inspections(struct demo *demo)
{
    static const struct demo_indicator INSPECTIONS = {
        "site.inspections", "Site inspections", "现场检查", "visits", "次", "", 0, 0, 0, 0, 0, 0};

    put_indicator_row(demo, &INSPECTIONS);
    for (size_t p = 0; p < demo->project_count; p++) {
        const struct project *project = &demo->projects[p];

        for (size_t site = 0; site < project->site_count; site++) {
            for (int month = project->first_month; month <= project->last_month; month++)
                put_observation(demo, &INSPECTIONS, project, site, month,
                                dice_between(&demo->dice, 1, 6));
        }
    }
}

/* ---- writing ---- */

static void fill(struct demo *demo)
{
    ROW(demo, PROGRAMME, "jw", "Paired support programme", "对口支援项目", "2023-04-01",
        "2026-03-31", "CNY");
    for (size_t i = 0; i < DEMO_PARTNER_COUNT; i++)
        ROW(demo, PARTNERS, DEMO_PARTNERS[i].id, DEMO_PARTNERS[i].title, DEMO_PARTNERS[i].title_zh,
            DEMO_PARTNERS[i].kind, DEMO_PARTNERS[i].users);
    for (size_t i = 0; i < DEMO_LINE_COUNT; i++)
        put_line(demo, &DEMO_LINES[i]);
    for (size_t i = 0; i < DEMO_INDICATOR_COUNT; i++)
        put_indicator(demo, &DEMO_INDICATORS[i]);
    for (size_t i = 0; i < DEMO_FED_COUNT; i++)
        put_fed(demo, &DEMO_FED[i]);
    put_inspections(demo);
}

struct cv_status demo_write(const char *folder, uint64_t seed, struct cv_arena *arena)
{
    struct demo *demo = cv_arena_zalloc(arena, sizeof(*demo));
    struct cv_status status;

    if (demo == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    status = demo_folder(folder, arena);
    if (!cv_ok(status))
        return status;
    demo->dice.state = seed;
    for (size_t i = 0; i < FILES; i++) {
        demo_file_begin(&demo->files[i], HEADS[i].head);
    }
    fill(demo);
    for (size_t i = 0; cv_ok(status) && i < FILES; i++)
        status = demo_file_write(folder, HEADS[i].name, &demo->files[i], arena);
    for (size_t i = 0; i < FILES; i++)
        cv_buf_free(&demo->files[i]);
    return status;
}
