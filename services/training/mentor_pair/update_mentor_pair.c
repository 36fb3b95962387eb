#include "exchanges.h"
#include "mentor_pair/mentor_pair.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct mentor_pair pair;
    struct cv_status status = mentor_pair_get(books, call->ids->text, &pair);

    if (cv_ok(status))
        status = cv_update_match(call, books, pair.version, mentor_pair_wire(books->arena, &pair));
    if (!cv_ok(status))
        return status;
    if (pair.state != MENTOR_PAIR_PROPOSED && pair.state != MENTOR_PAIR_ACTIVE)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "a pair that is over cannot be changed");
    mentor_pair_read(&check, call->asked, call->mask, &pair);
    mentor_pair_check(&check, &pair);
    if (!cv_check_fine(&check))
        return check.status;
    status = mentor_pair_replace(books, &pair);
    if (cv_ok(status))
        *message = mentor_pair_wire(books->arena, &pair);
    return status;
}

UPDATE_METHOD(exchanges, mentor_pair, MentorPair, MENTOR_PAIR_NAME);
