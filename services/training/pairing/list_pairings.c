#include "exchanges.h"
#include "pairing/pairing.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return pairing_list(books, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return pairing_wire(books->arena, row);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct pairing, record.uid), read,
                                          wire};

LISTING_METHOD(exchanges, pairings, Pairings);
