#include "enrolment/withdrawal.h"

#include "enrolment/enrolment_store.h"
#include "enrolment/promotion.h"
#include "training.h"

static struct cv_status withdraw(struct cv_books *books, struct cv_uuid uid)
{
    struct enrolment enrolment;
    struct cohort cohort;
    struct cv_status status = enrolment_get_uid(books, uid, &enrolment);

    if (cv_ok(status))
        status = cohort_get_uid(books, enrolment.cohort_uid, &cohort);
    if (cv_ok(status))
        status = promotion_settle(books, &cohort);
    if (cv_ok(status))
        status = enrolment_get_uid(books, uid, &enrolment);
    if (!cv_ok(status) || enrolment.state > ENROLMENT_ENROLLED) /* it had lapsed */
        return status;
    status = enrolment_step_to(books, &cohort, &enrolment, ENROLMENT_WITHDREW,
                               training_today(books->tx));
    return cv_ok(status) ? promotion_settle(books, &cohort) : status;
}

struct cv_status enrolment_withdraw_person(struct cv_books *books, struct cv_uuid person)
{
    bool found = true;
    struct cv_status status = CV_STATUS_OK;

    while (cv_ok(status) && found) {
        struct cv_uuid uid;

        status = enrolment_first_of(books, person, &uid, &found);
        if (cv_ok(status) && found)
            status = withdraw(books, uid);
    }
    return status;
}
