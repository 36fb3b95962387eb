/* Arrays that grow row by row in an arena. */
#ifndef PROJECTS_ROWS_H
#define PROJECTS_ROWS_H

#include "base/arena.h"

#include <string.h>

/* `rows`, or a larger copy of it, with room for one row after its `count`; what was allocated
 * before stays in the arena. NULL when the arena is full, which the arena remembers. */
static inline void *rows_grow(struct cv_arena *arena, void *rows, size_t count, size_t *room,
                              size_t row_size)
{
    size_t more = *room == 0 ? 16 : *room * 2;
    void *grown;

    if (count < *room)
        return rows;
    grown = cv_arena_array(arena, more, row_size);
    if (grown == NULL)
        return NULL;
    if (count > 0)
        memcpy(grown, rows, count * row_size);
    *room = more;
    return grown;
}

#endif
