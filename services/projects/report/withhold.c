#include "report/withhold.h"

#include "base/arena.h"
#include "service/withhold.h"

struct rule {
    bool value;  /* counts people */
    bool weight; /* counts people */
    bool rest;   /* weight - value counts people */
    __int128 least;
};

static struct rule rule_of(const struct figures *figures)
{
    struct rule rule = {
        .value = figures->kind != FIGURE_WEIGHTED_MEAN,
        .weight = figures->kind == FIGURE_WEIGHTED_MEAN || figures->kind == FIGURE_RATIO,
        .rest = figures->kind == FIGURE_RATIO,
        .least = CV_WITHHOLD_BELOW,
    };

    if (rule.value)
        rule.least *= figure_scale(figures->decimals);
    for (size_t i = 0; i < figures->period_count; i++) {
        if (figures->periods[i].sums.value > figures->periods[i].sums.weight)
            rule.rest = false;
    }
    return rule;
}

static bool is_small(const void *self, const __int128 *counts)
{
    const struct rule *rule = self;
    __int128 value = counts[0];
    __int128 weight = counts[1];
    __int128 rest = weight - value;

    return (rule->value && value < rule->least) || (rule->weight && weight < rule->least) ||
           (rule->rest && rest > 0 && rest < rule->least);
}

static struct cv_withhold_cell cell_of(const struct figure *figure)
{
    return (struct cv_withhold_cell){.counts = {figure->sums.value, figure->sums.weight}};
}

/* False: the arena is full. */
static bool lay_out(struct cv_withhold_table *table, const struct figures *figures)
{
    size_t part = 0;

    table->total = cell_of(&figures->total);
    table->group_count = figures->year_count;
    table->part_count = figures->period_count;
    table->groups = cv_arena_array(figures->arena, table->group_count, sizeof(*table->groups));
    table->parts = cv_arena_array(figures->arena, table->part_count, sizeof(*table->parts));
    if (table->groups == NULL || table->parts == NULL)
        return false;
    for (size_t i = 0; i < table->group_count; i++) {
        struct cv_withhold_group *group = &table->groups[i];
        int32_t year = figures->years[i].period / 100;

        *group = (struct cv_withhold_group){cell_of(&figures->years[i]), table->parts + part, 0};
        for (; part < table->part_count && figures->periods[part].period / 100 == year; part++)
            group->parts[group->count++] = cell_of(&figures->periods[part]);
    }
    return true;
}

static void take(struct figures *figures, const struct cv_withhold_table *table)
{
    figures->total.withheld = table->total.withheld;
    for (size_t i = 0; i < table->group_count; i++)
        figures->years[i].withheld = table->groups[i].whole.withheld;
    for (size_t i = 0; i < table->part_count; i++)
        figures->periods[i].withheld = table->parts[i].withheld;
}

void withhold(struct figures *figures)
{
    struct rule rule = rule_of(figures);
    const struct cv_withhold_rule small = {is_small, &rule};
    struct cv_withhold_table table;

    if (figures->period_count == 0 || !lay_out(&table, figures))
        return;
    if (figures->kind == FIGURE_LEVEL || figures->kind == FIGURE_DISTINCT_COUNT)
        cv_withhold_small(&table, &small);
    else
        cv_withhold(&table, &small);
    take(figures, &table);
}
