#include "report/report_wire.h"

#include "app/wire.h"
#include "report/share.h"

/* ---- money ---- */

/* NULL: nothing is. */
static Caravan__Projects__V1__PendingMoney *pending_wire(struct cv_arena *arena,
                                                         const struct amounts *amounts)
{
    Caravan__Projects__V1__PendingMoney *message;

    if (amounts->minor[MEASURE_PENDING_BUDGET] == 0 &&
        amounts->minor[MEASURE_PENDING_COMMITTED] == 0 &&
        amounts->minor[MEASURE_PENDING_DISBURSED] == 0 && amounts->minor[MEASURE_RESERVED] == 0)
        return NULL;
    message = cv_arena_alloc(arena, sizeof(*message));
    if (message == NULL)
        return NULL;
    caravan__projects__v1__pending_money__init(message);
    message->budget_minor = (int64_t)amounts->minor[MEASURE_PENDING_BUDGET];
    message->committed_minor = (int64_t)amounts->minor[MEASURE_PENDING_COMMITTED];
    message->disbursed_minor = (int64_t)amounts->minor[MEASURE_PENDING_DISBURSED];
    message->reserved_minor = (int64_t)amounts->minor[MEASURE_RESERVED];
    return message;
}

/* Approved and neither committed nor kept for what waits. */
static __int128 available(const struct amounts *amounts)
{
    return amounts->minor[MEASURE_BUDGET] - amounts->minor[MEASURE_COMMITTED] -
           amounts->minor[MEASURE_RESERVED];
}

/* NULL: the budget cannot be told apart into such parts. */
static Caravan__Projects__V1__BudgetParts *parts_wire(struct cv_arena *arena,
                                                      const struct amounts *amounts)
{
    const __int128 *minor = amounts->minor;
    struct share parts[] = {
        {.amount = minor[MEASURE_DISBURSED]},
        {.amount = minor[MEASURE_COMMITTED] - minor[MEASURE_DISBURSED]},
        {.amount = minor[MEASURE_RESERVED]},
        {.amount = available(amounts)},
    };
    Caravan__Projects__V1__BudgetParts *message;

    if (!shares_make(parts, sizeof(parts) / sizeof(parts[0])))
        return NULL;
    message = cv_arena_alloc(arena, sizeof(*message));
    if (message == NULL)
        return NULL;
    caravan__projects__v1__budget_parts__init(message);
    message->disbursed_bp = parts[0].bp;
    message->undisbursed_bp = parts[1].bp;
    message->reserved_bp = parts[2].bp;
    message->available_bp = parts[3].bp;
    return message;
}

static Caravan__Projects__V1__MoneyRow *row_wire(struct cv_arena *arena,
                                                 const struct money_row *row, int32_t budget_bp)
{
    Caravan__Projects__V1__MoneyRow *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__money_row__init(message);
    message->key = cv_wire_text(row->key);
    message->title = cv_wire_text(row->title);
    message->title_zh = cv_wire_text(row->title_zh);
    message->budget_minor = (int64_t)row->amounts.minor[MEASURE_BUDGET];
    message->original_budget_minor = (int64_t)row->amounts.minor[MEASURE_ORIGINAL_BUDGET];
    message->committed_minor = (int64_t)row->amounts.minor[MEASURE_COMMITTED];
    message->disbursed_minor = (int64_t)row->amounts.minor[MEASURE_DISBURSED];
    message->pending = pending_wire(arena, &row->amounts);
    message->available_minor = (int64_t)available(&row->amounts);
    message->budget_bp = budget_bp;
    message->parts = parts_wire(arena, &row->amounts);
    return message;
}

static size_t table_wire(struct cv_arena *arena, const struct money_table *table,
                         Caravan__Projects__V1__MoneyRow ***rows)
{
    struct share *shares = cv_arena_array(arena, table->count + 1, sizeof(*shares));

    *rows = cv_arena_array(arena, table->count + 1, sizeof(**rows));
    if (*rows == NULL || shares == NULL)
        return 0;
    for (size_t i = 0; i < table->count; i++)
        shares[i] = (struct share){.amount = table->rows[i].amounts.minor[MEASURE_BUDGET]};
    (void)shares_make(shares, table->count);
    for (size_t i = 0; i < table->count; i++) {
        (*rows)[i] = row_wire(arena, &table->rows[i], shares[i].bp);
        if ((*rows)[i] == NULL)
            return 0;
    }
    return table->count;
}

static void money_wire(struct cv_arena *arena, const struct breakdown *money,
                       Caravan__Projects__V1__ReportResponse *message)
{
    const struct money_row total = {.amounts = money->total};
    struct share whole = {.amount = money->total.minor[MEASURE_BUDGET]};

    (void)shares_make(&whole, 1);
    message->total = row_wire(arena, &total, whole.bp);
    message->n_by_project = table_wire(arena, &money->by_project, &message->by_project);
    message->n_by_sector = table_wire(arena, &money->by_sector, &message->by_sector);
    message->n_by_site = table_wire(arena, &money->by_site, &message->by_site);
    message->n_by_partner = table_wire(arena, &money->by_partner, &message->by_partner);
    message->n_by_year = table_wire(arena, &money->by_year, &message->by_year);
}

/* ---- figures ---- */

Caravan__Projects__V1__Figure *figure_wire(struct cv_arena *arena, const struct figures *figures,
                                           enum figure_grain grain, const struct figure *figure)
{
    Caravan__Projects__V1__Figure *message = cv_arena_alloc(arena, sizeof(*message));
    char period[FIGURE_PERIOD_TEXT];

    if (message == NULL)
        return NULL;
    caravan__projects__v1__figure__init(message);
    figure_period(grain, figure->period, period);
    message->period = cv_arena_string(arena, period);
    message->withheld = figure->withheld;
    if (!figure->withheld) {
        (void)figure_value(figures, figure, &message->value, &message->weight);
        message->observation_count = figure->sums.observations;
    }
    return message->period == NULL ? NULL : message;
}

static size_t figures_wire(struct cv_arena *arena, const struct figures *figures,
                           enum figure_grain grain, const struct figure *list, size_t count,
                           Caravan__Projects__V1__Figure ***messages)
{
    *messages = cv_arena_array(arena, count + 1, sizeof(**messages));
    if (*messages == NULL)
        return 0;
    for (size_t i = 0; i < count; i++) {
        (*messages)[i] = figure_wire(arena, figures, grain, &list[i]);
        if ((*messages)[i] == NULL)
            return 0;
    }
    return count;
}

static Caravan__Projects__V1__IndicatorReport *
result_wire(struct cv_arena *arena, const char *programme, const struct indicator_figures *result)
{
    Caravan__Projects__V1__IndicatorReport *message = cv_arena_alloc(arena, sizeof(*message));
    const struct indicator *indicator = &result->indicator;
    const struct figures *figures = &result->figures;

    if (message == NULL)
        return NULL;
    caravan__projects__v1__indicator_report__init(message);
    message->indicator =
        cv_arena_printf(arena, "programmes/%s/indicators/%s", programme, indicator->id);
    message->title = cv_wire_text(indicator->title);
    message->title_zh = cv_wire_text(indicator->title_zh);
    message->unit = cv_wire_text(indicator->unit);
    message->unit_zh = cv_wire_text(indicator->unit_zh);
    message->decimals = (int32_t)indicator->decimals;
    message->kind = (Caravan__Projects__V1__IndicatorKind)indicator->kind;
    if (figures->period_count > 0)
        message->total = figure_wire(arena, figures, FIGURE_YEAR, &figures->total);
    message->n_by_year = figures_wire(arena, figures, FIGURE_YEAR, figures->years,
                                      figures->year_count, &message->by_year);
    if (figures->grain != FIGURE_YEAR)
        message->n_by_period = figures_wire(arena, figures, figures->grain, figures->periods,
                                            figures->period_count, &message->by_period);
    return message->indicator == NULL ? NULL : message;
}

Caravan__Projects__V1__ReportResponse *report_wire(struct cv_arena *arena,
                                                   const struct report *report)
{
    Caravan__Projects__V1__ReportResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__report_response__init(message);
    message->programme = cv_arena_printf(arena, "programmes/%s", report->programme.id);
    message->title = cv_wire_text(report->programme.title);
    message->title_zh = cv_wire_text(report->programme.title_zh);
    message->currency = cv_wire_text(report->programme.currency);
    message->effective_through = cv_wire_date(arena, report->effective_through);
    message->known_at = cv_wire_time(arena, report->known_us);
    message->project_count = report->project_count;
    message->project_started_count = report->started_count;
    money_wire(arena, &report->money, message);
    message->indicators =
        cv_arena_array(arena, report->result_count + 1, sizeof(*message->indicators));
    if (message->indicators == NULL)
        return NULL;
    for (size_t i = 0; i < report->result_count; i++)
        message->indicators[i] = result_wire(arena, report->programme.id, &report->results[i]);
    message->n_indicators = report->result_count;
    return message;
}
