/* What demonstration data is made with: chance that is the same on every machine, and CSV files as
 * a spreadsheet program writes them. */
#ifndef CARAVAN_DEMO_KIT_H
#define CARAVAN_DEMO_KIT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

struct dice {
    uint64_t state; /* the seed */
};

uint64_t dice_roll(struct dice *dice);
int64_t dice_between(struct dice *dice, int64_t low, int64_t high);
/* Divide `total` into `count` uneven parts of whole `step`s that add up to it exactly. */
void dice_divide(struct dice *dice, int64_t total, int64_t step, size_t count, int64_t *parts);

/* A file in memory, with its headings. */
void demo_file_begin(struct cv_buf *file, const char *headings);
/* A row of cells; NULL ends it. */
void demo_row(struct cv_buf *file, const char *const *cells);
#define DEMO_ROW(file, ...) demo_row(file, (const char *const[]){__VA_ARGS__, NULL})
struct cv_status demo_file_write(const char *folder, const char *name, const struct cv_buf *text,
                                 struct cv_arena *arena);
/* Where a file goes, and its headings. */
struct demo_file {
    const char *folder; /* in that of all, made if it is not there */
    const char *name;
    const char *head;
};
struct cv_status demo_file_place(const char *folder, const struct demo_file *file,
                                 const struct cv_buf *text, struct cv_arena *arena);
/* There is such a folder now. */
struct cv_status demo_folder(const char *folder, struct cv_arena *arena);

#endif
