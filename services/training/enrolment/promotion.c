#include "enrolment/promotion.h"

#include "base/assert.h"

#include "enrolment/enrolment_store.h"
#include "training.h"

#define HOUR_US INT64_C(3600000000)

static struct cv_status lapse(struct cv_books *books, struct cohort *cohort)
{
    bool found = true;
    struct cv_status status = CV_STATUS_OK;

    while (cv_ok(status) && found) {
        struct enrolment due;

        status = enrolment_first_due(books, cohort, cv_tx_now_us(books->tx), &due, &found);
        if (cv_ok(status) && found)
            status =
                enrolment_step_to(books, cohort, &due, ENROLMENT_LAPSED, training_today(books->tx));
    }
    return status;
}

static struct cv_status offer(struct cv_books *books, struct cohort *cohort)
{
    struct enrolment next;
    bool found;
    struct cv_status status = enrolment_first_waiting(books, cohort, &next, &found);

    if (!cv_ok(status))
        return status;
    CV_ASSERT(found);
    next.hold_until_us = cv_tx_now_us(books->tx) + cohort->offer_hours * HOUR_US;
    return enrolment_step_to(books, cohort, &next, ENROLMENT_OFFERED, training_today(books->tx));
}

struct cv_status promotion_settle(struct cv_books *books, struct cohort *cohort)
{
    struct cv_status status;

    if (cohort->state != COHORT_OPEN && cohort->state != COHORT_RUNNING)
        return CV_STATUS_OK;
    status = lapse(books, cohort);
    while (cv_ok(status) && cohort->waiting > 0 && cohort->taken < cohort->capacity)
        status = offer(books, cohort);
    return status;
}
