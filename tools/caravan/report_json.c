/* Every key is always there. What has 64 bits is text, as in the JSON of protobuf: many programs
 * keep numbers in 53. */
#include "json_put.h"
#include "report_view.h"

/* null: the budget has no such parts. */
static void put_parts(struct json_out *out, const Caravan__Projects__V1__BudgetParts *parts)
{
    if (parts == NULL) {
        json_put_text(out, "parts", NULL);
        return;
    }
    json_put_open(out, "parts", '{');
    json_put_number(out, "disbursed_bp", parts->disbursed_bp);
    json_put_number(out, "undisbursed_bp", parts->undisbursed_bp);
    json_put_number(out, "reserved_bp", parts->reserved_bp);
    json_put_number(out, "available_bp", parts->available_bp);
    json_put_close(out, '}');
}

static void put_money(struct json_out *out, const char *name,
                      const Caravan__Projects__V1__MoneyRow *row)
{
    const Caravan__Projects__V1__PendingMoney none = CARAVAN__PROJECTS__V1__PENDING_MONEY__INIT;
    const Caravan__Projects__V1__PendingMoney *pending;

    if (row == NULL) {
        json_put_text(out, name, NULL);
        return;
    }
    pending = row->pending == NULL ? &none : row->pending;
    json_put_open(out, name, '{');
    json_put_text(out, "key", row->key);
    json_put_text(out, "title", row->title);
    json_put_text(out, "title_zh", row->title_zh);
    json_put_int64(out, "budget_minor", row->budget_minor);
    json_put_int64(out, "original_budget_minor", row->original_budget_minor);
    json_put_int64(out, "committed_minor", row->committed_minor);
    json_put_int64(out, "disbursed_minor", row->disbursed_minor);
    json_put_int64(out, "pending_budget_minor", pending->budget_minor);
    json_put_int64(out, "pending_committed_minor", pending->committed_minor);
    json_put_int64(out, "pending_disbursed_minor", pending->disbursed_minor);
    json_put_int64(out, "reserved_minor", pending->reserved_minor);
    json_put_int64(out, "available_minor", row->available_minor);
    json_put_number(out, "budget_bp", row->budget_bp);
    put_parts(out, row->parts);
    json_put_close(out, '}');
}

static void put_rows(struct json_out *out, const char *name, struct report_rows rows)
{
    json_put_open(out, name, '[');
    for (size_t i = 0; i < rows.count; i++)
        put_money(out, NULL, rows.rows[i]);
    json_put_close(out, ']');
}

/* null: nothing was observed, which is not 0; and so are the numbers of a withheld figure. */
static void put_figure(struct json_out *out, const char *name,
                       const Caravan__Projects__V1__Figure *figure)
{
    if (figure == NULL) {
        json_put_text(out, name, NULL);
        return;
    }
    json_put_open(out, name, '{');
    json_put_text(out, "period", figure->period);
    json_put_bool(out, "withheld", figure->withheld);
    if (figure->withheld) {
        json_put_text(out, "value", NULL);
        json_put_text(out, "weight", NULL);
        json_put_text(out, "observation_count", NULL);
    } else {
        json_put_int64(out, "value", figure->value);
        json_put_int64(out, "weight", figure->weight);
        json_put_int64(out, "observation_count", figure->observation_count);
    }
    json_put_close(out, '}');
}

static void put_figures(struct json_out *out, const char *name,
                        Caravan__Projects__V1__Figure *const *figures, size_t count)
{
    json_put_open(out, name, '[');
    for (size_t i = 0; i < count; i++)
        put_figure(out, NULL, figures[i]);
    json_put_close(out, ']');
}

static void put_indicator(struct json_out *out,
                          const Caravan__Projects__V1__IndicatorReport *indicator)
{
    json_put_open(out, NULL, '{');
    json_put_text(out, "indicator", indicator->indicator);
    json_put_text(out, "title", indicator->title);
    json_put_text(out, "title_zh", indicator->title_zh);
    json_put_text(out, "unit", indicator->unit);
    json_put_text(out, "unit_zh", indicator->unit_zh);
    json_put_number(out, "decimals", indicator->decimals);
    json_put_text(out, "kind", report_kind(indicator->kind));
    put_figure(out, "total", indicator->total);
    put_figures(out, "by_year", indicator->by_year, indicator->n_by_year);
    put_figures(out, "by_period", indicator->by_period, indicator->n_by_period);
    json_put_close(out, '}');
}

static const char *or_null(const char *text)
{
    return *text == '\0' ? NULL : text;
}

static void put_head(struct json_out *out, const Caravan__Projects__V1__ReportResponse *report,
                     struct cv_arena *arena)
{
    json_put_text(out, "programme", report->programme);
    json_put_text(out, "title", report->title);
    json_put_text(out, "title_zh", report->title_zh);
    json_put_text(out, "currency", report->currency);
    json_put_text(out, "effective_through", or_null(report_date(report->effective_through, arena)));
    json_put_text(out, "known_at", or_null(report_time(report->known_at, arena)));
    json_put_number(out, "project_count", report->project_count);
    json_put_number(out, "project_started_count", report->project_started_count);
}

void report_put_json(struct json_out *out, const Caravan__Projects__V1__ReportResponse *report,
                     struct cv_arena *arena)
{
    static const char *const KEYS[] = {
        [REPORT_PROJECT] = "by_project", [REPORT_SECTOR] = "by_sector", [REPORT_SITE] = "by_site",
        [REPORT_PARTNER] = "by_partner", [REPORT_YEAR] = "by_year",
    };

    put_head(out, report, arena);
    put_money(out, "total", report->total);
    for (unsigned i = 0; i < sizeof(KEYS) / sizeof(KEYS[0]); i++)
        put_rows(out, KEYS[i], report_rows(report, (enum report_section)i));
    json_put_open(out, "indicators", '[');
    for (size_t i = 0; i < report->n_indicators; i++)
        put_indicator(out, report->indicators[i]);
    json_put_close(out, ']');
}

bool report_print_json(const Caravan__Projects__V1__ReportResponse *report, struct cv_arena *arena,
                       FILE *file)
{
    struct json_out out;

    json_out_begin(&out);
    report_put_json(&out, report, arena);
    return json_out_end(&out, file);
}
