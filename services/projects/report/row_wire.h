/* The rows of a report on the wire. */
#ifndef PROJECTS_ROW_WIRE_H
#define PROJECTS_ROW_WIRE_H

#include "base/arena.h"

/* One row as its message; NULL: the arena is full. `programme`: the id of its programme. */
typedef void *row_wire_function(struct cv_arena *arena, const char *programme, const void *row);

/* `count` rows of `size` bytes as messages; NULL: the arena is full. */
void *rows_wire(struct cv_arena *arena, const char *programme, const void *rows, size_t count,
                size_t size, row_wire_function *wire);

/* Fills the repeated `field` of a message from an array of rows. */
#define PUT_ROWS(arena, programme, message, field, rows, count, wire)                              \
    ((message)->field = rows_wire(arena, programme, rows, count, sizeof(*(rows)), wire),           \
     (message)->n_##field = (message)->field == NULL ? 0 : (count))

#endif
