#include "exchanges.h"
#include "medal/medal.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return medal_list(books, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return medal_wire(books->arena, row);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct medal, record.uid), read,
                                          wire};

LISTING_METHOD(exchanges, medals, Medals);
