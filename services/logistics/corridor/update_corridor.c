#include "corridor/corridor.h"
#include "corridors.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct corridor corridor;
    struct cv_status status = corridor_get(books, call->ids->text, &corridor);

    if (cv_ok(status))
        status =
            cv_update_match(call, books, corridor.version, corridor_wire(books->arena, &corridor));
    if (!cv_ok(status))
        return status;
    corridor_read(&check, call->asked, call->mask, &corridor);
    corridor_check(&check, &corridor);
    if (!cv_check_fine(&check))
        return check.status;
    status = corridor_replace(books, &corridor);
    if (cv_ok(status))
        *message = corridor_wire(books->arena, &corridor);
    return status;
}

UPDATE_METHOD(corridors, corridor, Corridor, CORRIDOR_NAME);
