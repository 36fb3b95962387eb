#include "exchanges.h"
#include "mentor_pair/mentor_pair.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct mentor_pair pair;
    struct cv_status status = mentor_pair_get(books, ids->text, &pair);

    if (cv_ok(status))
        *message = mentor_pair_wire(books->arena, &pair);
    return status;
}

LOOKUP_METHOD(exchanges, mentor_pair, MentorPair, MENTOR_PAIR_NAME);
