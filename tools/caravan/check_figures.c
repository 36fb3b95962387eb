/* caravan check-figures: does the report of the demonstration programme say what was published of
 * the one it is modelled on? What is held against the table of figures.c comes out of the reports'
 * own sums. */
#include "caravan/logistics/v1/corridors.caravan.h"
#include "caravan/logistics/v1/hubs.caravan.h"
#include "caravan/logistics/v1/sales.caravan.h"
#include "caravan/projects/v1/projects.caravan.h"
#include "cell.h"
#include "client.h"
#include "commands.h"
#include "figures.h"
#include "json_put.h"
#include "report_view.h"
#include "table.h"

#include <inttypes.h>
#include <string.h>

#define START_YEAR  2023 /* the programme's first day */
#define START_MONTH 4
#define START_DAY   1
#define END_YEAR    2026 /* the programme's last day */
#define END_MONTH   3
#define END_DAY     31

static const struct text UNITS[] = {
    [IN_MONEY] = {"CNY", "元"},
    [IN_PROJECTS] = {"projects", "个"},
    [IN_PERSON_TIMES] = {"person-times", "人次"},
    [IN_OPERATIONS] = {"operations", "例"},
    [IN_EVENTS] = {"events", "场次"},
    [IN_PERSONS] = {"persons", "人"},
    [IN_TRIPS] = {"trains", "列"},
    [IN_TONNES] = {"t", "吨"},
    [IN_PARCELS] = {"parcels", "件"},
    [IN_PREFECTURES] = {"prefectures", "个"},
};

/* ---- what the report says ---- */

struct reports {
    const Caravan__Projects__V1__ReportResponse *programme;
    const Caravan__Logistics__V1__SalesReportResponse *sales; /* NULL: not asked for */
    /* NULL: there is no such corridor */
    const Caravan__Logistics__V1__CorridorReportResponse *corridor;
    const Caravan__Logistics__V1__CorridorReportResponse *corridor_2025;
    struct {
        const char *day;
        const Caravan__Logistics__V1__HubReportResponse *report; /* NULL: there is no such hub */
    } hub[2];
};

struct found {
    bool asked;
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

static const Caravan__Logistics__V1__HubReportResponse *hub_on(const struct reports *reports,
                                                               const char *day)
{
    for (size_t i = 0; i < sizeof(reports->hub) / sizeof(reports->hub[0]); i++) {
        if (reports->hub[i].day != NULL && strcmp(reports->hub[i].day, day) == 0)
            return reports->hub[i].report;
    }
    return NULL;
}

/* Prefectures that parcels were sorted for. */
static int64_t served(const Caravan__Logistics__V1__HubReportResponse *report)
{
    int64_t count = 0;

    for (size_t i = 0; i < report->n_by_prefecture; i++)
        count +=
            *report->by_prefecture[i]->prefecture != '\0' && report->by_prefecture[i]->sorted > 0;
    return count;
}

static struct found of_hub(const struct figure *figure,
                           const Caravan__Logistics__V1__HubReportResponse *report)
{
    if (report == NULL || report->total == NULL)
        return (struct found){0};
    return (struct found){
        .known = true,
        .value = figure->source == HUB_SORTED ? report->total->sorted : served(report),
    };
}

static struct found of_corridor(const struct figure *figure, const struct reports *reports)
{
    const Caravan__Logistics__V1__CorridorReportResponse *report =
        figure->source == CORRIDOR_YEAR_TRIPS ? reports->corridor_2025 : reports->corridor;

    if (report == NULL || report->total == NULL)
        return (struct found){0};
    if (figure->source == CORRIDOR_TONNES)
        return (struct found){.known = true, .value = report->total->gross_grams, .decimals = 6};
    if (figure->source == CORRIDOR_VALUE)
        return (struct found){.known = true,
                              .value = report->total->value_minor,
                              .decimals = cell_currency_decimals(report->currency)};
    return (struct found){.known = true, .value = report->total->trips};
}

static struct found find(const struct figure *figure, const struct reports *reports)
{
    const Caravan__Projects__V1__ReportResponse *report = reports->programme;

    if (report == NULL || report->total == NULL)
        return (struct found){0};
    switch (figure->source) {
    case ALL_DISBURSED:
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
    case SALES_NET:
        if (reports->sales == NULL || reports->sales->total == NULL)
            break;
        return (struct found){.known = true,
                              .value = reports->sales->total->net_minor,
                              .decimals = cell_currency_decimals(reports->sales->currency)};
    case CORRIDOR_TRIPS:
    case CORRIDOR_TONNES:
    case CORRIDOR_VALUE:
    case CORRIDOR_YEAR_TRIPS:
        return of_corridor(figure, reports);
    case HUB_SORTED:
    case HUB_PREFECTURES:
        return of_hub(figure, hub_on(reports, figure->of));
    }
    return (struct found){0};
}

static bool is_asked(const struct figure *figure, const struct reports *reports)
{
    if (figure->source >= HUB_SORTED)
        return hub_on(reports, figure->of) != NULL;
    if (figure->source >= CORRIDOR_TRIPS)
        return reports->corridor != NULL;
    return figure->source < SALES_NET || reports->sales != NULL;
}

static struct found check(const struct figure *figure, const struct reports *reports)
{
    struct found found = find(figure, reports);
    __int128 one = 1;

    found.asked = is_asked(figure, reports);
    for (int i = 0; i < found.decimals; i++)
        one *= 10;
    found.met = found.known && found.value >= figure->min * one && found.value <= figure->max * one;
    return found;
}

/* ---- telling ---- */

static const char *range(struct cv_arena *arena, const struct figure *figure)
{
    const char *text;

    if (figure->min == figure->max)
        return cell_decimal(arena, figure->min, 0);
    text = cv_arena_printf(arena, T("%s to %s", "%s 至 %s"), cell_decimal(arena, figure->min, 0),
                           cell_decimal(arena, figure->max, 0));
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
                      text_of(UNITS[FIGURES[i].unit]),
                      range(arena, &FIGURES[i]),
                      found[i].known ? cell_decimal(arena, found[i].value, found[i].decimals)
                                     : T("not there", "没有"),
                      found[i].met ? T("yes", "是") : T("NO", "否"),
                  });
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

static enum exit_code tell(const struct run *run, const struct reports *reports)
{
    struct found *found = cv_arena_array(run->arena, FIGURE_COUNT, sizeof(*found));
    size_t met = 0;
    size_t count = 0;

    if (found == NULL)
        return EXIT_FAILED;
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        found[i] = check(&FIGURES[i], reports);
        met += found[i].asked && found[i].met;
        count += found[i].asked;
    }
    if (run_option(run, "--json") == NULL) {
        print_people(found, run->arena);
        (void)printf(T("\n%zu of %zu published figures met\n", "\n已公布的数字：%zu / %zu 相符\n"),
                     met, count);
    } else if (!print_json(found, met, count, run->arena)) {
        return EXIT_FAILED;
    }
    return met == count ? EXIT_DONE : EXIT_REFUSED;
}

/* ---- the command ---- */

static enum exit_code ask_programme(struct client *client, const char *id, struct reports *reports)
{
    Caravan__Projects__V1__ReportRequest request = CARAVAN__PROJECTS__V1__REPORT_REQUEST__INIT;
    Google__Type__Date through = GOOGLE__TYPE__DATE__INIT;
    struct client_call call;
    struct cv_status status;

    through.year = END_YEAR;
    through.month = END_MONTH;
    through.day = END_DAY;
    request.effective_through = &through;
    request.programme = cv_arena_printf(client->run->arena, "programmes/%s", id);
    if (request.programme == NULL)
        return EXIT_FAILED;
    client_prepare(client, &call);
    caravan_projects_v1_projects_report(client->channel, &call.op, &request);
    status = client_wait(client, &call);
    reports->programme =
        cv_ok(status) ? caravan_projects_v1_projects_report_response(&call.op) : NULL;
    return cv_ok(status) ? EXIT_DONE : client_complain(client, status);
}

static enum exit_code ask_sales(struct client *client, struct reports *reports)
{
    Caravan__Logistics__V1__SalesReportRequest request =
        CARAVAN__LOGISTICS__V1__SALES_REPORT_REQUEST__INIT;
    Google__Type__Date from = GOOGLE__TYPE__DATE__INIT;
    Google__Type__Date through = GOOGLE__TYPE__DATE__INIT;
    struct client_call call;
    struct cv_status status;

    from.year = START_YEAR;
    from.month = START_MONTH;
    from.day = START_DAY;
    through.year = END_YEAR;
    through.month = END_MONTH;
    through.day = END_DAY;
    request.effective_from = &from;
    request.effective_through = &through;
    client_prepare(client, &call);
    caravan_logistics_v1_sales_sales_report(client->channel, &call.op, &request);
    status = client_wait(client, &call);
    reports->sales =
        cv_ok(status) ? caravan_logistics_v1_sales_sales_report_response(&call.op) : NULL;
    return cv_ok(status) ? EXIT_DONE : client_complain(client, status);
}

/* Trips that left from the first day of one year to the last of another. */
static struct cv_status ask_years(struct client *client, int from, int through,
                                  const Caravan__Logistics__V1__CorridorReportResponse **report)
{
    Caravan__Logistics__V1__CorridorReportRequest request =
        CARAVAN__LOGISTICS__V1__CORRIDOR_REPORT_REQUEST__INIT;
    Google__Type__Date start = GOOGLE__TYPE__DATE__INIT;
    Google__Type__Date end = GOOGLE__TYPE__DATE__INIT;
    struct client_call call;
    struct cv_status status;

    start.year = from;
    start.month = 1;
    start.day = 1;
    end.year = through;
    end.month = 12;
    end.day = 31;
    request.corridor = (char *)(uintptr_t) "corridors/yiwu-vientiane";
    request.start_date = &start;
    request.end_date = &end;
    client_prepare(client, &call);
    caravan_logistics_v1_corridors_corridor_report(client->channel, &call.op, &request);
    status = client_wait(client, &call);
    *report =
        cv_ok(status) ? caravan_logistics_v1_corridors_corridor_report_response(&call.op) : NULL;
    return status;
}

/* A service without the corridor has none of its figures. */
static enum exit_code ask_corridor(struct client *client, struct reports *reports)
{
    struct cv_status status = ask_years(client, 2023, 2025, &reports->corridor);

    if (cv_ok(status))
        status = ask_years(client, 2025, 2025, &reports->corridor_2025);
    if (cv_ok(status) || status.code == CV_NOT_FOUND)
        return EXIT_DONE;
    return client_complain(client, status);
}

/* A service without the hub has none of its figures. */
static enum exit_code ask_hub(struct client *client, struct reports *reports)
{
    static const struct {
        const char *text;
        int month;
    } DAYS[] = {{"2025-05-15", 5}, {"2025-10-15", 10}};

    for (size_t i = 0; i < sizeof(DAYS) / sizeof(DAYS[0]); i++) {
        Caravan__Logistics__V1__HubReportRequest request =
            CARAVAN__LOGISTICS__V1__HUB_REPORT_REQUEST__INIT;
        Google__Type__Date day = GOOGLE__TYPE__DATE__INIT;
        struct client_call call;
        struct cv_status status;

        day.year = 2025;
        day.month = DAYS[i].month;
        day.day = 15;
        request.parent = (char *)(uintptr_t) "hubs/west";
        request.first_date = &day;
        client_prepare(client, &call);
        caravan_logistics_v1_hubs_hub_report(client->channel, &call.op, &request);
        status = client_wait(client, &call);
        if (status.code == CV_NOT_FOUND)
            return EXIT_DONE;
        if (!cv_ok(status))
            return client_complain(client, status);
        reports->hub[i].day = DAYS[i].text;
        reports->hub[i].report = caravan_logistics_v1_hubs_hub_report_response(&call.op);
    }
    return EXIT_DONE;
}

static enum exit_code ask_projects_service(struct run *run, const char *id, struct reports *reports)
{
    struct client client;
    enum exit_code code = client_open(&client, run);

    if (code == EXIT_DONE)
        code = ask_programme(&client, id, reports);
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
        code = ask_sales(&client, reports);
    if (code == EXIT_DONE)
        code = ask_corridor(&client, reports);
    if (code == EXIT_DONE)
        code = ask_hub(&client, reports);
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
    .help = {"It ends with 0 if all of them are met, with 1 if not.\n\n"
             "--json: met, count, figures, each with key, unit, min, max, value, met.\n",
             "全部相符时退出码为 0，否则为 1。\n\n"
             "--json 的键：met、count、figures（key、unit、min、max、value、met）。\n"},
    .run = run_check_figures,
};
