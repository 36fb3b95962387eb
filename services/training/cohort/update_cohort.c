#include "cohort/cohort.h"
#include "cohort/funding_store.h"
#include "enrolment/promotion.h"
#include "learning.h"

#include <string.h>

/* What is reserved stays what it was reserved for. */
static struct cv_status keep_funding(const struct cohort *before, const struct cohort *after)
{
    bool same = strcmp(before->budget_line, after->budget_line) == 0 &&
                strcmp(before->estimate_currency, after->estimate_currency) == 0 &&
                before->estimate_minor == after->estimate_minor;

    if (same || before->funding.state == 0 || before->funding.state == FUNDING_REFUSED)
        return CV_STATUS_OK;
    return cv_status(CV_FAILED_PRECONDITION, "FUNDED",
                     "budget_line and estimate stay as they are, since they are reserved");
}

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct cohort before;
    struct cohort cohort;
    struct cv_status status =
        cohort_get(books, call->ids[0].text, call->ids[1].text, NULL, &cohort);

    if (cv_ok(status))
        status = cv_update_match(call, books, cohort.version, cohort_wire(books->arena, &cohort));
    if (cv_ok(status))
        status = promotion_settle(books, &cohort);
    if (!cv_ok(status))
        return status;
    if (cohort.state == COHORT_COMPLETED || cohort.state == COHORT_CANCELLED)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "a cohort that is over cannot be changed");
    before = cohort;
    cohort_read(&check, call->asked, call->mask, &cohort);
    cohort_check(&check, &cohort);
    if (!cv_check_fine(&check))
        return check.status;
    status = keep_funding(&before, &cohort);
    if (cv_ok(status))
        status = cohort_replace(books, &cohort);
    if (cv_ok(status))
        status = promotion_settle(books, &cohort);
    if (cv_ok(status))
        *message = cohort_wire(books->arena, &cohort);
    return status;
}

UPDATE_METHOD(learning, cohort, Cohort, COHORT_NAME);
