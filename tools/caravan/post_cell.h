/* Cells of the logistics files. As in cell.h: a refusal is a text that goes behind the name of what
 * is wrong; NULL: it is fine. */
#ifndef CARAVAN_POST_CELL_H
#define CARAVAN_POST_CELL_H

#include "base/arena.h"

#include <stdint.h>

struct cell_time {
    int64_t seconds; /* since 1970, UTC */
    int32_t offset_minutes;
};

/* "2025-03-05 08:00 +08:00", "2025-03-05T08:00:30+0800"; `heading` is what stands in its brackets,
 * which may say the distance from UTC for all. */
const char *cell_time(const char *text, const char *heading, struct cv_arena *arena,
                      struct cell_time *time);
/* "22.5 t", "22500kg", "500 g", "22.5吨"; grams. `heading` may say the unit for all. */
const char *cell_mass(const char *text, const char *heading, struct cv_arena *arena,
                      int64_t *grams);

/* "12.5 t", "3,000箱": thousandths, and the unit, or that of the heading; "": there is none. */
const char *cell_quantity(const char *text, const char *heading, struct cv_arena *arena,
                          int64_t *milli, const char **unit);

/* Of several words in a cell: how long the first is, and how long what ends a word is, which may be
 * a Chinese comma; 0: the text is over, or no gap is here. */
size_t cell_word_end(const char *text);
size_t cell_word_gap(const char *text);

#endif
