/* caravan explain: from a figure of a programme's report down to its records. First the report is
 * asked for, and then the entries as of its known_at: so they add up to it, whatever is recorded
 * meanwhile. */
#include "caravan/projects/v1/projects.caravan.h"
#include "cell.h"
#include "client.h"
#include "commands.h"
#include "explain_view.h"
#include "figure_records.h"
#include "message_view.h"
#include "report_options.h"
#include "report_view.h"

#include <stdlib.h>
#include <string.h>

#define REPORT        Caravan__Projects__V1__ReportResponse
#define MONEY(column) CARAVAN__PROJECTS__V1__MONEY_MEASURE__MONEY_MEASURE_##column
#define BY(row)       CARAVAN__PROJECTS__V1__MONEY_BREAKDOWN__MONEY_BREAKDOWN_##row

/* ---- what is asked for ---- */

struct asked {
    Caravan__Projects__V1__ReportRequest request;
    Google__Type__Date through;
    Google__Protobuf__Timestamp known_at;
    const char *programme; /* id */
    const char *key;
    Caravan__Projects__V1__MoneyFigure money;
    Caravan__Projects__V1__IndicatorFigure indicator;
    bool of_indicator;
    const struct figure *published; /* of the rows of a report, or of another service */
};

static const struct {
    const char *name;
    Caravan__Projects__V1__MoneyMeasure measure;
} MEASURES[] = {
    {"budget", MONEY(BUDGET)},
    {"committed", MONEY(COMMITTED)},
    {"disbursed", MONEY(DISBURSED)},
    {"pending-budget", MONEY(PENDING_BUDGET)},
    {"pending-committed", MONEY(PENDING_COMMITTED)},
    {"pending-disbursed", MONEY(PENDING_DISBURSED)},
    {"original-budget", MONEY(ORIGINAL_BUDGET)},
};

/* In the order of enum report_section. */
static const Caravan__Projects__V1__MoneyBreakdown BREAKDOWNS[] = {
    [REPORT_PROJECT] = BY(PROJECT), [REPORT_SECTOR] = BY(SECTOR), [REPORT_SITE] = BY(SITE),
    [REPORT_PARTNER] = BY(PARTNER), [REPORT_YEAR] = BY(YEAR),
};

static const char *const DATES[] = {"--effective-through", "--known-at"};

static bool read_measure(const char *key, Caravan__Projects__V1__MoneyMeasure *measure)
{
    for (size_t i = 0; i < sizeof(MEASURES) / sizeof(MEASURES[0]); i++) {
        if (strcmp(MEASURES[i].name, key) == 0)
            *measure = MEASURES[i].measure;
    }
    return *measure != 0;
}

/* --of sector=health */
static enum exit_code read_row(const struct run *run, struct asked *asked)
{
    const char *text = run_option(run, "--of");
    const char *equals = text == NULL ? NULL : strchr(text, '=');
    size_t section = 0;

    asked->money.breakdown = BY(TOTAL);
    if (text == NULL)
        return EXIT_DONE;
    while (equals != NULL && section < REPORT_INDICATOR &&
           (strncmp(REPORT_SECTION_NAMES[section], text, (size_t)(equals - text)) != 0 ||
            strlen(REPORT_SECTION_NAMES[section]) != (size_t)(equals - text)))
        section++;
    if (asked->of_indicator || equals == NULL || section == REPORT_INDICATOR)
        return run_refuse_option(
            run, "--of", "%s",
            T("is of budget, committed and disbursed only, and one of project, sector, site, "
              "partner and year with = and a key of the report",
              "只用于 budget、committed、disbursed；写作 project、sector、site、partner 或 year "
              "加 = 和报告中的键"));
    asked->money.breakdown = BREAKDOWNS[section];
    asked->money.key = (char *)(uintptr_t)(equals + 1);
    if (section == REPORT_PROJECT || (section == REPORT_PARTNER && equals[1] != '\0'))
        asked->money.key =
            cv_arena_printf(run->arena, "programmes/%s/%ss/%s", asked->programme,
                            REPORT_SECTION_NAMES[section], report_last_part(equals + 1));
    return asked->money.key == NULL ? EXIT_FAILED : EXIT_DONE;
}

static enum exit_code name_indicator(const struct run *run, struct asked *asked, const char *id)
{
    const char *wrong = cell_id(id, run->arena, &id);

    if (wrong != NULL) {
        (void)fprintf(stderr, "caravan explain: %s: %s\n", asked->key, wrong);
        return EXIT_USAGE;
    }
    asked->of_indicator = true;
    asked->indicator.indicator =
        cv_arena_printf(run->arena, "programmes/%s/indicators/%s", asked->programme, id);
    return asked->indicator.indicator == NULL ? EXIT_FAILED : EXIT_DONE;
}

/* What was published, by its key: of the programme's time, if no other is asked for. */
static enum exit_code take_published(const struct run *run, struct asked *asked,
                                     const struct figure *figure)
{
    if (asked->request.effective_through == NULL) {
        asked->through = figure_date(FIGURES_THROUGH);
        asked->request.effective_through = &asked->through;
    }
    switch (figure->source) {
    case ALL_DISBURSED:
    case SECTOR_DISBURSED:
        (void)read_measure("disbursed", &asked->money.measure);
        asked->money.breakdown = figure->source == ALL_DISBURSED ? BY(TOTAL) : BY(SECTOR);
        asked->money.key = (char *)(uintptr_t)(figure->of == NULL ? "" : figure->of);
        return EXIT_DONE;
    case INDICATOR_TOTAL:
    case INDICATOR_YEAR:
        asked->indicator.period = (char *)(uintptr_t)(figure->year == NULL ? "" : figure->year);
        return name_indicator(run, asked, figure->of);
    default:
        for (size_t i = 0; i < sizeof(DATES) / sizeof(DATES[0]); i++) {
            if (run_option(run, DATES[i]) != NULL)
                return run_refuse_option(run, DATES[i], "%s",
                                         T("is of money and indicators only", "只用于资金和指标"));
        }
        asked->published = figure;
        return EXIT_DONE;
    }
}

static enum exit_code read_key(const struct run *run, struct asked *asked)
{
    const char *period = run_option(run, "--period");
    enum exit_code code;

    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        if (strcmp(FIGURES[i].key, asked->key) == 0 && period == NULL &&
            run_option(run, "--of") == NULL)
            return take_published(run, asked, &FIGURES[i]);
    }
    if (read_measure(asked->key, &asked->money.measure)) {
        if (period != NULL)
            return run_refuse_option(run, "--period", "%s",
                                     T("is of indicators only; of money it is --of year=2025",
                                       "只用于指标；资金请用 --of year=2025"));
        return read_row(run, asked);
    }
    code = name_indicator(run, asked, asked->key);
    asked->indicator.period = (char *)(uintptr_t)(period == NULL ? "" : period);
    return code == EXIT_DONE ? read_row(run, asked) : code;
}

static enum exit_code read_options(const struct run *run, struct asked *asked)
{
    const char *wrong;
    enum exit_code code;

    *asked = (struct asked){
        .request = CARAVAN__PROJECTS__V1__REPORT_REQUEST__INIT,
        .money = CARAVAN__PROJECTS__V1__MONEY_FIGURE__INIT,
        .indicator = CARAVAN__PROJECTS__V1__INDICATOR_FIGURE__INIT,
        .key = run->operands[0],
    };
    wrong =
        cell_id(report_last_part(run_option(run, "--programme")), run->arena, &asked->programme);
    if (wrong != NULL)
        return run_refuse_option(run, "--programme", "%s", wrong);
    asked->request.programme = cv_arena_printf(run->arena, "programmes/%s", asked->programme);
    code = report_read_form(run);
    if (code == EXIT_DONE)
        code = report_read_date(run, "--effective-through", &asked->through,
                                &asked->request.effective_through);
    if (code == EXIT_DONE)
        code = report_read_time(run, "--known-at", &asked->known_at, &asked->request.known_at);
    return code == EXIT_DONE ? read_key(run, asked) : code;
}

/* ---- the figure in the report ---- */

static const Caravan__Projects__V1__MoneyRow *find_row(const REPORT *report,
                                                       const struct asked *asked)
{
    if (asked->money.breakdown == BY(TOTAL))
        return report->total;
    for (unsigned section = 0; section < REPORT_INDICATOR; section++) {
        struct report_rows rows = report_rows(report, (enum report_section)section);

        for (size_t i = 0; BREAKDOWNS[section] == asked->money.breakdown && i < rows.count; i++) {
            if (strcmp(rows.rows[i]->key, asked->money.key) == 0)
                return rows.rows[i];
        }
    }
    return NULL;
}

/* "Report(2025-12-31): by_sector[key=health].disbursed_minor" */
static const char *query(const struct asked *asked, const REPORT *report, const char *path,
                         struct cv_arena *arena)
{
    static const char *const LISTS[] = {"",        "total",      "by_project", "by_sector",
                                        "by_site", "by_partner", "by_year"};
    const char *through = report_date(report->effective_through, arena);
    const char *text;

    if (asked->money.breakdown == BY(TOTAL))
        text = cv_arena_printf(arena, "Report(%s): total.%s", through, path);
    else
        text = cv_arena_printf(arena, "Report(%s): %s[key=%s].%s", through,
                               LISTS[asked->money.breakdown], asked->money.key, path);
    return text == NULL ? "" : text;
}

static void take_money(const REPORT *report, const struct asked *asked, struct explained *explained,
                       struct cv_arena *arena)
{
    static const char *const PATHS[] = {
        [MONEY(BUDGET)] = "budget_minor",
        [MONEY(COMMITTED)] = "committed_minor",
        [MONEY(DISBURSED)] = "disbursed_minor",
        [MONEY(PENDING_BUDGET)] = "pending.budget_minor",
        [MONEY(PENDING_COMMITTED)] = "pending.committed_minor",
        [MONEY(PENDING_DISBURSED)] = "pending.disbursed_minor",
        [MONEY(ORIGINAL_BUDGET)] = "original_budget_minor",
    };
    const Caravan__Projects__V1__MoneyRow *row = find_row(report, asked);
    const char *path = PATHS[asked->money.measure];

    explained->unit = report->currency;
    explained->decimals = cell_currency_decimals(report->currency);
    explained->is_sum = true;
    if (row != NULL)
        explained->value = strtoll(message_text(&row->base, path, false, arena), NULL, 10);
    explained->query = query(asked, report, path, arena);
}

static const Caravan__Projects__V1__Figure *
find_period(const Caravan__Projects__V1__IndicatorReport *indicator, const char *period)
{
    if (*period == '\0')
        return indicator->total;
    for (size_t i = 0; i < indicator->n_by_year; i++) {
        if (strcmp(indicator->by_year[i]->period, period) == 0)
            return indicator->by_year[i];
    }
    for (size_t i = 0; i < indicator->n_by_period; i++) {
        if (strcmp(indicator->by_period[i]->period, period) == 0)
            return indicator->by_period[i];
    }
    return NULL;
}

static const char *indicator_query(const struct asked *asked, const REPORT *report,
                                   struct cv_arena *arena)
{
    const char *through = report_date(report->effective_through, arena);
    const char *id = report_last_part(asked->indicator.indicator);
    const char *period = asked->indicator.period;
    const char *text;

    if (*period == '\0')
        text =
            cv_arena_printf(arena, "Report(%s): indicators[indicator=%s].total.value", through, id);
    else
        text = cv_arena_printf(arena, "Report(%s): indicators[indicator=%s].%s[period=%s].value",
                               through, id, strlen(period) == 4 ? "by_year" : "by_period", period);
    return text == NULL ? "" : text;
}

static void take_indicator(const REPORT *report, const struct asked *asked,
                           struct explained *explained, struct cv_arena *arena)
{
    explained->query = indicator_query(asked, report, arena);
    for (size_t i = 0; i < report->n_indicators; i++) {
        const Caravan__Projects__V1__IndicatorReport *indicator = report->indicators[i];
        const Caravan__Projects__V1__Figure *figure;

        if (strcmp(indicator->indicator, asked->indicator.indicator) != 0)
            continue;
        figure = find_period(indicator, asked->indicator.period);
        explained->unit = indicator->unit;
        explained->decimals = indicator->decimals;
        explained->weighed = figure != NULL && figure->weight != 0;
        explained->is_sum = !explained->weighed;
        if (indicator->kind == CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_RATIO)
            explained->weight_decimals = indicator->decimals;
        explained->value = figure == NULL ? 0 : figure->value;
    }
}

/* ---- asking ---- */

static enum exit_code ask_report(struct client *client, const struct asked *asked,
                                 struct explained *explained)
{
    struct client_call call;
    struct cv_status status;
    const REPORT *report;

    client_prepare(client, &call);
    caravan_projects_v1_projects_report(client->channel, &call.op, &asked->request);
    status = client_wait(client, &call);
    if (!cv_ok(status))
        return client_complain(client, status);
    report = caravan_projects_v1_projects_report_response(&call.op);
    *explained = (struct explained){
        .programme = report->programme,
        .figure = asked->key,
        .query = "",
        .unit = "",
        .effective_through = report->effective_through,
        .known_at = report->known_at,
    };
    if (asked->of_indicator)
        take_indicator(report, asked, explained, client->run->arena);
    else
        take_money(report, asked, explained, client->run->arena);
    return EXIT_DONE;
}

static enum exit_code ask_entries(struct client *client, struct asked *asked,
                                  struct explained *explained)
{
    Caravan__Projects__V1__ListReportEntriesRequest request =
        CARAVAN__PROJECTS__V1__LIST_REPORT_ENTRIES_REQUEST__INIT;

    request.programme = asked->request.programme;
    request.effective_through = asked->request.effective_through;
    request.known_at = (Google__Protobuf__Timestamp *)(uintptr_t)explained->known_at;
    request.page_size = 1000;
    if (asked->of_indicator) {
        request.figure_case = CARAVAN__PROJECTS__V1__LIST_REPORT_ENTRIES_REQUEST__FIGURE_INDICATOR;
        request.indicator = &asked->indicator;
    } else {
        request.figure_case = CARAVAN__PROJECTS__V1__LIST_REPORT_ENTRIES_REQUEST__FIGURE_MONEY;
        request.money = &asked->money;
    }
    do {
        const Caravan__Projects__V1__ListReportEntriesResponse *page;
        struct client_call call;
        struct cv_status status;

        client_prepare(client, &call);
        caravan_projects_v1_projects_list_report_entries(client->channel, &call.op, &request);
        status = client_wait(client, &call);
        if (!cv_ok(status))
            return client_complain(client, status);
        page = caravan_projects_v1_projects_list_report_entries_response(&call.op);
        for (size_t i = 0; i < page->n_entries; i++) {
            if (!explained_add(explained, client->run->arena, page->entries[i]))
                return EXIT_FAILED;
        }
        request.page_token = page->next_page_token;
    } while (*request.page_token != '\0');
    return EXIT_DONE;
}

static enum exit_code print(const struct run *run, const struct explained *explained)
{
    bool done = true;

    if (run_option(run, "--json") != NULL)
        done = explain_print_json(explained, run->arena, stdout);
    else if (run_option(run, "--csv") != NULL)
        explain_print_csv(explained, run->arena, stdout);
    else
        explain_print_table(explained, run->arena, stdout);
    return report_end(run, done);
}

static enum exit_code ask(struct client *client, struct asked *asked, struct explained *explained)
{
    enum exit_code code;

    if (asked->published != NULL) {
        explained->programme = asked->request.programme;
        explained->figure = asked->key;
        return figure_explain(client, asked->published, asked->request.programme, explained);
    }
    code = ask_report(client, asked, explained);
    return code == EXIT_DONE ? ask_entries(client, asked, explained) : code;
}

static enum exit_code run_explain(struct run *run)
{
    struct explained explained = {0};
    struct asked asked;
    struct client client;
    enum exit_code code = read_options(run, &asked);

    if (code != EXIT_DONE)
        return code;
    code = asked.published == NULL
               ? client_open(&client, run)
               : client_open_service(&client, run, figure_service(asked.published));
    if (code == EXIT_DONE)
        code = ask(&client, &asked, &explained);
    if (code == EXIT_DONE)
        code = print(run, &explained);
    client_close(&client);
    return code;
}

static const struct option OPTIONS[] = {
    {.name = "--programme",
     .value = "ID",
     .variable = "CARAVAN_PROGRAMME",
     .fallback = "jw",
     .help = {"which programme", "哪个计划"}},
    {.name = "--of",
     .value = "WHAT=KEY",
     .help =
         {"of money only this row of the report: project=0042,\nsector=health, site=, partner=, "
          "year=2025",
          "资金：只看报告中的这一行：project=0042、\nsector=health、site=、partner=、year=2025"}},
    {.name = "--period",
     .value = "PERIOD",
     .help = {"of an indicator only this period: 2025, 2025-Q3, 2025-07",
              "指标：只看该时期：2025、2025-Q3、2025-07"}},
    {.name = "--effective-through",
     .value = "DATE",
     .help = {"what had happened up to and including this day", "截至该日（含）发生的"}},
    {.name = "--known-at",
     .value = "TIME",
     .help = {"what had been recorded by then, such as\n2026-03-31T18:00:00+08:00; otherwise by "
              "now",
              "截至该时刻已记录的，如\n2026-03-31T18:00:00+08:00；默认为现在"}},
    CLIENT_LOGISTICS,
    CLIENT_TRAINING,
    {.name = "--json", .help = {"for programs; keys below", "供程序使用；键见下"}},
    {.name = "--csv", .help = {"for spreadsheet programs", "供电子表格使用"}},
    {.name = NULL},
};

const struct command command_explain = {
    .name = "explain",
    .operands = "KEY",
    .operands_min = 1,
    .operands_max = 1,
    .calls = true,
    .options = OPTIONS,
    .summary = {"the records behind a figure of a programme's report", "计划报告中某个数字的记录"},
    .help =
        {"KEY is budget, committed or disbursed, or one of these with pending- before it; an "
         "indicator, such as\nhealth.eye_screenings; or the key of a published figure, as "
         "check-figures --json lists them, whichever\nservice has it. Where the records are as "
         "many "
         "as parcels these are rows of the report. Each record "
         "comes with what of it counts in\nthe figure, for a project's money is divided "
         "over its sectors and sites. The parts add up to the\nfigure, to the fen; of a mean, "
         "weighed by their weights.\n\n"
         "--json: programme, figure, query, unit, decimals, effective_through, known_at, value; "
         "entries, each with\nrecord, effective_date, recorded_time, recorded_by, reference, "
         "amount, weight, counted, withheld.\nNumbers are in 10^-decimals units, as text.\n",
         "KEY 为 budget、committed 或 disbursed（或加前缀 pending-）；或指标，如 "
         "health.eye_screenings；\n或任一服务已公布数字的键（见 check-figures "
         "--"
         "json）；记录多如包裹时，列出报告中的行。每条记录都注明计入该数字的部分：项目资金按部门和"
         "地点分摊。\n各部分之和等于该数字，分毫不差；平均值则按权重计算。\n\n"
         "--json "
         "的键：programme、figure、query、unit、decimals、effective_through、known_at、value；\n"
         "entries（record、effective_date、recorded_time、recorded_by、reference、amount、\n"
         "weight、counted、withheld）。数值单位为 10^-decimals，均为文本。\n"},
    .run = run_explain,
};
