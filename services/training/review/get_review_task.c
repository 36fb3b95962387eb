#include "learning.h"
#include "review/review.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct review review;
    struct cv_status status = review_get(books, ids->text, &review);

    if (cv_ok(status))
        *message = review_wire(books->arena, &review);
    return status;
}

LOOKUP_METHOD(learning, review_task, ReviewTask, REVIEW_NAME);
