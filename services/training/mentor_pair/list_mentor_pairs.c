#include "exchanges.h"
#include "mentor_pair/mentor_pair.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return mentor_pair_list(books, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return mentor_pair_wire(books->arena, row);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct mentor_pair, uid), read,
                                          wire};

LISTING_METHOD(exchanges, mentor_pairs, MentorPairs);
