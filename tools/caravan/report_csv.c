/* One rectangle, so that a spreadsheet program can filter it and a program can read it. */
#include "cell.h"
#include "csv.h"
#include "report_view.h"

static const char HEAD[] =
    "section,key,title,title_zh,period,budget,committed,disbursed,value,"
    "weight,unit,unit_zh,state,available,disbursed_percent,budget_percent,original_budget\r\n";

struct line {
    const char *section;
    const char *key;
    const char *title;
    const char *title_zh;
    const char *period;
    const char *money[3];
    const char *value;
    const char *weight;
    const char *unit;
    const char *unit_zh;
    const char *state;
    const char *of_budget[4]; /* what is available of it, percentages, and what it was at first */
};

static void put_line(const struct line *line, FILE *out)
{
    const char *const cells[] = {
        line->section,      line->key,          line->title,        line->title_zh,
        line->period,       line->money[0],     line->money[1],     line->money[2],
        line->value,        line->weight,       line->unit,         line->unit_zh,
        line->state,        line->of_budget[0], line->of_budget[1], line->of_budget[2],
        line->of_budget[3],
    };

    csv_print(out, cells, sizeof(cells) / sizeof(cells[0]));
}

static void put_money(const Caravan__Projects__V1__ReportResponse *report, const char *section,
                      const Caravan__Projects__V1__MoneyRow *row, struct cv_arena *arena, FILE *out)
{
    int decimals = cell_currency_decimals(report->currency);
    const struct line line = {
        .section = section,
        .key = report_last_part(row->key),
        .title = row->title,
        .title_zh = row->title_zh,
        .money = {report_plain(row->budget_minor, decimals, arena),
                  report_plain(row->committed_minor, decimals, arena),
                  report_plain(row->disbursed_minor, decimals, arena)},
        .unit = report->currency,
        .state = "reported",
        .of_budget = {report_plain(row->available_minor, decimals, arena),
                      row->parts == NULL ? "" : report_plain(row->parts->disbursed_bp, 2, arena),
                      report_plain(row->budget_bp, 2, arena),
                      report_plain(row->original_budget_minor, decimals, arena)},
    };

    put_line(&line, out);
}

static void put_figure(const Caravan__Projects__V1__IndicatorReport *indicator,
                       const Caravan__Projects__V1__Figure *figure, struct cv_arena *arena,
                       FILE *out)
{
    bool mean =
        figure != NULL &&
        indicator->kind == CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_WEIGHTED_MEAN;
    struct line line = {
        .section = REPORT_SECTION_NAMES[REPORT_INDICATOR],
        .key = report_last_part(indicator->indicator),
        .title = indicator->title,
        .title_zh = indicator->title_zh,
        .period = figure == NULL ? "" : figure->period,
        .unit = indicator->unit,
        .unit_zh = indicator->unit_zh,
        .state = figure == NULL     ? "not reported"
                 : figure->withheld ? "withheld"
                                    : "reported",
    };

    if (figure != NULL && !figure->withheld) {
        line.value = report_plain(figure->value, indicator->decimals, arena);
        if (figure->weight != 0)
            line.weight = report_plain(figure->weight, mean ? 0 : indicator->decimals, arena);
    }
    put_line(&line, out);
}

static void put_indicator(const Caravan__Projects__V1__IndicatorReport *indicator,
                          struct cv_arena *arena, FILE *out)
{
    put_figure(indicator, indicator->total, arena, out);
    for (size_t i = 0; i < indicator->n_by_year; i++)
        put_figure(indicator, indicator->by_year[i], arena, out);
    for (size_t i = 0; i < indicator->n_by_period; i++)
        put_figure(indicator, indicator->by_period[i], arena, out);
}

void report_print_csv(const Caravan__Projects__V1__ReportResponse *report, unsigned sections,
                      struct cv_arena *arena, FILE *out)
{
    (void)fprintf(out, "\xef\xbb\xbf%s", HEAD); /* with the mark by which spreadsheets know UTF-8 */
    if (report->total != NULL)
        put_money(report, "total", report->total, arena, out);
    for (unsigned section = 0; section < REPORT_INDICATOR; section++) {
        struct report_rows rows = report_rows(report, (enum report_section)section);

        for (size_t i = 0; (sections & 1u << section) != 0 && i < rows.count; i++)
            put_money(report, REPORT_SECTION_NAMES[section], rows.rows[i], arena, out);
    }
    for (size_t i = 0; (sections & 1u << REPORT_INDICATOR) != 0 && i < report->n_indicators; i++)
        put_indicator(report->indicators[i], arena, out);
}
