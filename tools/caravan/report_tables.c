#include "cell.h"
#include "report_view.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

#define YEARS_MAX (TABLE_COLUMNS_MAX - 3) /* beside title, unit and total */

struct view {
    const Caravan__Projects__V1__ReportResponse *report;
    struct cv_arena *arena;
    FILE *out;
    int decimals; /* of the currency */
};

/* "1,234.50", in the arena. */
static const char *number(const struct view *view, int64_t value, int decimals)
{
    return cell_decimal(view->arena, value, decimals);
}

/* "96.15 %": as many digits as let a column, or the parts of a budget, add up to 100.00. */
static const char *percent(const struct view *view, int32_t bp)
{
    const char *text = cv_arena_printf(view->arena, "%d.%02d %%", (int)(bp / 100), (int)(bp % 100));

    return text == NULL ? "" : text;
}

/* ---- money ---- */

static const char *row_title(const struct view *view, enum report_section section,
                             const Caravan__Projects__V1__MoneyRow *row)
{
    const char *id = report_last_part(row->key);
    const char *title = text_title(row->title, row->title_zh);
    const char *text;

    if (*row->key == '\0')
        return T("(none)", "（未指定）");
    if (*title == '\0')
        return id;
    if (section != REPORT_PROJECT)
        return title;
    text = cv_arena_printf(view->arena, "%s  %s", id, title);
    return text == NULL ? title : text;
}

static void put_money(const struct view *view, struct table *table, const char *title,
                      const Caravan__Projects__V1__MoneyRow *row)
{
    table_row(
        table,
        (const char *const[]){
            title,
            number(view, row->budget_minor, view->decimals),
            number(view, row->committed_minor, view->decimals),
            number(view, row->disbursed_minor, view->decimals),
            number(view, row->available_minor, view->decimals),
            row->parts == NULL ? "-" : percent(view, row->parts->disbursed_bp),
            row->budget_bp == 0 && row->budget_minor == 0 ? "-" : percent(view, row->budget_bp),
        });
}

static const struct {
    struct text title;
    struct text head;
} MONEY_TEXTS[] = {
    [REPORT_PROJECT] = {{"Money by project", "按项目"}, {"Project", "项目"}},
    [REPORT_SECTOR] = {{"Money by sector", "按领域"}, {"Sector", "领域"}},
    [REPORT_SITE] = {{"Money by site", "按地点"}, {"Site", "地点"}},
    [REPORT_PARTNER] = {{"Money by partner", "按实施单位"}, {"Partner", "实施单位"}},
    [REPORT_YEAR] = {{"Money by year", "按年度"}, {"Year", "年度"}},
};

static void print_money(const struct view *view, enum report_section section)
{
    struct report_rows rows = report_rows(view->report, section);
    const char *title =
        cv_arena_printf(view->arena, T("%s, in %s", "资金%s，单位 %s"),
                        text_of(MONEY_TEXTS[section].title), view->report->currency);
    struct table table;

    table_init(&table, view->arena, title == NULL ? "" : title);
    table_column(&table, text_of(MONEY_TEXTS[section].head), false);
    table_column(&table, T("Budget", "预算"), true);
    table_column(&table, T("Committed", "合同"), true);
    table_column(&table, T("Disbursed", "支付"), true);
    table_column(&table, T("Available", "可用"), true);
    table_column(&table, T("of budget", "支付率"), true);
    table_column(&table, T("of all", "占预算"), true);
    for (size_t i = 0; i < rows.count; i++)
        put_money(view, &table, row_title(view, section, rows.rows[i]), rows.rows[i]);
    if (rows.count > 0 && view->report->total != NULL)
        put_money(view, &table, T("all", "合计"), view->report->total);
    table_print(&table, view->out);
}

/* ---- indicators ---- */

static const char *figure(const struct view *view,
                          const Caravan__Projects__V1__IndicatorReport *indicator,
                          const Caravan__Projects__V1__Figure *figure)
{
    if (figure == NULL)
        return T("not reported", "未报");
    if (figure->withheld)
        return T("withheld", "不公布");
    return number(view, figure->value, indicator->decimals);
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Every year that some indicator has a figure for, in order, each once; the newest if there are too
 * many for a table. */
static size_t find_years(const struct view *view, const char *years[YEARS_MAX])
{
    const Caravan__Projects__V1__ReportResponse *report = view->report;
    const char **all;
    size_t count = 0;
    size_t kept = 0;

    for (size_t i = 0; i < report->n_indicators; i++)
        count += report->indicators[i]->n_by_year;
    all = cv_arena_array(view->arena, count + 1, sizeof(*all));
    if (all == NULL)
        return 0;
    count = 0;
    for (size_t i = 0; i < report->n_indicators; i++) {
        for (size_t y = 0; y < report->indicators[i]->n_by_year; y++)
            all[count++] = report->indicators[i]->by_year[y]->period;
    }
    qsort(all, count, sizeof(*all), by_text);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || strcmp(all[kept - 1], all[i]) != 0)
            all[kept++] = all[i];
    }
    count = kept > YEARS_MAX ? YEARS_MAX : kept;
    for (size_t i = 0; i < count; i++)
        years[i] = all[kept - count + i];
    return count;
}

static const Caravan__Projects__V1__Figure *
figure_of_year(const Caravan__Projects__V1__IndicatorReport *indicator, const char *year)
{
    for (size_t i = 0; i < indicator->n_by_year; i++) {
        if (strcmp(indicator->by_year[i]->period, year) == 0)
            return indicator->by_year[i];
    }
    return NULL;
}

static void print_indicators(const struct view *view)
{
    const char *years[YEARS_MAX];
    size_t count = find_years(view, years);
    struct table table;

    table_init(&table, view->arena, T("What came of it", "成效指标"));
    table_column(&table, T("Indicator", "指标"), false);
    table_column(&table, T("Unit", "单位"), false);
    for (size_t y = 0; y < count; y++)
        table_column(&table, years[y], true);
    table_column(&table, T("In all", "总计"), true);
    for (size_t i = 0; i < view->report->n_indicators; i++) {
        const Caravan__Projects__V1__IndicatorReport *from = view->report->indicators[i];
        const char *cells[TABLE_COLUMNS_MAX];

        cells[0] = text_title(from->title, from->title_zh);
        cells[1] = text_title(from->unit, from->unit_zh);
        for (size_t y = 0; y < count; y++)
            cells[2 + y] = figure(view, from, figure_of_year(from, years[y]));
        cells[2 + count] = figure(view, from, from->total);
        table_row(&table, cells);
    }
    table_print(&table, view->out);
}

/* ---- the whole ---- */

static void print_head(const struct view *view)
{
    const Caravan__Projects__V1__ReportResponse *report = view->report;
    const char *through = report_date(report->effective_through, view->arena);

    (void)fprintf(view->out, T("\n%s (%s)\n", "\n%s（%s）\n"),
                  text_title(report->title, report->title_zh), report_last_part(report->programme));
    (void)fprintf(view->out,
                  T("%d projects, %d of them started.\n", "项目 %d 个，其中已启动 %d 个。\n"),
                  report->project_count, report->project_started_count);
    if (*through != '\0')
        (void)fprintf(view->out, T("What happened up to and including %s, ", "截至 %s（含）发生，"),
                      through);
    else
        (void)fputs(T("All that happened, ", "全部发生额，"), view->out);
    (void)fprintf(view->out, T("as recorded by %s.\n", "以 %s 前的记录为准。\n"),
                  report_time(report->known_at, view->arena));
}

void report_print_tables(const Caravan__Projects__V1__ReportResponse *report, unsigned sections,
                         struct cv_arena *arena, FILE *out)
{
    const struct view view = {
        .report = report,
        .arena = arena,
        .out = out,
        .decimals = cell_currency_decimals(report->currency),
    };

    print_head(&view);
    for (unsigned section = 0; section < REPORT_INDICATOR; section++) {
        if ((sections & 1u << section) != 0)
            print_money(&view, (enum report_section)section);
    }
    if ((sections & 1u << REPORT_INDICATOR) != 0)
        print_indicators(&view);
}
