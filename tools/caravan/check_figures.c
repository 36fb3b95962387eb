/* caravan check-figures: does the report of the demonstration programme say what was published of
 * the one it is modelled on? The table below is read here and nowhere else; what is held against it
 * comes out of the report's own sums. */
#include "caravan/projects/v1/projects.caravan.h"
#include "cell.h"
#include "client.h"
#include "commands.h"
#include "json_put.h"
#include "report_view.h"
#include "table.h"

#include <inttypes.h>
#include <string.h>

#define END_YEAR  2026 /* the programme's last day */
#define END_MONTH 3
#define END_DAY   31

enum source {
    ALL_DISBURSED,
    PROJECTS_STARTED,
    SECTOR_DISBURSED,
    INDICATOR_TOTAL,
    INDICATOR_YEAR,
};

enum unit {
    IN_MONEY,
    IN_PROJECTS,
    IN_PERSON_TIMES,
    IN_OPERATIONS,
    IN_EVENTS,
    IN_PERSONS,
};

static const struct text UNITS[] = {
    [IN_MONEY] = {"CNY", "元"},
    [IN_PROJECTS] = {"projects", "个"},
    [IN_PERSON_TIMES] = {"person-times", "人次"},
    [IN_OPERATIONS] = {"operations", "例"},
    [IN_EVENTS] = {"events", "场次"},
    [IN_PERSONS] = {"persons", "人"},
};

struct figure {
    const char *key;
    struct text title;
    enum unit unit;
    int64_t min; /* in whole units, as published: "nearly", "more than" */
    int64_t max;
    enum source source;
    const char *of; /* sector or indicator */
    const char *year;
};

static const struct figure FIGURES[] = {
    {"programme.funds_invested",
     {"funds disbursed over all projects", "全部项目支付资金"},
     IN_MONEY,
     440000000,
     450000000,
     ALL_DISBURSED},
    {"programme.projects",
     {"projects started", "已启动项目"},
     IN_PROJECTS,
     101,
     130,
     PROJECTS_STARTED},
    {"programme.westbound_sales",
     {"westbound goods sold", "西行商品销售额"},
     IN_MONEY,
     1150000000,
     1200000000,
     INDICATOR_TOTAL,
     "programme.westbound_sales"},
    {"industry.hardware_city_sales",
     {"hardware city sales in 2025", "五金城2025年销售额"},
     IN_MONEY,
     100000001,
     120000000,
     INDICATOR_YEAR,
     "industry.hardware_city_sales",
     "2025"},
    {"villages.funds",
     {"funds disbursed to model villages", "示范村支付资金"},
     IN_MONEY,
     50000001,
     55000000,
     SECTOR_DISBURSED,
     "villages"},
    {"science.manufacturer_sales",
     {"sales of a recruited manufacturer in 2025", "引进制造企业2025年销售额"},
     IN_MONEY,
     45000001,
     50000000,
     INDICATOR_YEAR,
     "science.manufacturer_sales",
     "2025"},
    {"health.facility_funds",
     {"funds disbursed to clinics and hospitals", "医疗机构支付资金"},
     IN_MONEY,
     38000000,
     40000000,
     SECTOR_DISBURSED,
     "health-facilities"},
    {"health.down_screenings",
     {"Down syndrome screenings", "唐氏筛查"},
     IN_PERSON_TIMES,
     4530,
     4530,
     INDICATOR_TOTAL,
     "health.down_screenings"},
    {"health.heart_screenings",
     {"congenital heart disease screenings", "先天性心脏病筛查"},
     IN_PERSON_TIMES,
     5210,
     5210,
     INDICATOR_TOTAL,
     "health.heart_screenings"},
    {"health.eye_screenings",
     {"eye screenings", "眼病筛查"},
     IN_PERSON_TIMES,
     160001,
     170000,
     INDICATOR_TOTAL,
     "health.eye_screenings"},
    {"health.cataract_operations",
     {"cataract operations", "白内障手术"},
     IN_OPERATIONS,
     950,
     1000,
     INDICATOR_TOTAL,
     "health.cataract_operations"},
    {"health.free_clinics",
     {"free clinics held", "义诊场次"},
     IN_EVENTS,
     38,
     38,
     INDICATOR_TOTAL,
     "health.free_clinics"},
    {"health.people_served",
     {"people served by free clinics", "义诊服务人次"},
     IN_PERSON_TIMES,
     6001,
     6900,
     INDICATOR_TOTAL,
     "health.people_served"},
    {"health.medicine_value",
     {"medicine given away", "赠送药品价值"},
     IN_MONEY,
     330001,
     340000,
     INDICATOR_TOTAL,
     "health.medicine_value"},
    {"exchange.youth_per_year",
     {"young people on exchange visits in 2025", "2025年青少年交流人数"},
     IN_PERSONS,
     280,
     300,
     INDICATOR_YEAR,
     "exchange.youth_per_year",
     "2025"},
    {"corps.nursery_funds",
     {"funds disbursed to the apple nursery", "苹果苗圃支付资金"},
     IN_MONEY,
     18000001,
     19000000,
     SECTOR_DISBURSED,
     "corps-nursery"},
    {"corps.activities",
     {"on-site teaching and pairing activities", "现场教学与结对活动"},
     IN_EVENTS,
     41,
     49,
     INDICATOR_TOTAL,
     "corps.activities"},
};

#define FIGURE_COUNT (sizeof(FIGURES) / sizeof(FIGURES[0]))

/* ---- what the report says ---- */

struct found {
    bool known; /* the report has such a figure, and does not withhold it */
    bool met;
    int64_t value; /* in 10^-decimals units */
    int decimals;
};

static struct found of_sector(const Caravan__Projects__V1__ReportResponse *report,
                              const char *sector)
{
    for (size_t i = 0; i < report->n_by_sector; i++) {
        if (strcmp(report->by_sector[i]->key, sector) == 0)
            return (struct found){.known = true,
                                  .value = report->by_sector[i]->disbursed_minor,
                                  .decimals = cell_currency_decimals(report->currency)};
    }
    return (struct found){0};
}

static const Caravan__Projects__V1__Figure *
period_of(const Caravan__Projects__V1__IndicatorReport *indicator, const char *year)
{
    if (year == NULL)
        return indicator->total;
    for (size_t i = 0; i < indicator->n_by_year; i++) {
        if (strcmp(indicator->by_year[i]->period, year) == 0)
            return indicator->by_year[i];
    }
    return NULL;
}

static struct found of_indicator(const Caravan__Projects__V1__ReportResponse *report,
                                 const char *id, const char *year)
{
    for (size_t i = 0; i < report->n_indicators; i++) {
        const Caravan__Projects__V1__IndicatorReport *indicator = report->indicators[i];
        const Caravan__Projects__V1__Figure *figure;

        if (strcmp(report_last_part(indicator->indicator), id) != 0)
            continue;
        figure = period_of(indicator, year);
        if (figure != NULL && !figure->withheld)
            return (struct found){
                .known = true, .value = figure->value, .decimals = indicator->decimals};
    }
    return (struct found){0};
}

static struct found find(const struct figure *figure,
                         const Caravan__Projects__V1__ReportResponse *report)
{
    switch (figure->source) {
    case ALL_DISBURSED:
        if (report->total == NULL)
            break;
        return (struct found){.known = true,
                              .value = report->total->disbursed_minor,
                              .decimals = cell_currency_decimals(report->currency)};
    case PROJECTS_STARTED:
        return (struct found){.known = true, .value = report->project_started_count};
    case SECTOR_DISBURSED:
        return of_sector(report, figure->of);
    case INDICATOR_TOTAL:
    case INDICATOR_YEAR:
        return of_indicator(report, figure->of, figure->year);
    }
    return (struct found){0};
}

static struct found check(const struct figure *figure,
                          const Caravan__Projects__V1__ReportResponse *report)
{
    struct found found = find(figure, report);
    __int128 one = 1;

    for (int i = 0; i < found.decimals; i++)
        one *= 10;
    found.met = found.known && found.value >= figure->min * one && found.value <= figure->max * one;
    return found;
}

/* ---- telling ---- */

static const char *number(struct cv_arena *arena, int64_t value, int decimals)
{
    char text[40];
    const char *copy;

    cell_print_decimal(value, decimals, text);
    copy = cv_arena_string(arena, text);
    return copy == NULL ? "" : copy;
}

static const char *range(struct cv_arena *arena, const struct figure *figure)
{
    const char *text;

    if (figure->min == figure->max)
        return number(arena, figure->min, 0);
    text = cv_arena_printf(arena, T("%s to %s", "%s 至 %s"), number(arena, figure->min, 0),
                           number(arena, figure->max, 0));
    return text == NULL ? "" : text;
}

static void print_people(const struct found *found, size_t met, struct cv_arena *arena)
{
    struct table table;

    table_init(&table, arena,
               T("Published figures, held against the report", "已公布的数字与报告对照"));
    table_column(&table, T("Figure", "指标"), false);
    table_column(&table, T("Unit", "单位"), false);
    table_column(&table, T("Published", "公布范围"), true);
    table_column(&table, T("In the report", "报告值"), true);
    table_column(&table, T("Met", "相符"), false);
    for (size_t i = 0; i < FIGURE_COUNT; i++)
        table_row(&table, (const char *const[]){
                              text_of(FIGURES[i].title),
                              text_of(UNITS[FIGURES[i].unit]),
                              range(arena, &FIGURES[i]),
                              found[i].known ? number(arena, found[i].value, found[i].decimals)
                                             : T("not there", "没有"),
                              found[i].met ? T("yes", "是") : T("NO", "否"),
                          });
    table_print(&table, stdout);
    (void)printf(T("\n%zu of %zu published figures met\n", "\n已公布的数字：%zu / %zu 相符\n"), met,
                 FIGURE_COUNT);
}

static bool print_json(const struct found *found, size_t met, struct cv_arena *arena)
{
    struct json_out out;

    json_out_begin(&out);
    json_put_number(&out, "met", (int64_t)met);
    json_put_number(&out, "count", (int64_t)FIGURE_COUNT);
    json_put_open(&out, "figures", '[');
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        json_put_open(&out, NULL, '{');
        json_put_text(&out, "key", FIGURES[i].key);
        json_put_text(&out, "unit", UNITS[FIGURES[i].unit].en);
        json_put_number(&out, "min", FIGURES[i].min);
        json_put_number(&out, "max", FIGURES[i].max);
        json_put_text(&out, "value",
                      found[i].known ? report_plain(found[i].value, found[i].decimals, arena)
                                     : NULL);
        json_put_bool(&out, "met", found[i].met);
        json_put_close(&out, '}');
    }
    json_put_close(&out, ']');
    return json_out_end(&out, stdout);
}

static enum exit_code tell(const struct run *run,
                           const Caravan__Projects__V1__ReportResponse *report)
{
    struct found found[FIGURE_COUNT];
    size_t met = 0;

    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        found[i] = check(&FIGURES[i], report);
        met += found[i].met;
    }
    if (run_option(run, "--json") == NULL)
        print_people(found, met, run->arena);
    else if (!print_json(found, met, run->arena))
        return EXIT_FAILED;
    return met == FIGURE_COUNT ? EXIT_DONE : EXIT_REFUSED;
}

/* ---- the command ---- */

static enum exit_code ask(struct client *client, const char *programme)
{
    Caravan__Projects__V1__ReportRequest request = CARAVAN__PROJECTS__V1__REPORT_REQUEST__INIT;
    Google__Type__Date through = GOOGLE__TYPE__DATE__INIT;
    struct client_call call;
    struct cv_status status;

    through.year = END_YEAR;
    through.month = END_MONTH;
    through.day = END_DAY;
    request.effective_through = &through;
    request.programme = cv_arena_printf(client->run->arena, "programmes/%s", programme);
    if (request.programme == NULL)
        return EXIT_FAILED;
    client_prepare(client, &call);
    caravan_projects_v1_projects_report(client->channel, &call.op, &request);
    status = client_wait(client, &call);
    if (!cv_ok(status))
        return client_complain(client, status);
    return tell(client->run, caravan_projects_v1_projects_report_response(&call.op));
}

static enum exit_code run_check_figures(struct run *run)
{
    const char *wrong;
    const char *id;
    struct client client;
    enum exit_code code;

    wrong = cell_id(run_option(run, "--programme"), run->arena, &id);
    if (wrong != NULL)
        return run_refuse_option(run, "--programme", "%s", wrong);
    code = client_open(&client, run);
    if (code == EXIT_DONE)
        code = ask(&client, id);
    client_close(&client);
    return code;
}

static const struct option OPTIONS[] = {
    {.name = "--programme",
     .value = "ID",
     .variable = "CARAVAN_PROGRAMME",
     .fallback = "jw",
     .help = {"which programme", "哪个计划"}},
    {.name = "--json", .help = {"for programs; keys below", "供程序使用；键见下"}},
    {.name = NULL},
};

const struct command command_check_figures = {
    .name = "check-figures",
    .operands = "",
    .calls = true,
    .options = OPTIONS,
    .summary = {"hold published figures against the report of the demonstration programme",
                "将已公布的数字与演示项目的报告对照"},
    .help = {"It ends with 0 if all of them are met, with 1 if not.\n\n"
             "--json: met, count, figures, each with key, unit, min, max, value, met.\n",
             "全部相符时退出码为 0，否则为 1。\n\n"
             "--json 的键：met、count、figures（key、unit、min、max、value、met）。\n"},
    .run = run_check_figures,
};
