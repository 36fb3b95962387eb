#include "employment_outcome/employment_outcome.h"
#include "exchanges.h"
#include "service/audit.h"
#include "strike.h"

static struct cv_status strike(struct cv_books *books, const char *id, const char *reason,
                               void **message)
{
    struct employment_outcome outcome;
    struct cv_status status = employment_outcome_get(books, id, &outcome);

    if (cv_ok(status))
        cv_audit_before(books, employment_outcome_wire(books->arena, &outcome));
    if (cv_ok(status))
        status = employment_outcome_strike(books, &outcome, reason);
    if (cv_ok(status))
        *message = employment_outcome_wire(books->arena, &outcome);
    return status;
}

STRIKE_METHOD(employment_outcome, EmploymentOutcome, EMPLOYMENT_OUTCOME_NAME);
