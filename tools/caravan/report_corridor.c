#include "report_corridor.h"

#include "caravan/logistics/v1/corridors.caravan.h"
#include "cell.h"
#include "client.h"
#include "csv.h"
#include "json_put.h"
#include "report_options.h"
#include "report_view.h"
#include "table.h"

enum section {
    BY_DIRECTION,
    BY_MONTH,
    BY_CHAPTER,
    BY_CONSIGNOR,
    BY_POINT,
    SECTIONS
};

static const char *const NAMES[SECTIONS] = {"direction", "month", "chapter", "consignor", "point"};

static const struct text TITLES[SECTIONS] = {
    {"By direction", "按方向"},        {"By month", "按月"},
    {"By goods chapter", "按商品章"},  {"By consignor", "按发货单位"},
    {"Arrivals by point", "各站到达"},
};

struct view {
    const Caravan__Logistics__V1__CorridorReportResponse *report;
    struct cv_arena *arena;
    int decimals; /* of the currency */
};

struct rows {
    Caravan__Logistics__V1__CarriageRow **list;
    size_t count;
};

static struct rows rows_of(const Caravan__Logistics__V1__CorridorReportResponse *report,
                           enum section section)
{
    switch (section) {
    case BY_DIRECTION:
        return (struct rows){report->by_direction, report->n_by_direction};
    case BY_MONTH:
        return (struct rows){report->by_month, report->n_by_month};
    case BY_CHAPTER:
        return (struct rows){report->by_chapter, report->n_by_chapter};
    default:
        return (struct rows){report->by_consignor, report->n_by_consignor};
    }
}

static const char *number(const struct view *view, int64_t value, int decimals)
{
    char text[40];
    const char *copy;

    cell_print_decimal(value, decimals, text);
    copy = cv_arena_string(view->arena, text);
    return copy == NULL ? "" : copy;
}

/* ---- for people ---- */

static void put_carriage(const struct view *view, struct table *table, const char *key,
                         const Caravan__Logistics__V1__CarriageRow *row)
{
    table_row(table, (const char *const[]){
                         *key == '\0' ? T("(none)", "（未指定）") : key,
                         number(view, row->trips, 0),
                         number(view, row->gross_grams, 6),
                         number(view, row->value_minor, view->decimals),
                         row->boxes == 0 ? "" : number(view, row->boxes, 0),
                         row->boxes == 0 ? "" : number(view, row->empty_boxes, 0),
                     });
}

static void print_carriage(const struct view *view, enum section section)
{
    struct rows rows = rows_of(view->report, section);
    struct table table;

    table_init(&table, view->arena, text_of(TITLES[section]));
    table_column(&table, T("Of", "范围"), false);
    table_column(&table, T("Trips", "列数"), true);
    table_column(&table, T("Tonnes", "吨"), true);
    table_column(&table, view->report->currency, true);
    table_column(&table, T("Boxes", "箱数"), true);
    table_column(&table, T("Empty", "空箱"), true);
    for (size_t i = 0; i < rows.count; i++) {
        const Caravan__Logistics__V1__CarriageRow *row = rows.list[i];

        put_carriage(view, &table, *row->title == '\0' ? row->key : row->title, row);
    }
    if (view->report->total != NULL)
        put_carriage(view, &table, T("all", "合计"), view->report->total);
    table_print(&table, stdout);
}

static const char *minutes(const struct view *view, const Caravan__Logistics__V1__Punctuality *of,
                           bool most)
{
    int64_t value = most ? of->late_minutes_p90 : of->late_minutes_p50;
    const char *text =
        of->arrivals == 0 ? "-" : cv_arena_printf(view->arena, "%lld", (long long)value);

    return text == NULL ? "" : text;
}

static void print_points(const struct view *view)
{
    static const Caravan__Logistics__V1__Punctuality NONE =
        CARAVAN__LOGISTICS__V1__PUNCTUALITY__INIT;
    struct table table;

    table_init(&table, view->arena, text_of(TITLES[BY_POINT]));
    table_column(&table, T("Place", "站点"), false);
    table_column(&table, T("Arrivals", "到达"), true);
    table_column(&table, T("In 60 min", "60 分钟内"), true);
    table_column(&table, T("Late p50", "晚点 p50"), true);
    table_column(&table, T("Late p90", "晚点 p90"), true);
    table_column(&table, T("Stay p50", "停留 p50"), true);
    table_column(&table, T("Stay p90", "停留 p90"), true);
    for (size_t i = 0; i < view->report->n_by_point; i++) {
        const Caravan__Logistics__V1__PointReport *point = view->report->by_point[i];
        const Caravan__Logistics__V1__Punctuality *plan =
            point->against_plan == NULL ? &NONE : point->against_plan;

        table_row(&table, (const char *const[]){
                              report_last_part(point->place),
                              number(view, plan->arrivals, 0),
                              number(view, plan->within_60, 0),
                              minutes(view, plan, false),
                              minutes(view, plan, true),
                              number(view, point->stay_minutes_p50, 0),
                              number(view, point->stay_minutes_p90, 0),
                          });
    }
    table_print(&table, stdout);
}

static void print_tables(const struct view *view, unsigned sections)
{
    const Caravan__Logistics__V1__CorridorReportResponse *report = view->report;

    (void)printf(T("\n%s, %lld consignments; as recorded by %s.\n",
                   "\n%s，运单 %lld 份；以 %s 前的记录为准。\n"),
                 report_last_part(report->corridor), (long long)report->consignment_count,
                 report_time(report->known_at, view->arena));
    (void)printf(T("Boxes out less boxes in: %lld, of them empty: %lld.\n",
                   "去程箱数减回程箱数：%lld，其中空箱：%lld。\n"),
                 (long long)report->box_balance, (long long)report->empty_box_balance);
    for (unsigned section = 0; section < SECTIONS; section++) {
        if ((sections & 1u << section) == 0)
            continue;
        if (section == BY_POINT)
            print_points(view);
        else
            print_carriage(view, (enum section)section);
    }
}

/* ---- for programs ---- */

static void put_row(struct json_out *out, const char *name,
                    const Caravan__Logistics__V1__CarriageRow *row)
{
    json_put_open(out, name, '{');
    json_put_text(out, "key", row->key);
    json_put_text(out, "title", row->title);
    json_put_number(out, "trips", row->trips);
    json_put_number(out, "packages", row->packages);
    json_put_number(out, "gross_grams", row->gross_grams);
    json_put_number(out, "value_minor", row->value_minor);
    json_put_number(out, "boxes", row->boxes);
    json_put_number(out, "empty_boxes", row->empty_boxes);
    json_put_close(out, '}');
}

static void put_point(struct json_out *out, const Caravan__Logistics__V1__PointReport *point)
{
    json_put_open(out, NULL, '{');
    json_put_text(out, "place", point->place);
    if (point->against_plan != NULL) {
        json_put_number(out, "arrivals", point->against_plan->arrivals);
        json_put_number(out, "within_60", point->against_plan->within_60);
        json_put_number(out, "late_minutes_p50", point->against_plan->late_minutes_p50);
        json_put_number(out, "late_minutes_p90", point->against_plan->late_minutes_p90);
    }
    json_put_number(out, "stay_minutes_p50", point->stay_minutes_p50);
    json_put_number(out, "stay_minutes_p90", point->stay_minutes_p90);
    json_put_close(out, '}');
}

static bool print_json(const struct view *view)
{
    const Caravan__Logistics__V1__CorridorReportResponse *report = view->report;
    struct json_out out;

    json_out_begin(&out);
    json_put_text(&out, "corridor", report->corridor);
    json_put_text(&out, "currency", report->currency);
    json_put_text(&out, "known_at", report_time(report->known_at, view->arena));
    json_put_number(&out, "consignment_count", report->consignment_count);
    json_put_number(&out, "box_balance", report->box_balance);
    json_put_number(&out, "empty_box_balance", report->empty_box_balance);
    if (report->total != NULL)
        put_row(&out, "total", report->total);
    for (unsigned section = 0; section < BY_POINT; section++) {
        struct rows rows = rows_of(report, (enum section)section);

        json_put_open(&out, cv_arena_printf(view->arena, "by_%s", NAMES[section]), '[');
        for (size_t i = 0; i < rows.count; i++)
            put_row(&out, NULL, rows.list[i]);
        json_put_close(&out, ']');
    }
    json_put_open(&out, "by_point", '[');
    for (size_t i = 0; i < report->n_by_point; i++)
        put_point(&out, report->by_point[i]);
    json_put_close(&out, ']');
    return json_out_end(&out, stdout);
}

static void print_csv_row(const struct view *view, const char *section,
                          const Caravan__Logistics__V1__CarriageRow *row)
{
    const char *const cells[] = {
        section,
        row->key,
        report_plain(row->trips, 0, view->arena),
        report_plain(row->gross_grams, 6, view->arena),
        report_plain(row->value_minor, view->decimals, view->arena),
        report_plain(row->boxes, 0, view->arena),
        report_plain(row->empty_boxes, 0, view->arena),
    };

    csv_print(stdout, cells, sizeof(cells) / sizeof(cells[0]));
}

static void print_csv(const struct view *view, unsigned sections)
{
    (void)printf("by,key,trips,tonnes,value,boxes,empty_boxes\r\n");
    for (unsigned section = 0; section < BY_POINT; section++) {
        struct rows rows = rows_of(view->report, (enum section)section);

        for (size_t i = 0; (sections & 1u << section) != 0 && i < rows.count; i++)
            print_csv_row(view, NAMES[section], rows.list[i]);
    }
}

/* ---- the report ---- */

static enum exit_code print(const struct run *run, unsigned sections,
                            const Caravan__Logistics__V1__CorridorReportResponse *report)
{
    const struct view view = {report, run->arena, cell_currency_decimals(report->currency)};
    bool done = true;

    if (run_option(run, "--json") != NULL)
        done = print_json(&view);
    else if (run_option(run, "--csv") != NULL)
        print_csv(&view, sections);
    else
        print_tables(&view, sections);
    return report_end(run, done);
}

static enum exit_code ask(const struct run *run, unsigned sections,
                          const Caravan__Logistics__V1__CorridorReportRequest *request)
{
    struct client client;
    struct client_call call;
    enum exit_code code = client_open_logistics(&client, run);

    if (code == EXIT_DONE) {
        struct cv_status status;

        client_prepare(&client, &call);
        caravan_logistics_v1_corridors_corridor_report(client.channel, &call.op, request);
        status = client_wait(&client, &call);
        code = cv_ok(status)
                   ? print(run, sections,
                           caravan_logistics_v1_corridors_corridor_report_response(&call.op))
                   : client_complain(&client, status);
    }
    client_close(&client);
    return code;
}

enum exit_code report_corridor(const struct run *run)
{
    Caravan__Logistics__V1__CorridorReportRequest request =
        CARAVAN__LOGISTICS__V1__CORRIDOR_REPORT_REQUEST__INIT;
    Google__Protobuf__Timestamp known_at;
    Google__Type__Date through;
    Google__Type__Date from;
    unsigned sections = 0;
    const char *currency = run_option(run, "--currency");
    const char *wrong;
    const char *id;
    enum exit_code code = report_read_form(run);

    wrong = cell_id(run_option(run, "--corridor"), run->arena, &id);
    if (wrong != NULL)
        return run_refuse_option(run, "--corridor", "%s", wrong);
    request.corridor = cv_arena_printf(run->arena, "corridors/%s", id);
    if (currency != NULL)
        request.currency = (char *)(uintptr_t)currency;
    if (code == EXIT_DONE)
        code = report_read_date(run, "--effective-from", &from, &request.start_date);
    if (code == EXIT_DONE)
        code = report_read_date(run, "--effective-through", &through, &request.effective_through);
    if (code == EXIT_DONE)
        code = report_read_time(run, "--known-at", &known_at, &request.known_at);
    if (code == EXIT_DONE)
        code = report_read_sections(run, NAMES, SECTIONS, &sections);
    request.end_date = request.effective_through;
    return code == EXIT_DONE ? ask(run, sections, &request) : code;
}
