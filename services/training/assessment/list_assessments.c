#include "assessment/assessment.h"
#include "learning.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return assessment_list(books, list->parent, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return assessment_wire(books->arena, list->parent, row);
}

static const struct cv_listing LISTING = {COHORT_NAME, CV_LISTING_KEY(struct assessment, uid), read,
                                          wire};

LISTING_METHOD(learning, assessments, Assessments);
