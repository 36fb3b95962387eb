#include "cohort/cohort.h"
#include "learning.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct cv_uuid course;
    struct cv_status status = course_find(books, list->parent[0].text, NULL, &course);

    return cv_ok(status) ? cohort_list(books, course, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return cohort_wire(books->arena, row);
}

static const struct cv_listing LISTING = {COURSE_NAME, CV_LISTING_KEY(struct cohort, uid), read,
                                          wire};

LISTING_METHOD(learning, cohorts, Cohorts);
