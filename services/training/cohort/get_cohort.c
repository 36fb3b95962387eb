#include "cohort/cohort.h"
#include "learning.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct cohort cohort;
    struct cv_status status = cohort_get(books, ids[0].text, ids[1].text, NULL, &cohort);

    if (cv_ok(status))
        *message = cohort_wire(books->arena, &cohort);
    return status;
}

LOOKUP_METHOD(learning, cohort, Cohort, COHORT_NAME);
