#include "learning.h"
#include "review/review.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return review_list(books, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return review_wire(books->arena, row);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct review, uid), read, wire};

LISTING_METHOD(learning, review_tasks, ReviewTasks);
