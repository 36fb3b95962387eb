#include "engagement_report/health_tables.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *one, const void *other)
{
    const struct health_sum *a = one;
    const struct health_sum *b = other;
    int order = (a->measure > b->measure) - (a->measure < b->measure);

    if (order == 0)
        order = (a->year > b->year) - (a->year < b->year);
    return order == 0 ? strcmp(a->site, b->site) : order;
}

static void put(struct health_table *table, const struct health_sum *sum, const char *site,
                int32_t year)
{
    struct health_sum *row = &table->rows[table->count++];

    *row = *sum;
    row->site = site;
    row->year = year;
}

/* Rows of one key become one. */
static void close_table(struct health_table *table)
{
    size_t count = 0;

    if (table->count > 0)
        qsort(table->rows, table->count, sizeof(*table->rows), compare);
    for (size_t i = 0; i < table->count; i++) {
        struct health_sum *row = &table->rows[i];

        if (count > 0 && compare(&table->rows[count - 1], row) == 0) {
            table->rows[count - 1].value += row->value;
            table->rows[count - 1].records += row->records;
            table->rows[count - 1].fewer += row->fewer;
        } else {
            table->rows[count++] = *row;
        }
    }
    table->count = count;
}

bool health_tables_make(struct health_tables *tables, struct cv_arena *arena,
                        const struct health_sum *sums, size_t count)
{
    struct health_table *all[] = {&tables->measures, &tables->years, &tables->sites};

    for (int t = 0; t < 3; t++) {
        *all[t] = (struct health_table){cv_arena_array(arena, count + 1, sizeof(*sums)), 0};
        if (all[t]->rows == NULL)
            return false;
        for (size_t i = 0; i < count; i++)
            put(all[t], &sums[i], t == 2 ? sums[i].site : "", t == 1 ? sums[i].year : 0);
        close_table(all[t]);
    }
    return true;
}

/* No value is negative, so that no other sum is greater. */
bool health_tables_fit(const struct health_tables *tables)
{
    for (size_t i = 0; i < tables->measures.count; i++) {
        __int128 wide = tables->measures.rows[i].value;

        if (wide != (int64_t)wide)
            return false;
    }
    return true;
}
