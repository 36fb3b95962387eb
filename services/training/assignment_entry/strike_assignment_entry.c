#include "assignment_entry/assignment_entry.h"
#include "exchanges.h"
#include "service/audit.h"
#include "strike.h"

static struct cv_status strike(struct cv_books *books, const char *id, const char *reason,
                               void **message)
{
    struct assignment_entry entry;
    struct cv_status status = assignment_entry_get(books, id, &entry);

    if (cv_ok(status))
        cv_audit_before(books, assignment_entry_wire(books->arena, &entry));
    if (cv_ok(status))
        status = exchange_record_strike(books, &entry.record, reason);
    if (cv_ok(status))
        *message = assignment_entry_wire(books->arena, &entry);
    return status;
}

STRIKE_METHOD(assignment_entry, AssignmentEntry, ASSIGNMENT_ENTRY_NAME);
