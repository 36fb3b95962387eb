/* Spreadsheets as text (RFC 4180, read with tolerance): quoted fields with "" and line breaks
 * inside, blanks around cells, LF, CRLF or CR, blank lines skipped. Commas between cells; tabs or
 * semicolons if the first line has those and no comma. */
#ifndef CARAVAN_CSV_H
#define CARAVAN_CSV_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

#include <stdio.h>

#define CSV_COLUMNS_MAX 64
#define CSV_CELL_MAX    65536u

struct csv_row {
    size_t line; /* of the file, from 1, where the row starts */
    size_t count;
    const char *cells[CSV_COLUMNS_MAX]; /* in the arena given to csv_next() */
};

struct csv {
    const uint8_t *at;
    const uint8_t *end;
    size_t line;
    char separator;
};

/* `text` is UTF-8 without BOM; borrowed. */
void csv_open(struct csv *csv, struct cv_slice text);
/* The next row. NOT_FOUND: there are no more. INVALID_ARGUMENT: what is wrong with the row that
 * starts on row->line ("has ..."); the reader then stands behind the bad line. */
struct cv_status csv_next(struct csv *csv, struct cv_arena *arena, struct csv_row *row);

/* Append a cell, quoted where it must be. */
void csv_put(struct cv_buf *out, const char *cell, bool first);
/* Print a whole line; a cell that is NULL is empty. */
void csv_print(FILE *out, const char *const *cells, size_t count);

#endif
