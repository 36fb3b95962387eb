#include "sales_report/sales_table.h"

#include <string.h>

#define ROOM_FIRST 16

void sales_sums_add(struct sales_sums *to, const struct sales_sums *sums)
{
    to->agreed += sums->agreed;
    to->paid += sums->paid;
    to->refunded += sums->refunded;
    to->unpaid += sums->unpaid;
}

static bool fits(__int128 wide)
{
    return wide == (int64_t)wide;
}

bool sales_sums_fit(const struct sales_sums *sums)
{
    return fits(sums->agreed) && fits(sums->paid) && fits(sums->refunded) && fits(sums->unpaid) &&
           fits(sums->paid - sums->refunded);
}

/* Where the key is, or belongs. */
static size_t place_of(const struct sales_table *table, const char *key, bool *found)
{
    size_t low = 0;
    size_t high = table->count;

    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(table->rows[middle].key, key);

        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool make_room(struct sales_table *table, struct cv_arena *arena)
{
    size_t room = table->room == 0 ? ROOM_FIRST : table->room * 2;
    struct sales_row *rows;

    if (table->count < table->room)
        return true;
    rows = cv_arena_array(arena, room, sizeof(*rows));
    if (rows == NULL)
        return false;
    if (table->count > 0)
        memcpy(rows, table->rows, table->count * sizeof(*rows));
    table->rows = rows;
    table->room = room;
    return true;
}

bool sales_table_add(struct sales_table *table, struct cv_arena *arena, const char *key,
                     const struct sales_sums *sums)
{
    bool found;
    size_t at = place_of(table, key, &found);
    const char *copy;

    if (!found) {
        copy = cv_arena_string(arena, key);
        if (copy == NULL || !make_room(table, arena))
            return false;
        memmove(&table->rows[at + 1], &table->rows[at], (table->count - at) * sizeof(*table->rows));
        table->rows[at] = (struct sales_row){.key = copy};
        table->count++;
    }
    sales_sums_add(&table->rows[at].sums, sums);
    return true;
}

void sales_table_close(struct sales_table *table)
{
    size_t count = 0;

    for (size_t i = 0; i < table->count; i++) {
        const struct sales_sums *sums = &table->rows[i].sums;

        if (sums->agreed != 0 || sums->paid != 0 || sums->refunded != 0 || sums->unpaid != 0)
            table->rows[count++] = table->rows[i];
    }
    table->count = count;
}
