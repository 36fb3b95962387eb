#include "learning.h"
#include "session/session.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct cohort cohort;
    struct cv_status status =
        cohort_get(books, list->parent[0].text, list->parent[1].text, NULL, &cohort);

    return cv_ok(status) ? session_list(books, cohort.uid, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return session_wire(books->arena, row);
}

static const struct cv_listing LISTING = {COHORT_NAME, CV_LISTING_KEY(struct session, uid), read,
                                          wire};

LISTING_METHOD(learning, sessions, Sessions);
