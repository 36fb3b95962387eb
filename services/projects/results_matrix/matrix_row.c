#include "results_matrix/matrix_row.h"

#include "app/date.h"
#include "milestone/slip.h"
#include "period/period.h"

#include <stdlib.h>
#include <string.h>

#define WHOLE_BP 10000

/* ---- who reported ---- */

static int compare_places(int32_t period, const char *project, const char *site,
                          const struct reported *reported)
{
    int order = period < reported->period ? -1 : period > reported->period;

    if (order == 0)
        order = strcmp(project, reported->project);
    return order == 0 ? strcmp(site, reported->site) : order;
}

static int by_place(const void *a, const void *b)
{
    const struct reported *x = a;

    return compare_places(x->period, x->project, x->site, b);
}

/* A project as a whole has reported if any place of it has. */
static bool has_reported(const struct matrix_input *input, const struct known_target *target)
{
    size_t low = 0;
    size_t high = input->reported_count;
    const struct reported *found;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_places(target->period, target->project, target->site,
                           &input->reported[middle]) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == input->reported_count)
        return false;
    found = &input->reported[low];
    return found->period == target->period && strcmp(found->project, target->project) == 0 &&
           (target->site[0] == '\0' || strcmp(found->site, target->site) == 0);
}

static void count_places(const struct matrix_input *input, const struct known_target *targets,
                         size_t count, struct matrix_cell *cell)
{
    int64_t due_days = input->counted->indicator.due_days;
    int32_t last = period_last_day(cell->period);
    bool due = slip_days(last, input->as_of) > due_days;

    for (size_t i = 0; i < count; i++) {
        if (targets[i].project[0] == '\0')
            continue;
        cell->expected++;
        if (has_reported(input, &targets[i]))
            cell->reported++;
        else if (due)
            cell->overdue++;
    }
}

static void take_results(const struct reported *reported, size_t count, struct matrix_cell *cell)
{
    for (size_t i = 0; i < count; i++) {
        cell->document_count += reported[i].document_count;
        if (reported[i].approved_us <= cell->approved_us)
            continue;
        cell->approved_us = reported[i].approved_us;
        cell->rating = reported[i].rating;
        cell->statement = reported[i].statement;
    }
}

/* ---- how much is achieved ---- */

static bool narrow(__int128 wide, int64_t *value)
{
    *value = (int64_t)wide;
    return wide == *value;
}

static void measure(const struct indicator_figures *counted, struct matrix_cell *cell)
{
    const struct indicator *indicator = &counted->indicator;
    bool from_baseline = indicator->baseline.on != CV_DATE_NONE && !indicator_is_flow(indicator);
    __int128 base = from_baseline ? indicator->baseline.value : 0;
    __int128 way = cell->target.value - base;
    __int128 gone;
    int64_t value;
    int64_t weight;

    if (cell->actual == NULL || cell->actual->withheld || !cell->target.known || way == 0 ||
        (indicator->descending && !from_baseline) ||
        !figure_value(&counted->figures, cell->actual, &value, &weight))
        return;
    gone = way < 0 ? base - value : value - base;
    way = way < 0 ? -way : way;
    cell->is_achieved_known = narrow(gone < 0 ? -figure_divide(-gone * WHOLE_BP, way)
                                              : figure_divide(gone * WHOLE_BP, way),
                                     &cell->achieved_bp);
}

/* ---- cells ---- */

struct cursor {
    size_t figure;
    size_t target;
    size_t reported;
};

static int32_t lower(int32_t period, int32_t other)
{
    return other < period ? other : period;
}

/* The next period of which there is something; INT32_MAX: none. */
static int32_t next_period(const struct matrix_input *input, const struct cursor *at)
{
    const struct figures *figures = &input->counted->figures;
    int32_t period = INT32_MAX;

    if (at->figure < figures->period_count)
        period = lower(period, figures->periods[at->figure].period);
    if (at->target < input->target_count)
        period = lower(period, input->targets[at->target].period);
    if (at->reported < input->reported_count)
        period = lower(period, input->reported[at->reported].period);
    return period;
}

static void make_cell(const struct matrix_input *input, struct cursor *at, struct matrix_cell *cell)
{
    const struct indicator_figures *counted = input->counted;
    const struct figures *figures = &counted->figures;
    const struct known_target *targets =
        at->target < input->target_count ? &input->targets[at->target] : NULL;
    const struct reported *reported =
        at->reported < input->reported_count ? &input->reported[at->reported] : NULL;
    size_t target_count = 0;
    size_t reported_count = 0;

    while (at->target + target_count < input->target_count &&
           targets[target_count].period == cell->period)
        target_count++;
    while (at->reported + reported_count < input->reported_count &&
           reported[reported_count].period == cell->period)
        reported_count++;
    if (at->figure < figures->period_count && figures->periods[at->figure].period == cell->period)
        cell->actual = &figures->periods[at->figure++];
    cell->target = target_sum_period(&counted->indicator, targets, target_count);
    count_places(input, targets, target_count, cell);
    take_results(reported, reported_count, cell);
    measure(counted, cell);
    at->target += target_count;
    at->reported += reported_count;
}

/* How many of the targets are of periods that have begun: what is reached in these is counted. */
static size_t begun_targets(const struct matrix_input *input)
{
    int32_t last =
        figure_period_of((enum figure_grain)input->counted->indicator.grain, input->through / 100);
    size_t count = input->target_count;

    while (count > 0 && input->targets[count - 1].period > last)
        count--;
    return count;
}

static void make_total(const struct matrix_input *input, struct matrix_row *row)
{
    const struct indicator_figures *counted = input->counted;
    struct matrix_cell *total = &row->total;

    *total = (struct matrix_cell){.rating = "", .statement = ""};
    if (counted->figures.period_count > 0)
        total->actual = &counted->figures.total;
    total->target = target_sum_total(&counted->indicator, input->targets, begun_targets(input));
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct matrix_cell *cell = &row->cells[i];

        if (period_last_day(cell->period) <= input->as_of) {
            total->expected += cell->expected;
            total->reported += cell->reported;
            total->overdue += cell->overdue;
        }
        total->document_count += cell->document_count;
        if (cell->approved_us > total->approved_us)
            total->approved_us = cell->approved_us;
        if (cell->approved_us != 0) { /* the judgement of the last period */
            total->rating = cell->rating;
            total->statement = cell->statement;
        }
    }
    measure(counted, total);
}

static bool fits(const struct target_sum *target)
{
    int64_t value;

    return narrow(target->value, &value) && narrow(target->first_value, &value);
}

bool matrix_row_make(struct cv_arena *arena, struct matrix_input *input, struct matrix_row *row)
{
    struct cursor at = {0};
    size_t most =
        input->counted->figures.period_count + input->target_count + input->reported_count;
    bool fit;

    *row = (struct matrix_row){.counted = input->counted};
    row->cells = cv_arena_array(arena, most + 1, sizeof(*row->cells));
    if (row->cells == NULL)
        return true;
    if (input->target_count > 0)
        qsort(input->targets, input->target_count, sizeof(*input->targets), known_target_compare);
    if (input->reported_count > 0)
        qsort(input->reported, input->reported_count, sizeof(*input->reported), by_place);
    while (at.target < input->target_count && input->targets[at.target].period == 0)
        at.target++;
    for (int32_t period; (period = next_period(input, &at)) != INT32_MAX; row->cell_count++) {
        struct matrix_cell *cell = &row->cells[row->cell_count];

        *cell = (struct matrix_cell){.period = period, .rating = "", .statement = ""};
        make_cell(input, &at, cell);
    }
    make_total(input, row);
    fit = fits(&row->total.target);
    for (size_t i = 0; fit && i < row->cell_count; i++)
        fit = fits(&row->cells[i].target);
    return fit;
}
