#include "box/box.h"
#include "corridors.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct box box;
    struct cv_status status = box_get(books, ids->text, NULL, &box);

    if (cv_ok(status))
        *message = box_wire(books->arena, &box);
    return status;
}

LOOKUP_METHOD(corridors, box, Box, BOX_NAME);
