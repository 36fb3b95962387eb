#include "assignment/assignment.h"
#include "exchanges.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct assignment assignment;
    struct cv_status status = assignment_get(books, call->ids->text, NULL, &assignment);

    if (cv_ok(status))
        status = cv_update_match(call, books, assignment.version,
                                 assignment_wire(books->arena, &assignment));
    if (!cv_ok(status))
        return status;
    if (assignment_over(assignment.days.state))
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "an assignment that is over cannot be changed");
    assignment_read(&check, call->asked, call->mask, &assignment);
    assignment_check(&check, &assignment);
    if (!cv_check_fine(&check))
        return check.status;
    status = assignment_replace(books, &assignment);
    if (cv_ok(status))
        *message = assignment_wire(books->arena, &assignment);
    return status;
}

UPDATE_METHOD(exchanges, assignment, Assignment, ASSIGNMENT_NAME);
