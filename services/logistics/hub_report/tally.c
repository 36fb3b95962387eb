#include "hub_report/tally.h"

#include <stdlib.h>

struct tally_cell {
    struct count_row row;
    struct tally_cell *next; /* in its bucket */
    struct tally_cell *after;
};

void tally_begin(struct tally *tally, struct cv_arena *arena)
{
    *tally = (struct tally){.arena = arena};
}

static size_t bucket_of(const struct count_cell *cell)
{
    uint64_t hash = (uint64_t)cell->kind * UINT64_C(0x9e3779b97f4a7c15);

    hash = (hash ^ (uint64_t)cell->day) * UINT64_C(0xff51afd7ed558ccd);
    hash = (hash ^ (uint64_t)cell->part << 32 ^ (uint64_t)cell->key) * UINT64_C(0xc4ceb9fe1a85ec53);
    return (size_t)(hash >> 40) % TALLY_BUCKETS;
}

static struct tally_cell *find(const struct tally *tally, const struct count_cell *cell,
                               size_t bucket)
{
    struct tally_cell *at = tally->buckets[bucket];

    while (at != NULL && (at->row.cell.key != cell->key || at->row.cell.part != cell->part ||
                          at->row.cell.day != cell->day || at->row.cell.kind != cell->kind))
        at = at->next;
    return at;
}

static struct tally_cell *find_or_make(struct tally *tally, const struct count_cell *cell)
{
    size_t bucket = bucket_of(cell);
    struct tally_cell *at = find(tally, cell, bucket);

    if (at != NULL)
        return at;
    at = cv_arena_zalloc(tally->arena, sizeof(*at));
    if (at == NULL)
        return NULL; /* the arena remembers */
    at->row.cell = *cell;
    at->next = tally->buckets[bucket];
    tally->buckets[bucket] = at;
    at->after = tally->first;
    tally->first = at;
    tally->count++;
    return at;
}

void tally_add(struct tally *tally, const struct count_fact *facts, size_t count, int64_t sign)
{
    for (size_t i = 0; i < count; i++) {
        struct tally_cell *cell = find_or_make(tally, &facts[i].cell);

        if (cell != NULL)
            cell->row.amounts[facts[i].what] += sign * facts[i].amount;
    }
}

void tally_add_amounts(struct tally *tally, const struct count_cell *cell,
                       const int64_t amounts[COUNT_WHATS], int64_t sign)
{
    struct tally_cell *at = find_or_make(tally, cell);

    for (size_t i = 0; at != NULL && i < COUNT_WHATS; i++)
        at->row.amounts[i] += sign * amounts[i];
}

static int64_t order(const struct count_cell *a, const struct count_cell *b)
{
    if (a->day != b->day)
        return a->day - b->day;
    return a->part != b->part ? a->part - b->part : a->key - b->key;
}

static int in_order(const void *a, const void *b)
{
    const struct count_row *const *x = a;
    const struct count_row *const *y = b;
    int64_t difference = order(&(*x)->cell, &(*y)->cell);

    return (difference > 0) - (difference < 0);
}

static bool is_something(const struct count_row *row)
{
    for (size_t i = 0; i < COUNT_WHATS; i++) {
        if (row->amounts[i] != 0)
            return true;
    }
    return false;
}

const struct count_row **tally_rows(const struct tally *tally, int64_t kind, struct cv_arena *arena,
                                    size_t *count)
{
    const struct count_row **rows = cv_arena_array(arena, tally->count + 1, sizeof(*rows));

    *count = 0;
    if (rows == NULL)
        return NULL;
    for (const struct tally_cell *at = tally->first; at != NULL; at = at->after) {
        if (at->row.cell.kind == kind && is_something(&at->row))
            rows[(*count)++] = &at->row;
    }
    if (*count > 0)
        qsort(rows, *count, sizeof(*rows), in_order);
    return rows;
}

struct cv_status tally_write(struct tally *tally, struct cv_books *books, const struct hub_ref *hub)
{
    struct cv_status status = CV_STATUS_OK;

    for (struct tally_cell *at = tally->first; cv_ok(status) && at != NULL; at = at->after) {
        if (!is_something(&at->row))
            continue;
        status = at->row.cell.day <= hub->closed_on
                     ? count_correct(books, hub->no, hub->seq, &at->row)
                     : count_add(books, hub->no, &at->row);
    }
    return status;
}
