#include "service/withhold.h"

static bool some_people(const void *self, const __int128 *counts)
{
    (void)self;
    for (size_t i = 0; i < CV_WITHHOLD_COUNTS; i++) {
        if (counts[i] > 0 && counts[i] < CV_WITHHOLD_BELOW)
            return true;
    }
    return false;
}

const struct cv_withhold_rule cv_withhold_people = {some_people, NULL};

static void mark(const struct cv_withhold_rule *rule, struct cv_withhold_cell *cell)
{
    cell->withheld = cell->withheld || rule->small(rule->self, cell->counts);
}

static void mark_group(const struct cv_withhold_rule *rule, struct cv_withhold_group *group)
{
    mark(rule, &group->whole);
    for (size_t i = 0; i < group->count; i++)
        mark(rule, &group->parts[i]);
}

void cv_withhold_small(struct cv_withhold_table *table, const struct cv_withhold_rule *rule)
{
    mark(rule, &table->total);
    for (size_t i = 0; i < table->group_count; i++)
        mark_group(rule, &table->groups[i]);
}

/* ---- what can be worked out ---- */

/* The withheld parts below one cell that is shown. */
struct hidden {
    __int128 counts[CV_WITHHOLD_COUNTS];
    size_t count;
};

static void gather(struct hidden *hidden, const struct cv_withhold_group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        if (!group->parts[i].withheld)
            continue;
        for (size_t c = 0; c < CV_WITHHOLD_COUNTS; c++)
            hidden->counts[c] += group->parts[i].counts[c];
        hidden->count++;
    }
}

static bool is_safe(const struct cv_withhold_rule *rule, const struct hidden *hidden)
{
    return hidden->count == 0 || !rule->small(rule->self, hidden->counts);
}

/* Which to withhold: that after the last withheld one, else the last that is shown; of none, the
 * first. `count`: all are withheld. */
static size_t next_part(const struct cv_withhold_cell *parts, size_t count)
{
    size_t at = count;

    while (at > 0 && !parts[at - 1].withheld)
        at--;
    if (at < count)
        return at;
    while (at > 0 && parts[at - 1].withheld)
        at--;
    return at == 0 ? count : at - 1;
}

static bool hide_part(struct cv_withhold_cell *parts, size_t count)
{
    size_t at = next_part(parts, count);

    if (at < count)
        parts[at].withheld = true;
    return at < count;
}

static void protect_group(const struct cv_withhold_rule *rule, struct cv_withhold_group *group)
{
    while (!group->whole.withheld) {
        struct hidden hidden = {0};

        gather(&hidden, group);
        if (is_safe(rule, &hidden))
            return;
        if (!hide_part(group->parts, group->count))
            group->whole.withheld = true;
    }
}

/* The like of next_part(), of groups. */
static struct cv_withhold_group *next_group(const struct cv_withhold_table *table)
{
    size_t at = table->group_count;

    while (at > 0 && !table->groups[at - 1].whole.withheld)
        at--;
    if (at < table->group_count)
        return &table->groups[at];
    while (at > 0 && table->groups[at - 1].whole.withheld)
        at--;
    return at == 0 ? NULL : &table->groups[at - 1];
}

/* Bring more withheld parts under the total. False: there are no more. */
static bool hide_below_total(struct cv_withhold_table *table)
{
    struct cv_withhold_group *group = next_group(table);
    struct hidden hidden = {0};

    if (group == NULL)
        return hide_part(table->parts, table->part_count);
    group->whole.withheld = true;
    gather(&hidden, group);
    if (hidden.count == 0)
        (void)hide_part(group->parts, group->count);
    return true;
}

static void protect_total(const struct cv_withhold_rule *rule, struct cv_withhold_table *table)
{
    while (!table->total.withheld) {
        struct hidden hidden = {0};

        for (size_t i = 0; i < table->group_count; i++) {
            if (table->groups[i].whole.withheld)
                gather(&hidden, &table->groups[i]);
        }
        if (is_safe(rule, &hidden))
            return;
        if (!hide_below_total(table))
            table->total.withheld = true;
    }
}

void cv_withhold(struct cv_withhold_table *table, const struct cv_withhold_rule *rule)
{
    cv_withhold_small(table, rule);
    for (size_t i = 0; i < table->group_count; i++)
        protect_group(rule, &table->groups[i]);
    protect_total(rule, table);
}

void cv_withhold_flat(struct cv_withhold_group *group, const struct cv_withhold_rule *rule)
{
    mark_group(rule, group);
    protect_group(rule, group);
}
