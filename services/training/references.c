#include "references.h"

#include "cohort/cohort.h"
#include "organisation/organisation.h"

static struct cv_status find_course(struct cv_books *books, const struct cv_id *ids)
{
    struct cv_uuid uid;

    return course_find(books, ids[0].text, NULL, &uid);
}

static struct cv_status find_cohort(struct cv_books *books, const struct cv_id *ids)
{
    struct cohort cohort;

    return cohort_get(books, ids[0].text, ids[1].text, NULL, &cohort);
}

static struct cv_status find_organisation(struct cv_books *books, const struct cv_id *ids)
{
    struct cv_uuid uid;

    return organisation_find(books, ids[0].text, NULL, &uid);
}

const struct cv_reference_kind training_references[] = {
    {COURSE_NAME, find_course},
    {COHORT_NAME, find_cohort},
    {ORGANISATION_NAME, find_organisation},
    {NULL, NULL},
};

const struct cv_reference_field training_named[] = {
    {&caravan__training__v1__cohort__descriptor, "budget_line", COHORT_BUDGET_LINE, "projects"},
    {NULL, NULL, NULL, NULL},
};
