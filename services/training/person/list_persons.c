#include "learning.h"
#include "person/person.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return person_list(books, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return person_wire(books->arena, row);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct person, uid), read, wire};

LISTING_METHOD(learning, persons, Persons);
