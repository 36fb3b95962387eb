/* Every key is always there. What has 64 bits is text, as in the JSON of protobuf: many programs
 * keep numbers in 53. */
#include "report_view.h"

#include <inttypes.h>
#include <jansson.h>

static json_t *integer(int64_t value)
{
    char text[24];

    (void)snprintf(text, sizeof(text), "%" PRId64, value);
    return json_string(text);
}

static json_t *money(const Caravan__Projects__V1__MoneyRow *row)
{
    if (row == NULL)
        return json_null();
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "key", row->key, "title", row->title,
                     "title_zh", row->title_zh, "budget_minor", integer(row->budget_minor),
                     "committed_minor", integer(row->committed_minor), "disbursed_minor",
                     integer(row->disbursed_minor));
}

static json_t *money_list(struct report_rows rows)
{
    json_t *list = json_array();

    for (size_t i = 0; i < rows.count; i++)
        (void)json_array_append_new(list, money(rows.rows[i]));
    return list;
}

/* null: nothing was observed, which is not 0; and so is the value of a withheld one. */
static json_t *figure(const Caravan__Projects__V1__Figure *from)
{
    if (from == NULL)
        return json_null();
    return json_pack("{s:s, s:b, s:o, s:o, s:o}", "period", from->period, "withheld",
                     from->withheld, "value", from->withheld ? json_null() : integer(from->value),
                     "weight", from->withheld ? json_null() : integer(from->weight),
                     "observation_count",
                     from->withheld ? json_null() : integer(from->observation_count));
}

static json_t *figures(Caravan__Projects__V1__Figure *const *from, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        (void)json_array_append_new(list, figure(from[i]));
    return list;
}

static json_t *indicators(const Caravan__Projects__V1__ReportResponse *report)
{
    json_t *list = json_array();

    for (size_t i = 0; i < report->n_indicators; i++) {
        const Caravan__Projects__V1__IndicatorReport *from = report->indicators[i];

        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:o, s:o, s:o}", "indicator",
                            from->indicator, "title", from->title, "title_zh", from->title_zh,
                            "unit", from->unit, "unit_zh", from->unit_zh, "decimals",
                            from->decimals, "kind", report_kind(from->kind), "total",
                            figure(from->total), "by_year", figures(from->by_year, from->n_by_year),
                            "by_period", figures(from->by_period, from->n_by_period)));
    }
    return list;
}

static json_t *text_or_null(const char *text)
{
    return *text == '\0' ? json_null() : json_string(text);
}

static void add_sections(json_t *root, const Caravan__Projects__V1__ReportResponse *report)
{
    static const char *const KEYS[] = {
        [REPORT_PROJECT] = "by_project", [REPORT_SECTOR] = "by_sector", [REPORT_SITE] = "by_site",
        [REPORT_PARTNER] = "by_partner", [REPORT_YEAR] = "by_year",
    };

    for (unsigned i = 0; i < sizeof(KEYS) / sizeof(KEYS[0]); i++)
        (void)json_object_set_new(root, KEYS[i],
                                  money_list(report_rows(report, (enum report_section)i)));
}

bool report_print_json(const Caravan__Projects__V1__ReportResponse *report, struct cv_arena *arena,
                       FILE *out)
{
    json_t *root = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:i, s:i, s:o}", "programme",
                             report->programme, "title", report->title, "title_zh",
                             report->title_zh, "currency", report->currency, "effective_through",
                             text_or_null(report_date(report->effective_through, arena)),
                             "known_at", text_or_null(report_time(report->known_at, arena)),
                             "project_count", report->project_count, "project_started_count",
                             report->project_started_count, "total", money(report->total));
    bool done;

    if (root == NULL)
        return false;
    add_sections(root, report);
    (void)json_object_set_new(root, "indicators", indicators(report));
    done = json_dumpf(root, out, JSON_INDENT(2)) == 0;
    (void)fputc('\n', out);
    json_decref(root);
    return done;
}
