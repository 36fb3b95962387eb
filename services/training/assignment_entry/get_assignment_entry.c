#include "assignment_entry/assignment_entry.h"
#include "exchanges.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct assignment_entry entry;
    struct cv_status status = assignment_entry_get(books, ids->text, &entry);

    if (cv_ok(status))
        *message = assignment_entry_wire(books->arena, &entry);
    return status;
}

LOOKUP_METHOD(exchanges, assignment_entry, AssignmentEntry, ASSIGNMENT_ENTRY_NAME);
