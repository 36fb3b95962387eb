#include "corridor_view.h"

#include "caravan/logistics/v1/trip.pb-c.h"
#include "cell.h"
#include "csv.h"
#include "enum_word.h"
#include "json_put.h"
#include "report_view.h"
#include "table.h"

#include <string.h>

#define REPORT Caravan__Logistics__V1__CorridorReportResponse
#define ROW    Caravan__Logistics__V1__CarriageRow
#define POINT  Caravan__Logistics__V1__PointReport
#define TIMING Caravan__Logistics__V1__Punctuality

const char *const CORRIDOR_SECTION_NAMES[CORRIDOR_SECTIONS] = {
    [CORRIDOR_DIRECTION] = "direction", [CORRIDOR_MONTH] = "month", [CORRIDOR_CHAPTER] = "chapter",
    [CORRIDOR_CONSIGNOR] = "consignor", [CORRIDOR_POINT] = "point",
};

struct rows {
    ROW **list;
    size_t count;
};

static struct rows rows_of(const REPORT *report, enum corridor_section section)
{
    switch (section) {
    case CORRIDOR_DIRECTION:
        return (struct rows){report->by_direction, report->n_by_direction};
    case CORRIDOR_MONTH:
        return (struct rows){report->by_month, report->n_by_month};
    case CORRIDOR_CHAPTER:
        return (struct rows){report->by_chapter, report->n_by_chapter};
    case CORRIDOR_CONSIGNOR:
        return (struct rows){report->by_consignor, report->n_by_consignor};
    default:
        return (struct rows){NULL, 0};
    }
}

struct view {
    const REPORT *report;
    struct cv_arena *arena;
    FILE *out;
    int decimals; /* of the currency */
};

static const char *number(const struct view *view, int64_t value, int decimals)
{
    return cell_decimal(view->arena, value, decimals);
}

/* ---- what was carried, for people ---- */

static const char *title_of(const ROW *row, enum corridor_section section)
{
    int direction;

    if (section == CORRIDOR_DIRECTION && enum_read(&caravan__logistics__v1__direction__descriptor,
                                                   row->key, strlen(row->key), &direction))
        return enum_word(&caravan__logistics__v1__direction__descriptor, direction);
    if (*row->title != '\0')
        return row->title;
    return *row->key == '\0' ? T("(none)", "（未指定）") : row->key;
}

static void put_carriage(const struct view *view, struct table *table, const char *title,
                         const ROW *row)
{
    bool boxes = row->boxes != 0;

    table_row(table, (const char *const[]){
                         title,
                         number(view, row->trips, 0),
                         number(view, row->packages, 0),
                         number(view, row->gross_grams, 6),
                         number(view, row->value_minor, view->decimals),
                         boxes ? number(view, row->boxes, 0) : "",
                         boxes ? number(view, row->units, 0) : "",
                         boxes ? number(view, row->empty_boxes, 0) : "",
                     });
}

static int64_t sign_of(const ROW *row)
{
    return strcmp(row->key, "INBOUND") == 0 ? -1 : 1;
}

/* Out less in: what comes back empty, or does not come back. */
static void put_balance(const struct view *view, struct table *table)
{
    ROW balance = CARAVAN__LOGISTICS__V1__CARRIAGE_ROW__INIT;

    for (size_t i = 0; i < view->report->n_by_direction; i++) {
        const ROW *row = view->report->by_direction[i];

        balance.trips += sign_of(row) * row->trips;
        balance.packages += sign_of(row) * row->packages;
        balance.gross_grams += sign_of(row) * row->gross_grams;
        balance.value_minor += sign_of(row) * row->value_minor;
        balance.units += sign_of(row) * row->units;
    }
    table_row(table, (const char *const[]){
                         T("out less in", "去程减回程"),
                         number(view, balance.trips, 0),
                         number(view, balance.packages, 0),
                         number(view, balance.gross_grams, 6),
                         number(view, balance.value_minor, view->decimals),
                         number(view, view->report->box_balance, 0),
                         number(view, balance.units, 0),
                         number(view, view->report->empty_box_balance, 0),
                     });
}

static void print_carriage(const struct view *view, enum corridor_section section)
{
    static const struct text TITLES[] = {
        [CORRIDOR_DIRECTION] = {"By direction", "按方向"},
        [CORRIDOR_MONTH] = {"By month", "按月"},
        [CORRIDOR_CHAPTER] = {"By goods chapter", "按商品章"},
        [CORRIDOR_CONSIGNOR] = {"By consignor", "按发货单位"},
    };
    struct rows rows = rows_of(view->report, section);
    struct table table;

    table_init(&table, view->arena, text_of(TITLES[section]));
    table_column(&table, T("Of", "范围"), false);
    table_column(&table, T("Trips", "列数"), true);
    table_column(&table, T("Packages", "件数"), true);
    table_column(&table, T("Tonnes", "吨"), true);
    table_column(&table, view->report->currency, true);
    table_column(&table, T("Boxes", "箱数"), true);
    table_column(&table, T("20-foot", "标箱"), true);
    table_column(&table, T("Empty", "空箱"), true);
    for (size_t i = 0; i < rows.count; i++)
        put_carriage(view, &table, title_of(rows.list[i], section), rows.list[i]);
    if (view->report->total != NULL)
        put_carriage(view, &table, T("all", "合计"), view->report->total);
    if (section == CORRIDOR_DIRECTION)
        put_balance(view, &table);
    table_print(&table, view->out);
}

/* ---- how punctually, for people ---- */

static const TIMING *timing_of(const TIMING *timing)
{
    static const TIMING NONE = CARAVAN__LOGISTICS__V1__PUNCTUALITY__INIT;

    return timing == NULL ? &NONE : timing;
}

/* "97 (92 %)" */
static const char *share(const struct view *view, int64_t part, int64_t whole)
{
    const char *text = whole == 0 ? "-"
                                  : cv_arena_printf(view->arena, "%lld (%lld %%)", (long long)part,
                                                    (long long)((part * 100 + whole / 2) / whole));

    return text == NULL ? "" : text;
}

/* Which of the four that a point has. */
enum against {
    PLAN,
    ESTIMATE,
    PLAN_OWN, /* less what holds took that are not the carrier's */
    ESTIMATE_OWN
};

static const TIMING *of_point(const POINT *point, enum against against)
{
    switch (against) {
    case PLAN:
        return timing_of(point->against_plan);
    case ESTIMATE:
        return timing_of(point->against_estimate);
    case PLAN_OWN:
        return timing_of(point->own_against_plan);
    default:
        return timing_of(point->own_against_estimate);
    }
}

static void print_punctuality(const struct view *view, struct text title, enum against against)
{
    struct table table;

    table_init(&table, view->arena, text_of(title));
    table_column(&table, T("Place", "站点"), false);
    table_column(&table, T("Arrivals", "到达"), true);
    table_column(&table, T("In 15 min", "15 分钟内"), true);
    table_column(&table, T("In 30 min", "30 分钟内"), true);
    table_column(&table, T("In 60 min", "60 分钟内"), true);
    table_column(&table, T("Late p50, min", "晚点 p50（分）"), true);
    table_column(&table, T("Late p90, min", "晚点 p90（分）"), true);
    for (size_t i = 0; i < view->report->n_by_point; i++) {
        const POINT *point = view->report->by_point[i];
        const TIMING *timing = of_point(point, against);
        bool any = timing->arrivals > 0;

        table_row(&table, (const char *const[]){
                              report_last_part(point->place),
                              number(view, timing->arrivals, 0),
                              share(view, timing->within_15, timing->arrivals),
                              share(view, timing->within_30, timing->arrivals),
                              share(view, timing->within_60, timing->arrivals),
                              any ? number(view, timing->late_minutes_p50, 0) : "-",
                              any ? number(view, timing->late_minutes_p90, 0) : "-",
                          });
    }
    table_print(&table, view->out);
}

static void print_stays(const struct view *view)
{
    struct table table;

    table_init(&table, view->arena, T("Stays by place, minutes", "各站停留（分钟）"));
    table_column(&table, T("Place", "站点"), false);
    table_column(&table, T("Stays", "次数"), true);
    table_column(&table, "p50", true);
    table_column(&table, "p90", true);
    table_column(&table, T("All", "合计"), true);
    table_column(&table, T("Held", "扣留"), true);
    table_column(&table, T("Stays held", "扣留次数"), true);
    table_column(&table, T("Carrier's own", "承运自身"), true);
    table_column(&table, T("Own p50", "自身 p50"), true);
    table_column(&table, T("Own p90", "自身 p90"), true);
    for (size_t i = 0; i < view->report->n_by_point; i++) {
        const POINT *point = view->report->by_point[i];
        bool any = point->stays > 0;

        table_row(&table, (const char *const[]){
                              report_last_part(point->place),
                              number(view, point->stays, 0),
                              any ? number(view, point->stay_minutes_p50, 0) : "-",
                              any ? number(view, point->stay_minutes_p90, 0) : "-",
                              number(view, point->stay_minutes, 0),
                              number(view, point->held_minutes, 0),
                              number(view, point->held_stays, 0),
                              number(view, point->own_minutes, 0),
                              any ? number(view, point->own_minutes_p50, 0) : "-",
                              any ? number(view, point->own_minutes_p90, 0) : "-",
                          });
    }
    table_print(&table, view->out);
}

static void print_head(const struct view *view)
{
    const REPORT *report = view->report;
    const char *from = report_date(report->start_date, view->arena);
    const char *to = report_date(report->end_date, view->arena);
    const char *through = report_date(report->effective_through, view->arena);

    (void)fprintf(
        view->out,
        T("\n%s: trips that left from %s to %s, %lld consignments; as it had happened "
          "by %s\nand was recorded by %s.\n",
          "\n%s：%s 至 %s 发车的车次，运单 %lld 份；截至 %s 发生的，以 %s 前的记录为准。\n"),
        report_last_part(report->corridor), *from == '\0' ? T("the first", "最早") : from,
        *to == '\0' ? T("the last", "最近") : to, (long long)report->consignment_count,
        *through == '\0' ? T("now", "现在") : through, report_time(report->known_at, view->arena));
    if (report->other_currencies)
        (void)fputs(T("Not in the value: goods of other currencies (--currency).\n",
                      "货值不含其他币种（--currency）。\n"),
                    view->out);
}

void corridor_print_tables(const REPORT *report, unsigned sections, struct cv_arena *arena,
                           FILE *out)
{
    const struct view view = {report, arena, out, cell_currency_decimals(report->currency)};

    print_head(&view);
    for (unsigned section = 0; section < CORRIDOR_POINT; section++) {
        if ((sections & 1u << section) != 0)
            print_carriage(&view, (enum corridor_section)section);
    }
    if ((sections & 1u << CORRIDOR_POINT) == 0)
        return;
    print_punctuality(&view, (struct text){"Arrivals against the first plan", "到达与首次计划相比"},
                      PLAN);
    print_punctuality(
        &view, (struct text){"Arrivals against the last estimate", "到达与最后预计相比"}, ESTIMATE);
    print_punctuality(&view,
                      (struct text){"Against the first plan, less holds that are not the carrier's",
                                    "与首次计划相比，扣除非承运原因的扣留"},
                      PLAN_OWN);
    print_punctuality(
        &view,
        (struct text){"Against the last estimate, less holds that are not the carrier's",
                      "与最后预计相比，扣除非承运原因的扣留"},
        ESTIMATE_OWN);
    print_stays(&view);
}

/* ---- JSON ---- */

static void put_row(struct json_out *out, const char *name, const ROW *row)
{
    json_put_open(out, name, '{');
    json_put_text(out, "key", row->key);
    json_put_text(out, "title", row->title);
    json_put_number(out, "trips", row->trips);
    json_put_number(out, "packages", row->packages);
    json_put_number(out, "gross_grams", row->gross_grams);
    json_put_number(out, "value_minor", row->value_minor);
    json_put_number(out, "boxes", row->boxes);
    json_put_number(out, "units", row->units);
    json_put_number(out, "empty_boxes", row->empty_boxes);
    json_put_close(out, '}');
}

static void put_timing(struct json_out *out, const char *name, const TIMING *timing)
{
    json_put_open(out, name, '{');
    json_put_number(out, "arrivals", timing->arrivals);
    json_put_number(out, "within_15", timing->within_15);
    json_put_number(out, "within_30", timing->within_30);
    json_put_number(out, "within_60", timing->within_60);
    json_put_number(out, "late_minutes_p50", timing->late_minutes_p50);
    json_put_number(out, "late_minutes_p90", timing->late_minutes_p90);
    json_put_close(out, '}');
}

static void put_point(struct json_out *out, const POINT *point)
{
    json_put_open(out, NULL, '{');
    json_put_text(out, "place", point->place);
    put_timing(out, "against_plan", of_point(point, PLAN));
    put_timing(out, "against_estimate", of_point(point, ESTIMATE));
    put_timing(out, "own_against_plan", of_point(point, PLAN_OWN));
    put_timing(out, "own_against_estimate", of_point(point, ESTIMATE_OWN));
    json_put_number(out, "stays", point->stays);
    json_put_number(out, "stay_minutes_p50", point->stay_minutes_p50);
    json_put_number(out, "stay_minutes_p90", point->stay_minutes_p90);
    json_put_number(out, "stay_minutes", point->stay_minutes);
    json_put_number(out, "held_stays", point->held_stays);
    json_put_number(out, "held_minutes", point->held_minutes);
    json_put_number(out, "own_minutes", point->own_minutes);
    json_put_number(out, "own_minutes_p50", point->own_minutes_p50);
    json_put_number(out, "own_minutes_p90", point->own_minutes_p90);
    json_put_close(out, '}');
}

static const char *or_null(const char *text)
{
    return *text == '\0' ? NULL : text;
}

void corridor_put_json(struct json_out *out, const REPORT *report, struct cv_arena *arena)
{
    json_put_text(out, "corridor", report->corridor);
    json_put_text(out, "start_date", or_null(report_date(report->start_date, arena)));
    json_put_text(out, "end_date", or_null(report_date(report->end_date, arena)));
    json_put_text(out, "effective_through", or_null(report_date(report->effective_through, arena)));
    json_put_text(out, "known_at", report_time(report->known_at, arena));
    json_put_text(out, "currency", report->currency);
    json_put_bool(out, "other_currencies", report->other_currencies);
    json_put_number(out, "consignment_count", report->consignment_count);
    json_put_number(out, "box_balance", report->box_balance);
    json_put_number(out, "empty_box_balance", report->empty_box_balance);
    if (report->total != NULL)
        put_row(out, "total", report->total);
    for (unsigned section = 0; section < CORRIDOR_POINT; section++) {
        struct rows rows = rows_of(report, (enum corridor_section)section);

        json_put_open(out, cv_arena_printf(arena, "by_%s", CORRIDOR_SECTION_NAMES[section]), '[');
        for (size_t i = 0; i < rows.count; i++)
            put_row(out, NULL, rows.list[i]);
        json_put_close(out, ']');
    }
    json_put_open(out, "by_point", '[');
    for (size_t i = 0; i < report->n_by_point; i++)
        put_point(out, report->by_point[i]);
    json_put_close(out, ']');
}

bool corridor_print_json(const REPORT *report, struct cv_arena *arena, FILE *file)
{
    struct json_out out;

    json_out_begin(&out);
    corridor_put_json(&out, report, arena);
    return json_out_end(&out, file);
}

/* ---- CSV ---- */

static void csv_carriage(const struct view *view, const char *section, const ROW *row)
{
    const char *const cells[] = {
        section,
        row->key,
        row->title,
        report_plain(row->trips, 0, view->arena),
        report_plain(row->packages, 0, view->arena),
        report_plain(row->gross_grams, 6, view->arena),
        report_plain(row->value_minor, view->decimals, view->arena),
        report_plain(row->boxes, 0, view->arena),
        report_plain(row->units, 0, view->arena),
        report_plain(row->empty_boxes, 0, view->arena),
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
    };

    csv_print(view->out, cells, sizeof(cells) / sizeof(cells[0]));
}

/* `count`: arrivals or stays. */
static void csv_minutes(const struct view *view, const char *section, const char *place,
                        int64_t count, const TIMING *timing, int64_t p50, int64_t p90)
{
    const char *const cells[] = {
        section,
        place,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        report_plain(count, 0, view->arena),
        timing == NULL ? NULL : report_plain(timing->within_15, 0, view->arena),
        timing == NULL ? NULL : report_plain(timing->within_30, 0, view->arena),
        timing == NULL ? NULL : report_plain(timing->within_60, 0, view->arena),
        count == 0 ? NULL : report_plain(p50, 0, view->arena),
        count == 0 ? NULL : report_plain(p90, 0, view->arena),
    };

    csv_print(view->out, cells, sizeof(cells) / sizeof(cells[0]));
}

static void csv_point(const struct view *view, const POINT *point)
{
    static const char *const NAMES[] = {
        [PLAN] = "point against plan",
        [ESTIMATE] = "point against estimate",
        [PLAN_OWN] = "point against plan, own",
        [ESTIMATE_OWN] = "point against estimate, own",
    };
    const char *place = report_last_part(point->place);

    for (enum against against = PLAN; against <= ESTIMATE_OWN; against++) {
        const TIMING *timing = of_point(point, against);

        csv_minutes(view, NAMES[against], place, timing->arrivals, timing, timing->late_minutes_p50,
                    timing->late_minutes_p90);
    }
    csv_minutes(view, "point stays", place, point->stays, NULL, point->stay_minutes_p50,
                point->stay_minutes_p90);
    csv_minutes(view, "point stays, own", place, point->stays, NULL, point->own_minutes_p50,
                point->own_minutes_p90);
}

void corridor_print_csv(const REPORT *report, unsigned sections, struct cv_arena *arena, FILE *out)
{
    const struct view view = {report, arena, out, cell_currency_decimals(report->currency)};

    /* with the mark by which spreadsheets know UTF-8 */
    (void)fputs("\xef\xbb\xbf"
                "by,key,title,trips,packages,tonnes,value,boxes,units,empty_boxes,count,within_15,"
                "within_30,within_60,minutes_p50,minutes_p90\r\n",
                out);
    if (report->total != NULL)
        csv_carriage(&view, "total", report->total);
    for (unsigned section = 0; section < CORRIDOR_POINT; section++) {
        struct rows rows = rows_of(report, (enum corridor_section)section);

        for (size_t i = 0; (sections & 1u << section) != 0 && i < rows.count; i++)
            csv_carriage(&view, CORRIDOR_SECTION_NAMES[section], rows.list[i]);
    }
    for (size_t i = 0; (sections & 1u << CORRIDOR_POINT) != 0 && i < report->n_by_point; i++)
        csv_point(&view, report->by_point[i]);
}
