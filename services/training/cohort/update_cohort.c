#include "cohort/cohort.h"
#include "enrolment/promotion.h"
#include "learning.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
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
    cohort_read(&check, call->asked, call->mask, &cohort);
    cohort_check(&check, &cohort);
    if (!cv_check_fine(&check))
        return check.status;
    status = cohort_replace(books, &cohort);
    if (cv_ok(status))
        status = promotion_settle(books, &cohort);
    if (cv_ok(status))
        *message = cohort_wire(books->arena, &cohort);
    return status;
}

UPDATE_METHOD(learning, cohort, Cohort, COHORT_NAME);
