/* One file of an import: its rows, with each cell in the place of its column. */
#ifndef CARAVAN_SHEET_H
#define CARAVAN_SHEET_H

#include "base/buf.h"
#include "base/status.h"
#include "form.h"
#include "problem.h"

#define SHEET_BYTES_MAX (64u * 1024 * 1024)

struct sheet_row {
    size_t line;
    const char *const *cells; /* by column of the form; "" where the file has none */
};

struct sheet {
    size_t file; /* place in the import */
    const char *path;
    const struct form *form;
    struct sheet_column {
        size_t at;            /* 1: the first of the file, A; 0: the file has it not */
        const char *heading;  /* as written */
        const char *brackets; /* plain, what stands in them behind the heading; "" */
    } columns[FORM_COLUMNS_MAX];
    struct sheet_row *rows;
    size_t row_count;
    size_t broken; /* rows that could not even be cut into cells */
};

/* The whole file, in `arena`. What is wrong is said in the language of the run, "cannot be read:
 * ...". */
struct cv_status sheet_load(const char *path, struct cv_arena *arena, struct cv_slice *bytes);
/* Fill the sheet from the file's bytes; everything in `arena`. What is wrong is added to the
 * problems; false: nothing can be read of this file. */
bool sheet_read(struct sheet *sheet, size_t file, const char *path, const struct form *form,
                struct cv_slice bytes, struct cv_arena *arena, struct problems *problems);

/* A problem of a cell, or of a row (`column` is then the form's column_count). */
void sheet_complain(const struct sheet *sheet, const struct sheet_row *row, size_t column,
                    struct problems *problems, const char *what, const char *reason);

#endif
