/* Arrays that grow row by row in an arena. */
#ifndef CV_SERVICE_ROWS_H
#define CV_SERVICE_ROWS_H

#include "base/arena.h"

#include <string.h>

/* A copy of `rows`, with room for twice as many; what was allocated before stays in the arena. NULL
 * when the arena is full, which the arena remembers. */
static inline void *cv_rows_double(struct cv_arena *arena, const void *rows, size_t count,
                                   size_t *room, size_t row_size)
{
    size_t more = *room == 0 ? 16 : *room * 2;
    void *grown = cv_arena_array(arena, more, row_size);

    if (grown == NULL)
        return NULL;
    if (count > 0)
        memcpy(grown, rows, count * row_size);
    *room = more;
    return grown;
}

/* `rows`, or a larger copy, with room for one row after its `count`. */
static inline void *cv_rows_grow(struct cv_arena *arena, void *rows, size_t count, size_t *room,
                                 size_t row_size)
{
    return count < *room ? rows : cv_rows_double(arena, rows, count, room, row_size);
}

#endif
