#include "report_hub.h"

#include "caravan/logistics/v1/hubs.caravan.h"
#include "cell.h"
#include "client.h"
#include "csv.h"
#include "json_put.h"
#include "report_options.h"
#include "report_view.h"
#include "table.h"

#include <stddef.h>

enum section {
    BY_DAY,
    BY_HOUR,
    BY_SHIFT,
    BY_CHUTE,
    BY_CHUTE_AND_SHIFT,
    BY_PREFECTURE,
    CORRECTIONS,
    LATENESS, /* with rows of its own */
    SECTIONS
};

static const char *const NAMES[SECTIONS] = {"day",         "hour",       "shift",      "chute",
                                            "chute-shift", "prefecture", "correction", "lateness"};

static const struct text TITLES[SECTIONS] = {
    {"By day", "按日"},
    {"By hour", "按小时"},
    {"By shift", "按班次"},
    {"By chute", "按格口"},
    {"By chute and shift", "按格口和班次"},
    {"By prefecture", "按地州"},
    {"What came after a day was closed", "关账后的更正"},
    {"Handhelds that sent late, scans", "手持终端迟传（扫描次数）"},
};

#define FIGURES Caravan__Logistics__V1__HubFigures
#define LATE    Caravan__Logistics__V1__HubLateness

/* All that a row says, as programs call it. */
static const struct {
    const char *name;
    size_t offset;
} MEASURES[] = {
    {"inbound", offsetof(FIGURES, inbound)},
    {"sorted", offsetof(FIGURES, sorted)},
    {"missorted", offsetof(FIGURES, missorted)},
    {"missort_ppm", offsetof(FIGURES, missort_ppm)},
    {"no_read", offsetof(FIGURES, no_read)},
    {"no_read_ppm", offsetof(FIGURES, no_read_ppm)},
    {"recirculated", offsetof(FIGURES, recirculated)},
    {"recirculations", offsetof(FIGURES, recirculations)},
    {"rejected", offsetof(FIGURES, rejected)},
    {"dispatched", offsetof(FIGURES, dispatched)},
    {"backlog", offsetof(FIGURES, backlog)},
    {"latency_count", offsetof(FIGURES, latency_count)},
    {"latency_mean_ms", offsetof(FIGURES, latency_mean_ms)},
};
#define MEASURE_COUNT (sizeof(MEASURES) / sizeof(MEASURES[0]))

static int64_t measure(const FIGURES *row, size_t at)
{
    return *(const int64_t *)(const void *)((const char *)row + MEASURES[at].offset);
}

struct rows {
    FIGURES **list;
    size_t count;
};

static struct rows rows_of(const Caravan__Logistics__V1__HubReportResponse *report,
                           enum section section)
{
    switch (section) {
    case BY_DAY:
        return (struct rows){report->by_day, report->n_by_day};
    case BY_HOUR:
        return (struct rows){report->by_hour, report->n_by_hour};
    case BY_SHIFT:
        return (struct rows){report->by_shift, report->n_by_shift};
    case BY_CHUTE:
        return (struct rows){report->by_chute, report->n_by_chute};
    case BY_CHUTE_AND_SHIFT:
        return (struct rows){report->by_chute_and_shift, report->n_by_chute_and_shift};
    case BY_PREFECTURE:
        return (struct rows){report->by_prefecture, report->n_by_prefecture};
    case CORRECTIONS:
        return (struct rows){report->corrections, report->n_corrections};
    case LATENESS:
    case SECTIONS:
        break;
    }
    return (struct rows){NULL, 0};
}

/* What a row is of: "2025-10-15 14". */
static const char *key_of(const FIGURES *row, enum section section, struct cv_arena *arena)
{
    const char *day = report_date(row->date, arena);
    const char *key = day;

    if (section == BY_HOUR)
        key = cv_arena_printf(arena, "%s %02d", day, row->hour);
    else if (section == BY_SHIFT)
        key = cv_arena_printf(arena, "%s%s%d", day, *day == '\0' ? "" : " ", row->shift);
    else if (section == BY_CHUTE)
        key = row->chute;
    else if (section == BY_CHUTE_AND_SHIFT)
        key = cv_arena_printf(arena, "%s %d", *row->chute == '\0' ? "-" : row->chute, row->shift);
    else if (section == BY_PREFECTURE)
        key = row->prefecture;
    return key == NULL ? "" : key;
}

/* ---- for people ---- */

/* "12 (0.05 %)" */
static const char *with_rate(int64_t value, int64_t ppm, struct cv_arena *arena)
{
    const char *text =
        value == 0 ? "0"
                   : cv_arena_printf(arena, "%s (%lld.%02lld %%)", cell_decimal(arena, value, 0),
                                     (long long)ppm / 10000, (long long)ppm / 100 % 100);

    return text == NULL ? "" : text;
}

/* "12 (30)": parcels, and how often they did. */
static const char *with_times(int64_t value, int64_t times, struct cv_arena *arena)
{
    const char *text = value == 0 ? "0"
                                  : cv_arena_printf(arena, "%s (%s)", cell_decimal(arena, value, 0),
                                                    cell_decimal(arena, times, 0));

    return text == NULL ? "" : text;
}

static void put_row(struct table *table, const char *key, const FIGURES *row,
                    struct cv_arena *arena)
{
    table_row(table, (const char *const[]){
                         *key == '\0' ? T("(none)", "（未指定）") : key,
                         cell_decimal(arena, row->inbound, 0),
                         cell_decimal(arena, row->sorted, 0),
                         with_rate(row->missorted, row->missort_ppm, arena),
                         with_rate(row->no_read, row->no_read_ppm, arena),
                         with_times(row->recirculated, row->recirculations, arena),
                         cell_decimal(arena, row->rejected, 0),
                         cell_decimal(arena, row->dispatched, 0),
                         cell_decimal(arena, row->backlog, 0),
                         row->latency_count == 0
                             ? "-"
                             : cell_decimal(arena, (row->latency_mean_ms + 30000) / 60000, 0),
                     });
}

static void print_section(const Caravan__Logistics__V1__HubReportResponse *report,
                          enum section section, struct cv_arena *arena)
{
    struct rows rows = rows_of(report, section);
    struct table table;

    if (rows.count == 0)
        return;
    table_init(&table, arena, text_of(TITLES[section]));
    table_column(&table, T("Of", "范围"), false);
    table_column(&table, T("Inbound", "到件"), true);
    table_column(&table, T("Sorted", "分拣"), true);
    table_column(&table, T("Missorted", "错分"), true);
    table_column(&table, T("No read", "未识读"), true);
    table_column(&table, T("Went round", "循环（次）"), true);
    table_column(&table, T("Rejected", "剔除"), true);
    table_column(&table, T("Dispatched", "发出"), true);
    table_column(&table, T("Backlog", "积压"), true);
    table_column(&table, T("Mean, min", "平均（分）"), true);
    for (size_t i = 0; i < rows.count; i++)
        put_row(&table, key_of(rows.list[i], section, arena), rows.list[i], arena);
    if (report->total != NULL && section != CORRECTIONS)
        put_row(&table, T("all", "合计"), report->total, arena);
    table_print(&table, stdout);
}

static void print_lateness(const Caravan__Logistics__V1__HubReportResponse *report,
                           struct cv_arena *arena)
{
    struct table table;

    if (report->n_lateness == 0)
        return;
    table_init(&table, arena, text_of(TITLES[LATENESS]));
    table_column(&table, T("Day", "日期"), false);
    table_column(&table, T("Reader", "读码器"), false);
    table_column(&table, T("Scans", "扫描"), true);
    table_column(&table, T("Late", "迟传"), true);
    table_column(&table, T("Mean, min", "平均（分）"), true);
    for (size_t i = 0; i < report->n_lateness; i++) {
        const LATE *row = report->lateness[i];

        table_row(
            &table,
            (const char *const[]){
                report_date(row->date, arena),
                row->reader,
                cell_decimal(arena, row->scans, 0),
                with_rate(row->late, row->late_ppm, arena),
                row->late == 0 ? "-" : cell_decimal(arena, (row->late_mean_ms + 30000) / 60000, 0),
            });
    }
    table_print(&table, stdout);
}

void hub_print_tables(const Caravan__Logistics__V1__HubReportResponse *report, unsigned sections,
                      struct cv_arena *arena)
{
    (void)printf(
        T("\nParcels, not scans. From inbound to dispatch: half within %lld minutes, nine "
          "tenths within %lld;\nthe mean in the last column.\n",
          "\n单位为件，不是扫描次数。从到件到发出：半数在 %lld 分钟内，九成在 %lld 分钟内；"
          "末列为平均。\n"),
        (long long)report->latency_p50_minutes, (long long)report->latency_p90_minutes);
    if (report->closed_date != NULL)
        (void)printf(T("Closed up to and including %s.\n", "已关账至 %s（含）。\n"),
                     report_date(report->closed_date, arena));
    for (unsigned section = 0; section < SECTIONS; section++) {
        if ((sections & 1u << section) != 0)
            print_section(report, (enum section)section, arena);
    }
    if ((sections & 1u << LATENESS) != 0)
        print_lateness(report, arena);
}

/* ---- for programs ---- */

static void put_figures(struct json_out *out, const char *name, const char *key, const FIGURES *row)
{
    json_put_open(out, name, '{');
    json_put_text(out, "key", key);
    for (size_t i = 0; i < MEASURE_COUNT; i++)
        json_put_number(out, MEASURES[i].name, measure(row, i));
    json_put_close(out, '}');
}

static void put_lateness(struct json_out *out,
                         const Caravan__Logistics__V1__HubReportResponse *report,
                         struct cv_arena *arena)
{
    json_put_open(out, NAMES[LATENESS], '[');
    for (size_t i = 0; i < report->n_lateness; i++) {
        const LATE *row = report->lateness[i];

        json_put_open(out, NULL, '{');
        json_put_text(out, "date", report_date(row->date, arena));
        json_put_text(out, "reader", row->reader);
        json_put_number(out, "scans", row->scans);
        json_put_number(out, "late", row->late);
        json_put_number(out, "late_ppm", row->late_ppm);
        json_put_number(out, "late_mean_ms", row->late_mean_ms);
        json_put_close(out, '}');
    }
    json_put_close(out, ']');
}

void hub_put_json(struct json_out *out, const Caravan__Logistics__V1__HubReportResponse *report,
                  struct cv_arena *arena)
{
    const char *closed = report_date(report->closed_date, arena);

    json_put_number(out, "latency_p50_minutes", report->latency_p50_minutes);
    json_put_number(out, "latency_p90_minutes", report->latency_p90_minutes);
    json_put_text(out, "closed_date", *closed == '\0' ? NULL : closed);
    if (report->total != NULL)
        put_figures(out, "total", "", report->total);
    for (unsigned section = 0; section < LATENESS; section++) {
        struct rows rows = rows_of(report, (enum section)section);
        const char *name = section == BY_CHUTE_AND_SHIFT
                               ? "by_chute_and_shift"
                               : cv_arena_printf(arena, "by_%s", NAMES[section]);

        json_put_open(out, name, '[');
        for (size_t i = 0; i < rows.count; i++)
            put_figures(out, NULL, key_of(rows.list[i], (enum section)section, arena),
                        rows.list[i]);
        json_put_close(out, ']');
    }
    put_lateness(out, report, arena);
}

static bool print_json(const Caravan__Logistics__V1__HubReportResponse *report,
                       struct cv_arena *arena)
{
    struct json_out out;

    json_out_begin(&out);
    hub_put_json(&out, report, arena);
    return json_out_end(&out, stdout);
}

/* Of a handheld's day, behind the figures of parcels. */
static const char *const LATE_HEADS[] = {"scans", "late", "late_ppm", "late_mean_ms"};
#define LATE_COUNT (sizeof(LATE_HEADS) / sizeof(LATE_HEADS[0]))
#define CSV_COUNT  (2 + MEASURE_COUNT + LATE_COUNT)

static void print_csv_lateness(const Caravan__Logistics__V1__HubReportResponse *report,
                               struct cv_arena *arena)
{
    for (size_t i = 0; i < report->n_lateness; i++) {
        const LATE *row = report->lateness[i];
        const char *cells[CSV_COUNT] = {
            NAMES[LATENESS],
            cv_arena_printf(arena, "%s %s", report_date(row->date, arena), row->reader),
            [2 + MEASURE_COUNT] = report_plain(row->scans, 0, arena),
            report_plain(row->late, 0, arena),
            report_plain(row->late_ppm, 0, arena),
            report_plain(row->late_mean_ms, 0, arena),
        };

        csv_print(stdout, cells, CSV_COUNT);
    }
}

static void print_csv_row(const char *section, const char *key, const FIGURES *row,
                          struct cv_arena *arena)
{
    const char *cells[CSV_COUNT] = {section, key};

    for (size_t i = 0; i < MEASURE_COUNT; i++)
        cells[2 + i] = report_plain(measure(row, i), 0, arena);
    csv_print(stdout, cells, CSV_COUNT);
}

static void print_csv(const Caravan__Logistics__V1__HubReportResponse *report, unsigned sections,
                      struct cv_arena *arena)
{
    const char *heads[CSV_COUNT] = {"by", "key"};

    for (size_t i = 0; i < MEASURE_COUNT; i++)
        heads[2 + i] = MEASURES[i].name;
    for (size_t i = 0; i < LATE_COUNT; i++)
        heads[2 + MEASURE_COUNT + i] = LATE_HEADS[i];
    (void)fputs("\xef\xbb\xbf", stdout); /* by which spreadsheets know UTF-8 */
    csv_print(stdout, heads, CSV_COUNT);
    if (report->total != NULL)
        print_csv_row("total", "", report->total, arena);
    for (unsigned section = 0; section < SECTIONS; section++) {
        struct rows rows = rows_of(report, (enum section)section);

        for (size_t i = 0; (sections & 1u << section) != 0 && i < rows.count; i++)
            print_csv_row(NAMES[section], key_of(rows.list[i], (enum section)section, arena),
                          rows.list[i], arena);
    }
    if ((sections & 1u << LATENESS) != 0)
        print_csv_lateness(report, arena);
}

/* ---- the report ---- */

static enum exit_code print(const struct run *run, unsigned sections,
                            const Caravan__Logistics__V1__HubReportResponse *report)
{
    bool done = true;

    if (run_option(run, "--json") != NULL)
        done = print_json(report, run->arena);
    else if (run_option(run, "--csv") != NULL)
        print_csv(report, sections, run->arena);
    else
        hub_print_tables(report, sections, run->arena);
    return report_end(run, done);
}

static enum exit_code ask(const struct run *run, unsigned sections,
                          const Caravan__Logistics__V1__HubReportRequest *request)
{
    struct client client;
    struct client_call call;
    enum exit_code code = client_open_logistics(&client, run);

    if (code == EXIT_DONE) {
        struct cv_status status;

        client_prepare(&client, &call);
        caravan_logistics_v1_hubs_hub_report(client.channel, &call.op, request);
        status = client_wait(&client, &call);
        code = cv_ok(status)
                   ? print(run, sections, caravan_logistics_v1_hubs_hub_report_response(&call.op))
                   : client_complain(&client, status);
    }
    client_close(&client);
    return code;
}

enum exit_code report_hub(const struct run *run)
{
    Caravan__Logistics__V1__HubReportRequest request =
        CARAVAN__LOGISTICS__V1__HUB_REPORT_REQUEST__INIT;
    Google__Type__Date first;
    Google__Type__Date last;
    unsigned sections = 0;
    const char *wrong;
    const char *id;
    enum exit_code code = report_read_form(run);

    wrong = cell_id(run_option(run, "--hub"), run->arena, &id);
    if (wrong != NULL)
        return run_refuse_option(run, "--hub", "%s", wrong);
    request.parent = cv_arena_printf(run->arena, "hubs/%s", id);
    if (code == EXIT_DONE)
        code = report_read_date(run, "--effective-from", &first, &request.first_date);
    if (code == EXIT_DONE)
        code = report_read_date(run, "--effective-through", &last, &request.last_date);
    if (code == EXIT_DONE)
        code = report_read_sections(run, NAMES, SECTIONS, &sections);
    if (code == EXIT_DONE && request.first_date == NULL)
        request.first_date = request.last_date; /* the one day */
    if (code == EXIT_DONE && request.first_date == NULL)
        return run_refuse_option(run, "--effective-from", "%s",
                                 T("is needed: which day?", "必须给出：哪一天？"));
    return code == EXIT_DONE ? ask(run, sections, &request) : code;
}
