#include "employment_outcome/employment_outcome.h"
#include "exchanges.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct employment_outcome outcome;
    struct cv_status status = employment_outcome_get(books, ids->text, &outcome);

    if (cv_ok(status))
        *message = employment_outcome_wire(books->arena, &outcome);
    return status;
}

LOOKUP_METHOD(exchanges, employment_outcome, EmploymentOutcome, EMPLOYMENT_OUTCOME_NAME);
