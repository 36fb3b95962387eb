/* Changes of figures, added up over a batch and then written, each cell once.
 *
 * Memory   In the arena it is begun with. */
#ifndef LOGISTICS_TALLY_H
#define LOGISTICS_TALLY_H

#include "base/arena.h"
#include "hub_report/count_store.h"

struct tally_cell;

#define TALLY_BUCKETS 1024

struct tally {
    struct cv_arena *arena;
    struct tally_cell *buckets[TALLY_BUCKETS];
    struct tally_cell *first; /* all of them */
    size_t count;
};

void tally_begin(struct tally *tally, struct cv_arena *arena);
/* Each amount times `sign`. */
void tally_add(struct tally *tally, const struct count_fact *facts, size_t count, int64_t sign);
void tally_add_amounts(struct tally *tally, const struct count_cell *cell,
                       const int64_t amounts[COUNT_WHATS], int64_t sign);
/* Give each cell that has changed to the store: to the figures or, for a closed day, as a
 * correction. */
struct cv_status tally_write(struct tally *tally, struct cv_books *books,
                             const struct hub_ref *hub);
/* Those of one kind that are not all zero, in order of day, part and key; in the arena. NULL: it is
 * full. */
const struct count_row **tally_rows(const struct tally *tally, int64_t kind, struct cv_arena *arena,
                                    size_t *count);

#endif
