/* caravan check-figures: does the report of the demonstration programme say what was published of
 * the one it is modelled on? What is held against the table of figures.c comes out of the reports'
 * own sums. */
#include "caravan/logistics/v1/sales.caravan.h"
#include "caravan/projects/v1/projects.caravan.h"
#include "caravan/training/v1/exchanges.caravan.h"
#include "cell.h"
#include "client.h"
#include "commands.h"
#include "figure_ask.h"
#include "figure_check.h"
#include "figure_query.h"
#include "json_put.h"
#include "report_view.h"
#include "table.h"

#include <inttypes.h>
#include <string.h>

/* ---- telling ---- */

static const char *range(struct cv_arena *arena, const struct figure *figure)
{
    const char *text;

    if (figure->min == figure->max)
        return cell_decimal(arena, figure->min, figure->scale);
    text = cv_arena_printf(arena, T("%s to %s", "%s 至 %s"),
                           cell_decimal(arena, figure->min, figure->scale),
                           cell_decimal(arena, figure->max, figure->scale));
    return text == NULL ? "" : text;
}

static void print_people(const struct found *found, struct cv_arena *arena)
{
    struct table table;

    table_init(&table, arena,
               T("Published figures, held against the report", "已公布的数字与报告对照"));
    table_column(&table, T("Figure", "指标"), false);
    table_column(&table, T("Unit", "单位"), false);
    table_column(&table, T("Published", "公布范围"), true);
    table_column(&table, T("In the report", "报告值"), true);
    table_column(&table, T("Met", "相符"), false);
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        if (!found[i].asked)
            continue;
        table_row(&table,
                  (const char *const[]){
                      text_of(FIGURES[i].title),
                      text_of(FIGURE_UNITS[FIGURES[i].unit]),
                      range(arena, &FIGURES[i]),
                      found[i].known ? cell_decimal(arena, found[i].value, found[i].decimals)
                                     : T("not there", "没有"),
                      found[i].met ? T("yes", "是") : T("NO", "否"),
                  });
    }
    table_print(&table, stdout);
}

/* Whoever asks the same gets the same. */
static void print_queries(const struct found *found, struct cv_arena *arena)
{
    struct table table;

    table_init(&table, arena, T("What each of them was asked with", "各数字的查询"));
    table_column(&table, T("Key", "键"), false);
    table_column(&table, T("Query", "查询"), false);
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        if (found[i].asked)
            table_row(&table,
                      (const char *const[]){FIGURES[i].key, figure_query(&FIGURES[i], arena)});
    }
    table_print(&table, stdout);
}

static bool print_json(const struct found *found, size_t met, size_t count, struct cv_arena *arena)
{
    struct json_out out;

    json_out_begin(&out);
    json_put_number(&out, "met", (int64_t)met);
    json_put_number(&out, "count", (int64_t)count);
    json_put_open(&out, "figures", '[');
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        if (!found[i].asked)
            continue;
        json_put_open(&out, NULL, '{');
        json_put_text(&out, "key", FIGURES[i].key);
        json_put_text(&out, "unit", FIGURE_UNITS[FIGURES[i].unit].en);
        json_put_number(&out, "min", FIGURES[i].min);
        json_put_number(&out, "max", FIGURES[i].max);
        if (FIGURES[i].scale > 0)
            json_put_number(&out, "scale", FIGURES[i].scale);
        json_put_text(&out, "value",
                      found[i].known ? report_plain(found[i].value, found[i].decimals, arena)
                                     : NULL);
        json_put_bool(&out, "met", found[i].met);
        json_put_text(&out, "query", figure_query(&FIGURES[i], arena));
        json_put_close(&out, '}');
    }
    json_put_close(&out, ']');
    return json_out_end(&out, stdout);
}

static enum exit_code tell(const struct run *run, const struct reports *reports)
{
    struct found *found = cv_arena_array(run->arena, FIGURE_COUNT, sizeof(*found));
    size_t met = 0;
    size_t count = 0;

    if (found == NULL)
        return EXIT_FAILED;
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        found[i] = figure_check(&FIGURES[i], reports, run->arena);
        met += found[i].asked && found[i].met;
        count += found[i].asked;
    }
    if (run_option(run, "--json") == NULL) {
        print_people(found, run->arena);
        print_queries(found, run->arena);
        (void)printf(T("\n%zu of %zu published figures met\n", "\n已公布的数字：%zu / %zu 相符\n"),
                     met, count);
    } else if (!print_json(found, met, count, run->arena)) {
        return EXIT_FAILED;
    }
    return met == count ? EXIT_DONE : EXIT_REFUSED;
}

/* ---- the command ---- */

static enum exit_code ask_projects_service(struct run *run, const char *id, struct reports *reports)
{
    const char *programme = cv_arena_printf(run->arena, "programmes/%s", id);
    struct client client;
    enum exit_code code = programme == NULL ? EXIT_FAILED : client_open(&client, run);

    if (programme == NULL)
        return code;
    if (code == EXIT_DONE)
        code = figure_ask(&client, &caravan_projects_v1_projects_type, programme, reports);
    client_close(&client);
    return code;
}

static enum exit_code ask_training_service(struct run *run, struct reports *reports)
{
    struct client client;
    enum exit_code code;

    if (run_option(run, "--training") == NULL)
        return EXIT_DONE;
    code = client_open_service(&client, run, &caravan_training_v1_exchanges_type);
    if (code == EXIT_DONE)
        code = figure_ask(&client, &caravan_training_v1_exchanges_type, "", reports);
    client_close(&client);
    return code;
}

static enum exit_code ask_logistics_service(struct run *run, struct reports *reports)
{
    struct client client;
    enum exit_code code;

    if (run_option(run, "--logistics") == NULL)
        return EXIT_DONE;
    code = client_open_logistics(&client, run);
    if (code == EXIT_DONE)
        code = figure_ask(&client, &caravan_logistics_v1_sales_type, "", reports);
    client_close(&client);
    return code;
}

static enum exit_code run_check_figures(struct run *run)
{
    struct reports reports = {0};
    const char *wrong;
    const char *id;
    enum exit_code code;

    wrong = cell_id(run_option(run, "--programme"), run->arena, &id);
    if (wrong != NULL)
        return run_refuse_option(run, "--programme", "%s", wrong);
    code = ask_projects_service(run, id, &reports);
    if (code == EXIT_DONE)
        code = ask_logistics_service(run, &reports);
    if (code == EXIT_DONE)
        code = ask_training_service(run, &reports);
    return code == EXIT_DONE ? tell(run, &reports) : code;
}

static const struct option OPTIONS[] = {
    {.name = "--programme",
     .value = "ID",
     .variable = "CARAVAN_PROGRAMME",
     .fallback = "jw",
     .help = {"which programme", "哪个计划"}},
    {.name = "--logistics",
     .value = "ADDRESS",
     .variable = "CARAVAN_LOGISTICS_SERVER",
     .help = {"where the logistics service is; without it its figures\nare left out",
              "物流服务的地址；不给出时不对照其数字"}},
    {.name = "--training",
     .value = "ADDRESS",
     .variable = "CARAVAN_TRAINING_SERVER",
     .help = {"where the training service is; without it its figures\nare left out",
              "培训服务的地址；不给出时不对照其数字"}},
    {.name = "--json", .help = {"for programs; keys below", "供程序使用；键见下"}},
    {.name = NULL},
};

const struct command command_check_figures = {
    .name = "check-figures",
    .operands = "",
    .calls = true,
    .options = OPTIONS,
    .summary = {"hold published figures against the reports of the demonstration",
                "将已公布的数字与演示数据的报告对照"},
    .help = {"It ends with 0 if all of them are met, with 1 if not. A query is the method that was "
             "called, what it\nwas asked for, and what was taken of the answer: which rows, and of "
             "those the sum of which field.\n\n"
             "--json: met, count, figures, each with key, unit, min, max, value, met, query; "
             "scale, where\nmin and max are in 10^-scale.\n",
             "全部相符时退出码为 0，否则为 1。\n\n"
             "--json 的键：met、count、figures（key、unit、min、max、value、met、query；"
             "scale：min 和 max 的小数位）。\n"},
    .run = run_check_figures,
};
