#include "assignment/assignment.h"
#include "exchanges.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct assignment assignment;
    struct cv_status status = assignment_get(books, ids->text, NULL, &assignment);

    if (cv_ok(status))
        *message = assignment_wire(books->arena, &assignment);
    return status;
}

LOOKUP_METHOD(exchanges, assignment, Assignment, ASSIGNMENT_NAME);
