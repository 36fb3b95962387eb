#include "programme/programme.h"
#include "projects.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct programme programme;
    struct cv_status status = programme_get(books, ids->text, &programme);

    if (cv_ok(status))
        *message = programme_wire(books->arena, &programme);
    return status;
}

LOOKUP_METHOD(projects, programme, Programme, PROGRAMME_NAME);
