#include "employment_outcome/employment_outcome.h"
#include "exchanges.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return employment_outcome_list(books, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return employment_outcome_wire(books->arena, row);
}

static const struct cv_listing LISTING = {
    NULL, CV_LISTING_KEY(struct employment_outcome, record.uid), read, wire};

LISTING_METHOD(exchanges, employment_outcomes, EmploymentOutcomes);
