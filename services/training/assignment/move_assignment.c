#include "assignment/assignment.h"
#include "assignment/assignment_step.h"
#include "exchanges.h"

static struct cv_status change(struct cv_books *books, const struct cv_move_call *call,
                               void **message)
{
    struct assignment assignment;
    struct cv_status status = assignment_get(books, call->ids->text, NULL, &assignment);

    if (cv_ok(status))
        status = cv_move_match(call, books, assignment.version,
                               assignment_wire(books->arena, &assignment));
    if (cv_ok(status))
        status = assignment_step(books, &assignment, call->move, call->date);
    if (cv_ok(status))
        *message = assignment_wire(books->arena, &assignment);
    return status;
}

static const struct cv_move MOVE = {ASSIGNMENT_NAME, NULL, change};

MOVE_METHOD(exchanges, assignment, Assignment);
