#include "programme/programme.h"
#include "projects.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return programme_list(books, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return programme_wire(books->arena, row);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct programme, uid), read, wire};

LISTING_METHOD(projects, programmes, Programmes);
