#include "engagement_report/people_tables.h"

#include "activity/activity_store.h"
#include "service/withhold.h"

static void add(struct activity_sum *to, const struct activity_sum *sum)
{
    to->records += sum->records;
    to->persons += sum->persons;
    to->person_times += sum->person_times;
    to->persons_unknown += sum->persons_unknown;
}

static void put(struct people_tables *tables, const struct activity_sum *sum)
{
    struct people_row *kind = &tables->kinds[tables->kind_count];

    if (tables->kind_count > 0 && kind[-1].sum.kind == sum->kind)
        kind--;
    else
        tables->kind_count++;
    kind->sum.kind = sum->kind;
    add(&kind->sum, sum);
    add(&tables->total.sum, sum);
    tables->years[tables->year_count++].sum = *sum;
}

/* ---- withholding ---- */

static struct cv_withhold_cell cell_of(const struct activity_sum *sum)
{
    return (struct cv_withhold_cell){.counts = {sum->persons, sum->person_times}};
}

/* The years are the parts, the kinds the groups. */
static void lay_out(struct cv_withhold_table *table, const struct people_tables *tables)
{
    size_t year = 0;

    table->total = cell_of(&tables->total.sum);
    table->group_count = tables->kind_count;
    table->part_count = tables->year_count;
    for (size_t i = 0; i < tables->kind_count; i++) {
        const struct activity_sum *kind = &tables->kinds[i].sum;
        struct cv_withhold_group *group = &table->groups[i];

        *group = (struct cv_withhold_group){cell_of(kind), table->parts + year, 0};
        for (; year < tables->year_count && tables->years[year].sum.kind == kind->kind; year++)
            group->parts[group->count++] = cell_of(&tables->years[year].sum);
    }
}

static bool withhold_activities(struct people_tables *tables, struct cv_arena *arena)
{
    struct cv_withhold_table table = {
        .groups = cv_arena_array(arena, tables->kind_count + 1, sizeof(*table.groups)),
        .parts = cv_arena_array(arena, tables->year_count + 1, sizeof(*table.parts)),
    };

    if (table.groups == NULL || table.parts == NULL)
        return false;
    lay_out(&table, tables);
    cv_withhold(&table, &cv_withhold_people);
    tables->total.withheld = table.total.withheld;
    for (size_t i = 0; i < tables->kind_count; i++)
        tables->kinds[i].withheld = table.groups[i].whole.withheld;
    for (size_t i = 0; i < tables->year_count; i++)
        tables->years[i].withheld = table.parts[i].withheld;
    return true;
}

/* They add up to the persons of the total, too. */
static bool withhold_groups(struct people_tables *tables, struct cv_arena *arena)
{
    struct cv_withhold_group group = {
        .whole = {.counts = {tables->total.sum.persons}},
        .parts = cv_arena_array(arena, tables->group_count + 1, sizeof(*group.parts)),
        .count = tables->group_count,
    };

    if (group.parts == NULL)
        return false;
    for (size_t i = 0; i < tables->group_count; i++)
        group.parts[i] = (struct cv_withhold_cell){.counts = {tables->groups[i].sum.persons}};
    cv_withhold_flat(&group, &cv_withhold_people);
    for (size_t i = 0; i < tables->group_count; i++)
        tables->groups[i].withheld = tables->total.withheld || group.parts[i].withheld;
    return true;
}

/* ---- the whole ---- */

static void put_groups(struct people_tables *tables, const struct people_sum *people, size_t count)
{
    int64_t rest = tables->total.sum.persons;

    for (size_t i = 0; i < count; i++)
        rest -= people[i].persons;
    if (rest > 0)
        tables->groups[tables->group_count++].sum.persons = rest;
    for (size_t i = 0; i < count; i++)
        tables->groups[tables->group_count++].sum = people[i];
}

bool people_tables_make(struct people_tables *tables, struct cv_arena *arena,
                        const struct activity_sum *sums, size_t sum_count,
                        const struct people_sum *people, size_t people_count)
{
    *tables = (struct people_tables){
        .kinds = cv_arena_array(arena, sum_count + 1, sizeof(*tables->kinds)),
        .years = cv_arena_array(arena, sum_count + 1, sizeof(*tables->years)),
        .groups = cv_arena_array(arena, people_count + 1, sizeof(*tables->groups)),
    };
    if (tables->kinds == NULL || tables->years == NULL || tables->groups == NULL)
        return false;
    for (size_t i = 0; i < sum_count; i++) {
        if (sums[i].state == ACTIVITY_HELD)
            put(tables, &sums[i]);
    }
    put_groups(tables, people, people_count);
    return withhold_activities(tables, arena) && withhold_groups(tables, arena);
}
