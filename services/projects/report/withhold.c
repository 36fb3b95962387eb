#include "report/withhold.h"

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
        .least = WITHHOLD_BELOW,
    };

    if (rule.value)
        rule.least *= figure_scale(figures->decimals);
    for (size_t i = 0; i < figures->period_count; i++) {
        if (figures->periods[i].sums.value > figures->periods[i].sums.weight)
            rule.rest = false;
    }
    return rule;
}

static bool is_small(const struct rule *rule, const struct figure_sums *sums)
{
    __int128 rest = sums->weight - sums->value;

    return (rule->value && sums->value < rule->least) ||
           (rule->weight && sums->weight < rule->least) ||
           (rule->rest && rest > 0 && rest < rule->least);
}

static void withhold_small(const struct rule *rule, struct figure *figures, size_t count)
{
    for (size_t i = 0; i < count; i++)
        figures[i].withheld = is_small(rule, &figures[i].sums);
}

/* ---- what can be worked out ---- */

/* The withheld periods below one figure that is shown. */
struct hidden {
    struct figure_sums sums;
    size_t count;
};

static void gather(struct hidden *hidden, const struct figure *periods, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!periods[i].withheld)
            continue;
        hidden->sums.value += periods[i].sums.value;
        hidden->sums.weight += periods[i].sums.weight;
        hidden->count++;
    }
}

static bool is_safe(const struct rule *rule, const struct hidden *hidden)
{
    return hidden->count == 0 || !is_small(rule, &hidden->sums);
}

/* One more: that after the last withheld one, else the last that is shown; of none, the first.
 * NULL: all are withheld. */
static struct figure *hide_one(struct figure *figures, size_t count)
{
    size_t at = count;

    while (at > 0 && !figures[at - 1].withheld)
        at--;
    if (at == count) {
        while (at > 0 && figures[at - 1].withheld)
            at--;
        if (at == 0)
            return NULL;
        at--;
    }
    figures[at].withheld = true;
    return &figures[at];
}

/* ---- years and the whole ---- */

/* The periods of a year. */
struct span {
    struct figure *periods;
    size_t count;
};

static struct span span_of(const struct figures *figures, const struct figure *year)
{
    struct span span = {.periods = figures->periods};
    const struct figure *end = figures->periods + figures->period_count;

    while (span.periods->period / 100 < year->period / 100)
        span.periods++;
    while (span.periods + span.count < end &&
           span.periods[span.count].period / 100 == year->period / 100)
        span.count++;
    return span;
}

static void protect_year(const struct rule *rule, const struct figures *figures,
                         struct figure *year)
{
    struct span span = span_of(figures, year);

    while (!year->withheld) {
        struct hidden hidden = {0};

        gather(&hidden, span.periods, span.count);
        if (is_safe(rule, &hidden))
            return;
        if (hide_one(span.periods, span.count) == NULL)
            year->withheld = true;
    }
}

/* Bring more withheld periods under the whole. False: there are no more. */
static bool hide_below_total(struct figures *figures)
{
    struct figure *year = hide_one(figures->years, figures->year_count);
    struct hidden hidden = {0};
    struct span span;

    if (year == NULL)
        return hide_one(figures->periods, figures->period_count) != NULL;
    span = span_of(figures, year);
    gather(&hidden, span.periods, span.count);
    if (hidden.count == 0)
        (void)hide_one(span.periods, span.count);
    return true;
}

static void protect_total(const struct rule *rule, struct figures *figures)
{
    while (!figures->total.withheld) {
        struct hidden hidden = {0};

        for (size_t i = 0; i < figures->year_count; i++) {
            struct span span = span_of(figures, &figures->years[i]);

            if (figures->years[i].withheld)
                gather(&hidden, span.periods, span.count);
        }
        if (is_safe(rule, &hidden))
            return;
        if (!hide_below_total(figures))
            figures->total.withheld = true;
    }
}

void withhold(struct figures *figures)
{
    struct rule rule = rule_of(figures);

    if (figures->period_count == 0)
        return;
    withhold_small(&rule, &figures->total, 1);
    withhold_small(&rule, figures->years, figures->year_count);
    withhold_small(&rule, figures->periods, figures->period_count);
    if (figures->kind == FIGURE_LEVEL || figures->kind == FIGURE_DISTINCT_COUNT)
        return;
    for (size_t i = 0; i < figures->year_count; i++)
        protect_year(&rule, figures, &figures->years[i]);
    protect_total(&rule, figures);
}
