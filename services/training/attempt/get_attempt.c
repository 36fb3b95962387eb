#include "attempt/attempt.h"
#include "learning.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct assessment assessment;
    struct attempt attempt;
    struct cv_status status = assessment_get(books, ids, ids[2].text, &assessment);

    if (cv_ok(status))
        status = attempt_get(books, &assessment, ids[3].text, &attempt);
    if (cv_ok(status))
        *message = attempt_wire(books->arena, ids, &attempt);
    return status;
}

LOOKUP_METHOD(learning, attempt, Attempt, ATTEMPT_NAME);
