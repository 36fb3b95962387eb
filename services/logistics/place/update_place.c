#include "corridors.h"
#include "place/place.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct place place;
    struct cv_status status = place_get(books, call->ids->text, &place);

    if (cv_ok(status))
        status = cv_update_match(call, books, place.version, place_wire(books->arena, &place));
    if (!cv_ok(status))
        return status;
    place_read(&check, call->asked, call->mask, &place);
    place_check(&check, &place);
    if (!cv_check_fine(&check))
        return check.status;
    status = place_replace(books, &place);
    if (cv_ok(status))
        *message = place_wire(books->arena, &place);
    return status;
}

UPDATE_METHOD(corridors, place, Place, PLACE_NAME);
