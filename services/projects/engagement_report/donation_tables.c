#include "engagement_report/donation_tables.h"

#include "service/rows.h"

#include <stdlib.h>

static const struct donation_row NO_KEY = {.site = "", .item = "", .unit = "", .donor = ""};

/* ---- rows ---- */

static int compare(const void *one, const void *other)
{
    const struct donation_row *a = one;
    const struct donation_row *b = other;
    int order = strcmp(a->site, b->site);

    if (order == 0)
        order = strcmp(a->item, b->item);
    if (order == 0)
        order = strcmp(a->unit, b->unit);
    if (order == 0)
        order = strcmp(a->donor, b->donor);
    if (order == 0)
        order = (a->state > b->state) - (a->state < b->state);
    return order == 0 ? (a->reason > b->reason) - (a->reason < b->reason) : order;
}

/* The row of this key, new if need be. NULL: the arena is full. */
static struct donation_row *row_of(struct donation_table *table, struct cv_arena *arena,
                                   const struct donation_row *key)
{
    struct donation_row *rows;

    for (size_t i = 0; i < table->count; i++) {
        if (compare(&table->rows[i], key) == 0)
            return &table->rows[i];
    }
    rows = cv_rows_grow(arena, table->rows, table->count, &table->room, sizeof(*rows));
    if (rows == NULL)
        return NULL;
    table->rows = rows;
    rows[table->count] = *key;
    return &rows[table->count++];
}

/* What a row counts beside its key. */
static void add(struct donation_row *to, const struct donation_row *row)
{
    if (to == NULL)
        return;
    to->records += row->records;
    for (int m = 0; m < DONATED_MEASURES; m++) {
        to->quantity[m] += row->quantity[m];
        to->minor[m] += row->minor[m];
    }
}

static void set(struct donation_row *row, enum donation_measure measure, int64_t quantity,
                int64_t unit_minor)
{
    row->quantity[measure] = quantity;
    row->minor[measure] = (__int128)quantity * unit_minor;
}

/* ---- one donation ---- */

static struct donation_row row_of_line(const struct donation *donation,
                                       const struct donation_line *line)
{
    struct donation_row row = NO_KEY;
    bool received = donation->state >= DONATION_RECEIVED; /* and not CANCELLED */

    row.records = 1;
    set(&row, DONATED_PLEDGED, line->quantity, line->unit_minor);
    set(&row, DONATED_SHIPPED, line->shipped, line->unit_minor);
    set(&row, DONATED_RECEIVED, line->received, line->unit_minor);
    set(&row, DONATED_DISTRIBUTED, line->distributed, line->unit_minor);
    set(&row, received ? DONATED_DIFFERENCE : DONATED_IN_TRANSIT,
        received ? line->received - line->shipped : line->shipped, line->unit_minor);
    return row;
}

static void add_line(struct donation_tables *tables, struct cv_arena *arena,
                     const struct donation *donation, const struct donation_line *line,
                     struct donation_row *whole)
{
    const struct donation_row row = row_of_line(donation, line);
    struct donation_row key = NO_KEY;

    key.item = line->item;
    key.unit = line->unit;
    add(row_of(&tables->items, arena, &key), &row);
    add(whole, &row);
    key.reason = line->difference;
    if (row.quantity[DONATED_DIFFERENCE] != 0)
        add(row_of(&tables->differences, arena, &key), &row);
}

static void add_distributed(struct donation_tables *tables, struct cv_arena *arena,
                            const struct donation *donation,
                            const struct donation_movement *movement)
{
    for (size_t i = 0; i < movement->quantity_count; i++) {
        const struct donation_line *line = &donation->lines[movement->quantities[i].line];
        struct donation_row key = NO_KEY;
        struct donation_row row = NO_KEY;

        key.site = movement->site;
        key.item = line->item;
        key.unit = line->unit;
        set(&row, DONATED_DISTRIBUTED, movement->quantities[i].quantity, line->unit_minor);
        add(row_of(&tables->sites, arena, &key), &row);
    }
}

void donation_tables_begin(struct donation_tables *tables)
{
    *tables = (struct donation_tables){.total = NO_KEY};
}

void donation_tables_add(struct donation_tables *tables, struct cv_arena *arena,
                         const struct donation *donation, int32_t through)
{
    struct donation_row donor = NO_KEY;
    struct donation_row state = NO_KEY;
    bool counts = donation->state != DONATION_CANCELLED;
    struct donation_row whole = NO_KEY;

    for (size_t i = 0; i < donation->line_count; i++) {
        if (counts)
            add_line(tables, arena, donation, &donation->lines[i], &whole);
        else
            whole.minor[DONATED_PLEDGED] +=
                (__int128)donation->lines[i].quantity * donation->lines[i].unit_minor;
    }
    donor.donor = donation->donor;
    state.state = donation->state;
    whole.records = 1;
    add(row_of(&tables->states, arena, &state), &whole);
    if (!counts)
        return;
    add(&tables->total, &whole);
    add(row_of(&tables->donors, arena, &donor), &whole);
    for (size_t i = 0; i < donation->movement_count; i++) {
        const struct donation_movement *movement = &donation->movements[i];

        if (movement->move == DONATION_DISTRIBUTE && donation_stands(movement) &&
            movement->on <= through)
            add_distributed(tables, arena, donation, movement);
    }
}

/* ---- the whole ---- */

static bool fits(__int128 wide)
{
    return wide == (int64_t)wide;
}

/* What differs may be as small or great as any part, so each row is looked at. */
static bool close_table(struct donation_table *table)
{
    bool fit = true;

    if (table->count > 0)
        qsort(table->rows, table->count, sizeof(*table->rows), compare);
    for (size_t i = 0; i < table->count; i++) {
        for (int m = 0; m < DONATED_MEASURES; m++)
            fit = fit && fits(table->rows[i].quantity[m]) && fits(table->rows[i].minor[m]);
    }
    return fit;
}

bool donation_tables_close(struct donation_tables *tables)
{
    struct donation_table all = {.rows = &tables->total, .count = 1};
    bool fit = close_table(&all);

    fit = close_table(&tables->items) && fit;
    fit = close_table(&tables->donors) && fit;
    fit = close_table(&tables->states) && fit;
    fit = close_table(&tables->sites) && fit;
    return close_table(&tables->differences) && fit;
}
