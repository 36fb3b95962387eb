/* A table for people: aligned, also with East Asian characters, which are two columns wide. */
#ifndef CARAVAN_TABLE_H
#define CARAVAN_TABLE_H

#include "base/arena.h"

#include <stdio.h>

#define TABLE_COLUMNS_MAX 12

struct table {
    struct cv_arena *arena;
    const char *title;
    size_t columns;
    const char *heads[TABLE_COLUMNS_MAX];
    bool right[TABLE_COLUMNS_MAX]; /* numbers */
    const char **cells;            /* rows * columns, in the arena */
    size_t rows;
    size_t cap;
};

/* Texts are borrowed until it is printed. */
void table_init(struct table *table, struct cv_arena *arena, const char *title);
void table_column(struct table *table, const char *head, bool right);
void table_row(struct table *table, const char *const *cells); /* as many as columns */
void table_print(const struct table *table, FILE *out);

#endif
