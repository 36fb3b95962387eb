#include "results_matrix/results_matrix_wire.h"

#include "indicator/indicator.h"
#include "period/period.h"
#include "report/report_wire.h"

static Caravan__Projects__V1__TargetFigure *target_wire(struct cv_arena *arena,
                                                        const struct target_sum *target)
{
    Caravan__Projects__V1__TargetFigure *message;

    if (!target->known)
        return NULL;
    message = cv_arena_alloc(arena, sizeof(*message));
    if (message == NULL)
        return NULL;
    caravan__projects__v1__target_figure__init(message);
    message->value = (int64_t)target->value;
    message->rating = cv_wire_text(target->rating);
    message->original_value = (int64_t)target->first_value;
    message->original_rating = cv_wire_text(target->first_rating);
    message->summed = target->summed;
    message->change_count = (int32_t)target->change_count;
    message->reason = cv_wire_text(target->reason);
    if (target->change_count > 0)
        message->changed_time = cv_wire_time(arena, target->changed_us);
    return message;
}

static Caravan__Projects__V1__IndicatorCell *
cell_wire(struct cv_arena *arena, const struct matrix_row *row, const struct matrix_cell *cell)
{
    const struct figures *figures = &row->counted->figures;
    Caravan__Projects__V1__IndicatorCell *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__indicator_cell__init(message);
    message->period = period_text(arena, figures->grain, cell->period);
    message->target = target_wire(arena, &cell->target);
    if (cell->actual != NULL)
        message->actual = figure_wire(arena, figures, figures->grain, cell->actual);
    if (figures->kind == FIGURE_QUALITATIVE) {
        message->rating = cv_wire_text(cell->rating);
        message->statement = cv_wire_text(cell->statement);
    }
    if (cell->is_achieved_known) {
        message->achieved_case =
            CARAVAN__PROJECTS__V1__INDICATOR_CELL__ACHIEVED_ACHIEVED_BASIS_POINTS;
        message->achieved_basis_points = cell->achieved_bp;
    }
    message->places_expected = cell->expected;
    message->places_reported = cell->reported;
    message->places_overdue = cell->overdue;
    if (cell->approved_us != 0)
        message->last_approved_time = cv_wire_time(arena, cell->approved_us);
    message->document_count = cell->document_count;
    return message;
}

static Caravan__Projects__V1__IndicatorRow *row_wire(struct cv_arena *arena, const char *programme,
                                                     const struct matrix_row *row)
{
    const struct indicator *indicator = &row->counted->indicator;
    Caravan__Projects__V1__IndicatorRow *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__indicator_row__init(message);
    message->indicator =
        cv_arena_printf(arena, "programmes/%s/indicators/%s", programme, indicator->id);
    message->title = cv_wire_text(indicator->title);
    message->title_zh = cv_wire_text(indicator->title_zh);
    message->unit = cv_wire_text(indicator->unit);
    message->unit_zh = cv_wire_text(indicator->unit_zh);
    message->decimals = (int32_t)indicator->decimals;
    message->kind = (Caravan__Projects__V1__IndicatorKind)indicator->kind;
    message->descending = indicator->descending;
    message->people = (Caravan__Projects__V1__PeopleCounted)indicator->people;
    message->result_type = (Caravan__Projects__V1__ResultType)indicator->result_type;
    message->source = (Caravan__Projects__V1__IndicatorSource)indicator->source;
    message->baseline = baseline_wire(arena, &indicator->baseline);
    message->total = cell_wire(arena, row, &row->total);
    message->periods = cv_arena_array(arena, row->cell_count + 1, sizeof(*message->periods));
    for (size_t i = 0; message->periods != NULL && i < row->cell_count; i++)
        message->periods[i] = cell_wire(arena, row, &row->cells[i]);
    message->n_periods = row->cell_count;
    return message;
}

Caravan__Projects__V1__ResultsMatrix *
results_matrix_wire(struct cv_arena *arena, const struct programme *programme,
                    int32_t effective_through, int64_t known_us, const struct matrix_row *rows,
                    size_t count)
{
    Caravan__Projects__V1__ResultsMatrix *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__results_matrix__init(message);
    message->programme = cv_arena_printf(arena, "programmes/%s", programme->id);
    message->title = cv_wire_text(programme->title);
    message->title_zh = cv_wire_text(programme->title_zh);
    message->effective_through = cv_wire_date(arena, effective_through);
    message->known_at = cv_wire_time(arena, known_us);
    message->indicators = cv_arena_array(arena, count + 1, sizeof(*message->indicators));
    for (size_t i = 0; message->indicators != NULL && i < count; i++)
        message->indicators[i] = row_wire(arena, programme->id, &rows[i]);
    message->n_indicators = count;
    return message;
}
