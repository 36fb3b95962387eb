#include "corridors.h"
#include "place/place.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct place place;
    struct cv_status status = place_get(books, ids->text, &place);

    if (cv_ok(status))
        *message = place_wire(books->arena, &place);
    return status;
}

LOOKUP_METHOD(corridors, place, Place, PLACE_NAME);
