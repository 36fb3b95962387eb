#include "exchanges.h"
#include "mentor_pair/mentor_pair.h"
#include "mentor_pair/mentor_pair_step.h"

static struct cv_status change(struct cv_books *books, const struct cv_move_call *call,
                               void **message)
{
    struct mentor_pair pair;
    struct cv_status status = mentor_pair_get(books, call->ids->text, &pair);

    if (cv_ok(status))
        status = cv_move_match(call, books, pair.version, mentor_pair_wire(books->arena, &pair));
    if (cv_ok(status))
        status = mentor_pair_step(books, &pair, call->move, call->date);
    if (cv_ok(status))
        *message = mentor_pair_wire(books->arena, &pair);
    return status;
}

static const struct cv_move MOVE = {MENTOR_PAIR_NAME, NULL, change};

MOVE_METHOD(exchanges, mentor_pair, MentorPair);
