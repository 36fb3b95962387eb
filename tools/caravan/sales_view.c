#include "sales_view.h"

#include "cell.h"
#include "csv.h"
#include "json_put.h"
#include "report_view.h"
#include "table.h"

#include <string.h>

#define REPORT Caravan__Logistics__V1__SalesReportResponse
#define ROW    Caravan__Logistics__V1__SalesRow

const char *const SALES_SECTION_NAMES[SALES_SECTIONS] = {
    [SALES_PRODUCT] = "product", [SALES_CHANNEL] = "channel", [SALES_ORIGIN] = "origin",
    [SALES_BUYER] = "buyer",     [SALES_MONTH] = "month",     [SALES_CLOSED] = "closed",
};

struct rows {
    ROW **rows;
    size_t count;
};

static struct rows rows_of(const REPORT *report, enum sales_section section)
{
    switch (section) {
    case SALES_PRODUCT:
        return (struct rows){report->by_product, report->n_by_product};
    case SALES_CHANNEL:
        return (struct rows){report->by_channel, report->n_by_channel};
    case SALES_ORIGIN:
        return (struct rows){report->by_origin, report->n_by_origin};
    case SALES_BUYER:
        return (struct rows){report->by_buyer_region, report->n_by_buyer_region};
    case SALES_MONTH:
        return (struct rows){report->by_month, report->n_by_month};
    default:
        return (struct rows){NULL, 0};
    }
}

/* ---- tables ---- */

static const char *amount(const REPORT *report, int64_t minor, struct cv_arena *arena)
{
    return cell_decimal(arena, minor, cell_currency_decimals(report->currency));
}

static void table_amounts(const REPORT *report, struct table *table, const char *title,
                          const ROW *row, struct cv_arena *arena)
{
    table_row(table, (const char *const[]){
                         title,
                         amount(report, row->signed_minor, arena),
                         amount(report, row->gross_minor, arena),
                         amount(report, row->refunded_minor, arena),
                         amount(report, row->net_minor, arena),
                         amount(report, row->unpaid_minor, arena),
                     });
}

static void print_section(const REPORT *report, enum sales_section section, struct cv_arena *arena,
                          FILE *out)
{
    static const struct {
        struct text title;
        struct text head;
    } TEXTS[] = {
        [SALES_PRODUCT] = {{"Sales by product", "销售额按产品"}, {"Product", "产品"}},
        [SALES_CHANNEL] = {{"Sales by channel", "销售额按渠道"}, {"Channel", "渠道"}},
        [SALES_ORIGIN] = {{"Sales by origin", "销售额按产地"}, {"Origin", "产地"}},
        [SALES_BUYER] = {{"Sales by buyer region", "销售额按销往地"}, {"Buyer region", "销往地"}},
        [SALES_MONTH] = {{"Sales by month", "销售额按月"}, {"Month", "月份"}},
    };
    struct rows rows = rows_of(report, section);
    const char *title = cv_arena_printf(arena, T("%s, in %s", "%s，单位 %s"),
                                        text_of(TEXTS[section].title), report->currency);
    struct table table;

    table_init(&table, arena, title == NULL ? "" : title);
    table_column(&table, text_of(TEXTS[section].head), false);
    table_column(&table, T("Signed", "签约"), true);
    table_column(&table, T("Paid", "到账"), true);
    table_column(&table, T("Refunded", "退款"), true);
    table_column(&table, T("Net", "净额"), true);
    table_column(&table, T("Unpaid", "已签未付"), true);
    for (size_t i = 0; i < rows.count; i++)
        table_amounts(report, &table, rows.rows[i]->key, rows.rows[i], arena);
    if (rows.count > 0 && report->total != NULL)
        table_amounts(report, &table, T("all", "合计"), report->total, arena);
    table_print(&table, out);
}

static void put_statement(const REPORT *report, struct table *table, const char *month,
                          const char *what, const ROW *row, struct cv_arena *arena)
{
    table_row(table, (const char *const[]){
                         month,
                         what,
                         amount(report, row->signed_minor, arena),
                         amount(report, row->gross_minor, arena),
                         amount(report, row->refunded_minor, arena),
                         amount(report, row->net_minor, arena),
                     });
}

static const char *cause_of(const char *key)
{
    static const struct {
        const char *key;
        struct text name;
    } CAUSES[] = {
        {"late", {"recorded late", "迟录"}},
        {"counter-entry", {"counter-entries", "冲销"}},
        {"match", {"matches", "匹配"}},
    };

    for (size_t i = 0; i < sizeof(CAUSES) / sizeof(CAUSES[0]); i++) {
        if (strcmp(CAUSES[i].key, key) == 0)
            return text_of(CAUSES[i].name);
    }
    return key;
}

/* What was stated of a month, what was recorded since and why, and what that comes to. */
static void put_closed_month(const REPORT *report, struct table *table,
                             const Caravan__Logistics__V1__RestatedMonth *closed,
                             struct cv_arena *arena)
{
    const char *stated = cv_arena_printf(arena, T("stated, version %d, %s", "第 %d 版，%s"),
                                         closed->version, report_time(closed->stated_time, arena));
    ROW now = *closed->stated;

    put_statement(report, table, closed->month, stated == NULL ? "" : stated, closed->stated,
                  arena);
    for (size_t i = 0; i < closed->n_restatements; i++) {
        const ROW *later = closed->restatements[i];

        now.signed_minor += later->signed_minor;
        now.gross_minor += later->gross_minor;
        now.refunded_minor += later->refunded_minor;
        now.net_minor += later->net_minor;
        put_statement(report, table, "", cause_of(later->key), later, arena);
    }
    if (closed->n_restatements > 0)
        put_statement(report, table, "", T("now", "现为"), &now, arena);
}

static void print_closed(const REPORT *report, struct cv_arena *arena, FILE *out)
{
    const char *title =
        cv_arena_printf(arena, T("Closed months, in %s", "已结账月份，单位 %s"), report->currency);
    struct table table;

    table_init(&table, arena, title == NULL ? "" : title);
    table_column(&table, T("Month", "月份"), false);
    table_column(&table, T("What", "内容"), false);
    table_column(&table, T("Signed", "签约"), true);
    table_column(&table, T("Paid", "到账"), true);
    table_column(&table, T("Refunded", "退款"), true);
    table_column(&table, T("Net", "净额"), true);
    for (size_t i = 0; i < report->n_closed_months; i++)
        put_closed_month(report, &table, report->closed_months[i], arena);
    table_print(&table, out);
}

static void print_head(const REPORT *report, struct cv_arena *arena, FILE *out)
{
    const char *from = report_date(report->effective_from, arena);
    const char *through = report_date(report->effective_through, arena);

    (void)fprintf(out,
                  T("\nSales from %s up to and including %s, as recorded by %s.\n",
                    "\n%s 至 %s（含）的销售，以 %s 前的记录为准。\n"),
                  *from == '\0' ? T("the beginning", "开始") : from,
                  *through == '\0' ? T("the last", "最后") : through,
                  report_time(report->known_at, arena));
    for (size_t i = 0; i < report->n_other_currencies; i++)
        (void)fprintf(
            out, T("Not in it: sales in %s (--currency).\n", "不含 %s 的销售（--currency）。\n"),
            report->other_currencies[i]);
}

void sales_print_tables(const REPORT *report, unsigned sections, struct cv_arena *arena, FILE *out)
{
    print_head(report, arena, out);
    for (unsigned section = 0; section < SALES_CLOSED; section++) {
        if ((sections & 1u << section) != 0)
            print_section(report, (enum sales_section)section, arena, out);
    }
    if ((sections & 1u << SALES_CLOSED) != 0 && report->n_closed_months > 0)
        print_closed(report, arena, out);
}

/* ---- CSV ---- */

static void put_line(const REPORT *report, const char *section, const char *key, const char *note,
                     const ROW *row, struct cv_arena *arena, FILE *out)
{
    int decimals = cell_currency_decimals(report->currency);
    const char *const cells[] = {
        section,
        key,
        note,
        report_plain(row->signed_minor, decimals, arena),
        report_plain(row->gross_minor, decimals, arena),
        report_plain(row->refunded_minor, decimals, arena),
        report_plain(row->net_minor, decimals, arena),
        report_plain(row->unpaid_minor, decimals, arena),
    };

    csv_print(out, cells, sizeof(cells) / sizeof(cells[0]));
}

static void put_closed_lines(const REPORT *report, struct cv_arena *arena, FILE *out)
{
    for (size_t i = 0; i < report->n_closed_months; i++) {
        const Caravan__Logistics__V1__RestatedMonth *closed = report->closed_months[i];

        put_line(report, "closed", closed->month, "stated", closed->stated, arena, out);
        for (size_t r = 0; r < closed->n_restatements; r++)
            put_line(report, "closed", closed->month, closed->restatements[r]->key,
                     closed->restatements[r], arena, out);
    }
}

void sales_print_csv(const REPORT *report, unsigned sections, struct cv_arena *arena, FILE *out)
{
    /* with the mark by which spreadsheets know UTF-8 */
    (void)fputs("\xef\xbb\xbfsection,key,statement,signed,paid,refunded,net,unpaid\r\n", out);
    if (report->total != NULL)
        put_line(report, "total", "", "", report->total, arena, out);
    for (unsigned section = 0; section < SALES_CLOSED; section++) {
        struct rows rows = rows_of(report, (enum sales_section)section);

        for (size_t i = 0; (sections & 1u << section) != 0 && i < rows.count; i++)
            put_line(report, SALES_SECTION_NAMES[section], rows.rows[i]->key, "", rows.rows[i],
                     arena, out);
    }
    if ((sections & 1u << SALES_CLOSED) != 0)
        put_closed_lines(report, arena, out);
}

/* ---- JSON ---- */

static void put_row(struct json_out *out, const char *name, const ROW *row)
{
    json_put_open(out, name, '{');
    json_put_text(out, "key", row->key);
    json_put_int64(out, "signed_minor", row->signed_minor);
    json_put_int64(out, "gross_minor", row->gross_minor);
    json_put_int64(out, "refunded_minor", row->refunded_minor);
    json_put_int64(out, "net_minor", row->net_minor);
    json_put_int64(out, "unpaid_minor", row->unpaid_minor);
    json_put_close(out, '}');
}

static void put_rows(struct json_out *out, const char *name, struct rows rows)
{
    json_put_open(out, name, '[');
    for (size_t i = 0; i < rows.count; i++)
        put_row(out, NULL, rows.rows[i]);
    json_put_close(out, ']');
}

static void put_closed(struct json_out *out, const Caravan__Logistics__V1__RestatedMonth *closed,
                       struct cv_arena *arena)
{
    json_put_open(out, NULL, '{');
    json_put_text(out, "month", closed->month);
    json_put_number(out, "version", closed->version);
    json_put_text(out, "stated_time", report_time(closed->stated_time, arena));
    put_row(out, "stated", closed->stated);
    put_rows(out, "restatements", (struct rows){closed->restatements, closed->n_restatements});
    json_put_close(out, '}');
}

static const char *or_null(const char *text)
{
    return *text == '\0' ? NULL : text;
}

void sales_put_json(struct json_out *out, const REPORT *report, struct cv_arena *arena)
{
    static const char *const KEYS[] = {
        [SALES_PRODUCT] = "by_product", [SALES_CHANNEL] = "by_channel",
        [SALES_ORIGIN] = "by_origin",   [SALES_BUYER] = "by_buyer_region",
        [SALES_MONTH] = "by_month",
    };

    json_put_text(out, "currency", report->currency);
    json_put_text(out, "effective_from", or_null(report_date(report->effective_from, arena)));
    json_put_text(out, "effective_through", or_null(report_date(report->effective_through, arena)));
    json_put_text(out, "known_at", or_null(report_time(report->known_at, arena)));
    if (report->total != NULL)
        put_row(out, "total", report->total);
    for (unsigned i = 0; i < SALES_CLOSED; i++)
        put_rows(out, KEYS[i], rows_of(report, (enum sales_section)i));
    json_put_open(out, "closed_months", '[');
    for (size_t i = 0; i < report->n_closed_months; i++)
        put_closed(out, report->closed_months[i], arena);
    json_put_close(out, ']');
    json_put_open(out, "other_currencies", '[');
    for (size_t i = 0; i < report->n_other_currencies; i++)
        json_put_text(out, NULL, report->other_currencies[i]);
    json_put_close(out, ']');
}

bool sales_print_json(const REPORT *report, struct cv_arena *arena, FILE *file)
{
    struct json_out out;

    json_out_begin(&out);
    sales_put_json(&out, report, arena);
    return json_out_end(&out, file);
}
