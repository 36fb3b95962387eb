#include "report/breakdown.h"

#include "service/rows.h"
#include "split.h"

#include <stdlib.h>

static void add(struct amounts *to, const struct amounts *amounts)
{
    for (int i = 0; i < MEASURES; i++)
        to->minor[i] += amounts->minor[i];
}

static bool fit(const struct amounts *amounts)
{
    for (int i = 0; i < MEASURES; i++) {
        if (amounts->minor[i] != (int64_t)amounts->minor[i])
            return false;
    }
    return true;
}

static bool is_zero(const struct amounts *amounts)
{
    for (int i = 0; i < MEASURES; i++) {
        if (amounts->minor[i] != 0)
            return false;
    }
    return true;
}

/* ---- tables ---- */

static int by_key(const void *a, const void *b)
{
    const struct money_row *x = a;
    const struct money_row *y = b;
    int order = strcmp(x->key, y->key);

    return order != 0 ? order : x->order < y->order ? -1 : 1;
}

/* The next row of the same key: its amounts, and its titles if there were none yet. */
static void merge(struct money_row *to, const struct money_row *row)
{
    add(&to->amounts, &row->amounts);
    if (to->title[0] != '\0' || to->title_zh[0] != '\0')
        return;
    to->title = row->title;
    to->title_zh = row->title_zh;
}

/* Sort, one row for each key. */
static void compact(struct money_table *table)
{
    struct money_row *rows = table->rows;
    size_t count = 0;

    if (table->count > 0)
        qsort(rows, table->count, sizeof(*rows), by_key);
    for (size_t i = 0; i < table->count; i++) {
        if (count > 0 && strcmp(rows[count - 1].key, rows[i].key) == 0)
            merge(&rows[count - 1], &rows[i]);
        else
            rows[count++] = rows[i];
    }
    table->count = count;
}

/* Memory grows with the keys, not with the rows added. */
static void add_row(struct cv_arena *arena, struct money_table *table, struct money_row row)
{
    struct money_row *rows = table->rows;

    if (table->count == table->room) {
        compact(table);
        if (table->count >= table->room / 2)
            rows = cv_rows_double(arena, rows, table->count, &table->room, sizeof(*rows));
        if (rows == NULL)
            return;
        table->rows = rows;
    }
    row.order = table->added++;
    rows[table->count++] = row;
}

/* "" is there only if there is money under it. */
static void close_table(struct money_table *table)
{
    struct money_row *rows = table->rows;

    compact(table);
    if (table->count > 0 && rows[0].key[0] == '\0' && is_zero(&rows[0].amounts))
        memmove(rows, rows + 1, --table->count * sizeof(*rows));
}

static bool table_fits(const struct money_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        if (!fit(&table->rows[i].amounts))
            return false;
    }
    return true;
}

/* ---- shares ---- */

/* Add to each of the rows, which lack only amounts, its share. */
static void add_shares(struct cv_arena *arena, struct money_table *table, struct money_row *rows,
                       const int32_t *shares, size_t count, const struct amounts *amounts)
{
    int64_t parts[SPLIT_MAX];

    for (int m = 0; m < MEASURES; m++) {
        split((int64_t)amounts->minor[m], shares, count, parts);
        for (size_t i = 0; i < count; i++)
            rows[i].amounts.minor[m] = parts[i];
    }
    for (size_t i = 0; i < count; i++)
        add_row(arena, table, rows[i]);
}

static void add_sectors(struct cv_arena *arena, struct money_table *table,
                        const struct funded *funded)
{
    const struct project *project = funded->project;
    size_t count = project->sector_count == 0 ? 1 : project->sector_count;
    struct money_row *rows = cv_arena_array(arena, count, sizeof(*rows));
    int32_t shares[SPLIT_MAX];

    if (rows == NULL)
        return;
    rows[0] = (struct money_row){.key = "", .title = "", .title_zh = ""};
    shares[0] = SPLIT_WHOLE;
    for (size_t i = 0; i < project->sector_count; i++) {
        rows[i] = (struct money_row){
            .key = project->sectors[i].code,
            .title = "",
            .title_zh = "",
        };
        shares[i] = project->sectors[i].share_bp;
    }
    add_shares(arena, table, rows, shares, count, &funded->total);
}

static void add_sites(struct cv_arena *arena, struct money_table *table,
                      const struct funded *funded)
{
    const struct project *project = funded->project;
    size_t count = project->site_count == 0 ? 1 : project->site_count;
    struct money_row *rows = cv_arena_array(arena, count, sizeof(*rows));
    int32_t shares[SPLIT_MAX];

    if (rows == NULL)
        return;
    rows[0] = (struct money_row){.key = "", .title = "", .title_zh = ""};
    shares[0] = SPLIT_WHOLE;
    for (size_t i = 0; i < project->site_count; i++) {
        rows[i] = (struct money_row){
            .key = project->sites[i].id,
            .title = project->sites[i].title,
            .title_zh = project->sites[i].title_zh,
        };
        shares[i] = project->sites[i].share_bp;
    }
    add_shares(arena, table, rows, shares, count, &funded->unsited);
}

/* ---- the whole ---- */

static void take_sum(struct breakdown *breakdown, struct cv_arena *arena, struct funded *projects,
                     const struct money_sum *sum)
{
    struct funded *funded = &projects[sum->project];
    struct money_row row = {.title = "", .title_zh = ""};
    char *year = cv_arena_printf(arena, "%04d", (int)sum->year);

    row.amounts.minor[sum->measure] = sum->minor;
    add(&breakdown->total, &row.amounts);
    add(&funded->total, &row.amounts);
    row.key = sum->site;
    if (sum->site[0] == '\0')
        add(&funded->unsited, &row.amounts);
    else
        add_row(arena, &breakdown->by_site, row);
    row.key = year;
    if (year != NULL)
        add_row(arena, &breakdown->by_year, row);
}

static void take_project(struct breakdown *breakdown, struct cv_arena *arena,
                         const struct funded *funded)
{
    add_row(arena, &breakdown->by_project,
            (struct money_row){
                .key = funded->name,
                .title = funded->project->title,
                .title_zh = funded->project->title_zh,
                .amounts = funded->total,
            });
    add_row(arena, &breakdown->by_partner,
            (struct money_row){
                .key = funded->partner,
                .title = funded->partner_title,
                .title_zh = funded->partner_title_zh,
                .amounts = funded->total,
            });
    add_sectors(arena, &breakdown->by_sector, funded);
    add_sites(arena, &breakdown->by_site, funded);
}

bool breakdown_make(struct breakdown *breakdown, struct cv_arena *arena, struct funded *projects,
                    size_t project_count, const struct money_sum *sums, size_t sum_count)
{
    struct money_table *tables[] = {&breakdown->by_project, &breakdown->by_sector,
                                    &breakdown->by_site, &breakdown->by_partner,
                                    &breakdown->by_year};
    bool fits;

    *breakdown = (struct breakdown){0};
    for (size_t i = 0; i < sum_count; i++)
        take_sum(breakdown, arena, projects, &sums[i]);
    fits = fit(&breakdown->total);
    for (size_t i = 0; fits && i < project_count; i++) {
        fits = fit(&projects[i].total) && fit(&projects[i].unsited);
        if (fits)
            take_project(breakdown, arena, &projects[i]);
    }
    for (size_t i = 0; fits && i < sizeof(tables) / sizeof(tables[0]); i++) {
        close_table(tables[i]);
        fits = table_fits(tables[i]);
    }
    return fits;
}
