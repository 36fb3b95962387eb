#include "corridor_report/sums.h"

#include "app/date.h"
#include "service/rows.h"

#include <stdlib.h>
#include <string.h>

const char *carriage_consignor(const struct report_goods *goods)
{
    return goods->consignor_uscc[0] != '\0' ? goods->consignor_uscc : goods->consignor;
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

const char *carriage_chapter(struct cv_arena *arena, int64_t chapter)
{
    return or_empty(cv_arena_printf(arena, "%02d", (int)chapter));
}

const char *carriage_month(struct cv_arena *arena, int32_t date)
{
    return or_empty(
        cv_arena_printf(arena, "%04d-%02d", (int)cv_date_year(date), (int)cv_date_month(date)));
}

const char *carriage_direction(int64_t direction)
{
    return direction == 1 ? "OUTBOUND" : "INBOUND";
}

/* ---- tables ---- */

/* FNV-1a: keys are few and short. */
static uint32_t hash(int64_t number, const char *text)
{
    uint32_t value = 2166136261u ^ (uint32_t)number;

    for (; *text != '\0'; text++)
        value = (value ^ (uint8_t)*text) * 16777619u;
    return value * 2654435769u >> 4;
}

static uint32_t *find_slot(const struct carriage_table *table, int64_t number, const char *text)
{
    size_t at = hash(number, text) & (table->slot_count - 1);

    for (;; at = (at + 1) & (table->slot_count - 1)) {
        const struct carriage_sum *row;

        if (table->slots[at] == 0)
            return &table->slots[at];
        row = &table->rows[table->slots[at] - 1];
        if (row->number == number && strcmp(row->key, text) == 0)
            return &table->slots[at];
    }
}

/* Twice the slots, at most half of which are ever taken. */
static bool grow_slots(struct cv_arena *arena, struct carriage_table *table)
{
    size_t count = table->slot_count == 0 ? 64 : table->slot_count * 2;
    uint32_t *slots = cv_arena_array(arena, count, sizeof(*slots));

    if (slots == NULL)
        return false;
    table->slots = slots;
    table->slot_count = count;
    for (size_t i = 0; i < table->count; i++)
        *find_slot(table, table->rows[i].number, table->rows[i].key) = (uint32_t)i + 1;
    return true;
}

/* NULL: the arena is full. `text` is borrowed as the key. */
static struct carriage_sum *sum_of(struct cv_arena *arena, struct carriage_table *table,
                                   int64_t number, const char *text, const char *title)
{
    struct carriage_sum *grown;
    uint32_t *slot;

    if (table->count * 2 >= table->slot_count && !grow_slots(arena, table))
        return NULL;
    slot = find_slot(table, number, text);
    if (*slot != 0)
        return &table->rows[*slot - 1];
    grown = cv_rows_grow(arena, table->rows, table->count, &table->room, sizeof(*grown));
    if (grown == NULL)
        return NULL;
    table->rows = grown;
    grown[table->count] = (struct carriage_sum){.key = text, .title = title, .number = number};
    *slot = (uint32_t)++table->count;
    return &grown[table->count - 1];
}

static int by_key(const void *a, const void *b)
{
    const struct carriage_sum *x = a;
    const struct carriage_sum *y = b;

    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return strcmp(x->key, y->key);
}

static void sort(struct carriage_table *table)
{
    if (table->count > 1)
        qsort(table->rows, table->count, sizeof(*table->rows), by_key);
}

/* ---- adding ---- */

static void add_trip(struct carriage_sum *sum, const struct report_trip *trip)
{
    if (sum == NULL)
        return;
    sum->trips++;
    sum->boxes += trip->boxes;
    sum->units += trip->units;
    sum->empty_boxes += trip->empty_boxes;
}

void carriage_trip(struct carriage_sums *sums, const struct report_trip *trip)
{
    struct cv_arena *arena = sums->arena;

    add_trip(&sums->total, trip);
    add_trip(sum_of(arena, &sums->by_direction, trip->direction, "", ""), trip);
    add_trip(sum_of(arena, &sums->by_month, trip->left_on / 100, "", ""), trip);
}

/* Goods of `trip`, which counts once where goods alone make it count. */
static void add(struct carriage_sum *sum, const struct report_goods *goods, int64_t minor,
                bool count_trip)
{
    if (sum == NULL)
        return;
    sum->packages += goods->packages;
    sum->grams += goods->grams;
    sum->minor += minor;
    if (count_trip && sum->last != goods->trip)
        sum->trips++;
    sum->last = goods->trip;
}

static void keep(struct carriage_sums *sums, const struct report_goods *goods, int64_t minor)
{
    struct carried *grown = cv_rows_grow(sums->arena, sums->carried, sums->carried_count,
                                         &sums->carried_room, sizeof(*grown));

    if (grown == NULL)
        return;
    sums->carried = grown;
    grown[sums->carried_count++] =
        (struct carried){goods->consignment, goods->packages, goods->grams, minor};
}

void carriage_goods_add(struct carriage_sums *sums, const struct report_goods *goods)
{
    struct cv_arena *arena = sums->arena;
    bool counts = strcmp(goods->currency, sums->currency) == 0;
    int64_t minor = counts ? goods->minor : 0;

    sums->other_currencies = sums->other_currencies || !counts;
    add(&sums->total, goods, minor, false);
    add(sum_of(arena, &sums->by_direction, goods->trip->direction, "", ""), goods, minor, false);
    add(sum_of(arena, &sums->by_month, goods->trip->left_on / 100, "", ""), goods, minor, false);
    add(sum_of(arena, &sums->by_chapter, goods->chapter, "", ""), goods, minor, true);
    add(sum_of(arena, &sums->by_consignor, 0, carriage_consignor(goods), goods->consignor), goods,
        minor, true);
    keep(sums, goods, minor);
}

/* ---- the end ---- */

static int by_consignment(const void *a, const void *b)
{
    return memcmp(&((const struct carried *)a)->consignment,
                  &((const struct carried *)b)->consignment, sizeof(struct cv_uuid));
}

static bool something(const struct carried *carried)
{
    return carried->packages != 0 || carried->grams != 0 || carried->minor != 0;
}

size_t carried_merge(struct carried *carried, size_t count)
{
    size_t made = 0;

    if (count > 1)
        qsort(carried, count, sizeof(*carried), by_consignment);
    for (size_t i = 0; i < count;) {
        struct carried sum = carried[i++];

        for (; i < count && by_consignment(&sum, &carried[i]) == 0; i++) {
            sum.packages += carried[i].packages;
            sum.grams += carried[i].grams;
            sum.minor += carried[i].minor;
        }
        if (something(&sum))
            carried[made++] = sum;
    }
    return made;
}

void carriage_finish(struct carriage_sums *sums)
{
    sort(&sums->by_direction);
    sort(&sums->by_month);
    sort(&sums->by_chapter);
    sort(&sums->by_consignor);
    sums->carried_count = carried_merge(sums->carried, sums->carried_count);
}
