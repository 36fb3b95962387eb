#include "programme/programme.h"
#include "projects.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct programme programme;
    struct cv_check check = cv_check_begin(books->arena);
    struct cv_status status = programme_get(books, call->ids->text, &programme);

    if (cv_ok(status))
        status = cv_update_match(call, books, programme.version,
                                 programme_wire(books->arena, &programme));
    if (!cv_ok(status))
        return status;
    programme_read(&check, call->asked, call->mask, &programme);
    programme_check(&check, &programme);
    if (!cv_check_fine(&check))
        return check.status;
    status = programme_replace(books, &programme);
    if (cv_ok(status))
        *message = programme_wire(books->arena, &programme);
    return status;
}

UPDATE_METHOD(projects, programme, Programme, PROGRAMME_NAME);
