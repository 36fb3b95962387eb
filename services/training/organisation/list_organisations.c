#include "learning.h"
#include "organisation/organisation.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return organisation_list(books, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return organisation_wire(books->arena, row);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct organisation, uid), read,
                                          wire};

LISTING_METHOD(learning, organisations, Organisations);
