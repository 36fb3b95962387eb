/* Sums of sales by key, in the order of the keys. Pure: no store, no clock. */
#ifndef LOGISTICS_SALES_TABLE_H
#define LOGISTICS_SALES_TABLE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In 128 bits, so that only a figure that is told can be too large. */
struct sales_sums {
    __int128 agreed;
    __int128 paid;
    __int128 refunded;
    __int128 unpaid;
};

struct sales_row {
    const char *key;
    struct sales_sums sums;
};

struct sales_table {
    struct sales_row *rows;
    size_t count;
    size_t room;
};

void sales_sums_add(struct sales_sums *to, const struct sales_sums *sums);
bool sales_sums_fit(const struct sales_sums *sums); /* each of them, and the net, into 64 bits */

/* The key is copied when it is new. False: the arena is full. */
bool sales_table_add(struct sales_table *table, struct cv_arena *arena, const char *key,
                     const struct sales_sums *sums);
/* Leave out the keys under which everything was taken back. */
void sales_table_close(struct sales_table *table);

#endif
