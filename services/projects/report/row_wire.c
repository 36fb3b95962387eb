#include "report/row_wire.h"

void *rows_wire(struct cv_arena *arena, const char *programme, const void *rows, size_t count,
                size_t size, row_wire_function *wire)
{
    void **messages = cv_arena_array(arena, count + 1, sizeof(*messages));

    for (size_t i = 0; messages != NULL && i < count; i++)
        messages[i] = wire(arena, programme, (const char *)rows + i * size);
    return messages;
}
