#include "assignment/assignment.h"
#include "assignment_entry/assignment_entry.h"
#include "exchanges.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct assignment assignment;
    struct cv_status status = assignment_get(books, list->parent->text, NULL, &assignment);

    return cv_ok(status) ? assignment_entry_list(books, assignment.uid, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return assignment_entry_wire(books->arena, row);
}

static const struct cv_listing LISTING = {
    ASSIGNMENT_NAME, CV_LISTING_KEY(struct assignment_entry, record.uid), read, wire};

LISTING_METHOD(exchanges, assignment_entries, AssignmentEntries);
