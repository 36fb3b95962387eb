#include "attempt/attempt.h"
#include "learning.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct assessment assessment;
    struct cv_status status =
        assessment_get(books, list->parent, list->parent[2].text, &assessment);

    return cv_ok(status) ? attempt_list(books, &assessment, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return attempt_wire(books->arena, list->parent, row);
}

static const struct cv_listing LISTING = {ASSESSMENT_NAME, CV_LISTING_KEY(struct attempt, uid),
                                          read, wire};

LISTING_METHOD(learning, attempts, Attempts);
