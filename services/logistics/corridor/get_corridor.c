#include "corridor/corridor.h"
#include "corridors.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct corridor corridor;
    struct cv_status status = corridor_get(books, ids->text, &corridor);

    if (cv_ok(status))
        *message = corridor_wire(books->arena, &corridor);
    return status;
}

LOOKUP_METHOD(corridors, corridor, Corridor, CORRIDOR_NAME);
