#include "assignment/assignment.h"
#include "exchanges.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return assignment_list(books, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return assignment_wire(books->arena, row);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct assignment, uid), read, wire};

LISTING_METHOD(exchanges, assignments, Assignments);
