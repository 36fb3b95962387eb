#include "assessment/assessment.h"
#include "learning.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct assessment assessment;
    struct cv_status status = assessment_get(books, ids, ids[2].text, &assessment);

    if (cv_ok(status))
        *message = assessment_wire(books->arena, ids, &assessment);
    return status;
}

LOOKUP_METHOD(learning, assessment, Assessment, ASSESSMENT_NAME);
