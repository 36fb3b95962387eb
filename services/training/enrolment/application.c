#include "enrolment/application.h"

#include "app/date.h"
#include "cohort/completed_cohort.h"
#include "person/person_store.h"
#include "training.h"

/* A day has begun where the sun rises first, and is over where it sets last: nobody is shut out by
 * a time zone. */
#define LAST_MINUTES (-12 * 60)

static bool open_today(struct cv_books *books, const struct cohort *cohort)
{
    int64_t now = cv_tx_now_us(books->tx);

    return cohort->state == COHORT_OPEN &&
           (cohort->opens_date == CV_DATE_NONE || cohort->opens_date <= cv_date_latest(now)) &&
           (cohort->closes_date == CV_DATE_NONE ||
            cohort->closes_date >= cv_date_at(now, LAST_MINUTES));
}

/* What an application gets. */
static struct cv_status decide(struct cv_books *books, const struct cohort *cohort,
                               struct enrolment *enrolment)
{
    if (!open_today(books, cohort))
        return cv_status(CV_FAILED_PRECONDITION, "ENROLMENT_CLOSED",
                         "the cohort does not take applications now");
    enrolment->applied_date = training_today(books->tx);
    if (cohort->taken < cohort->capacity) {
        enrolment->state = ENROLMENT_ENROLLED;
        enrolment->enrolled_date = enrolment->applied_date;
    } else if (cohort->waiting < cohort->waiting_capacity) {
        enrolment->state = ENROLMENT_WAITLISTED;
    } else {
        return cv_status(CV_FAILED_PRECONDITION, "WAITLIST_FULL",
                         "there is neither a seat nor a place on the waiting list");
    }
    return CV_STATUS_OK;
}

static struct cv_status check_history(const struct cohort *cohort,
                                      const struct enrolment *enrolment)
{
    if (cohort->state == COHORT_CANCELLED)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE", "the cohort was cancelled");
    if (enrolment->state != ENROLMENT_WITHDREW && cohort->taken >= cohort->capacity)
        return cv_status(CV_FAILED_PRECONDITION, "SEATS_TAKEN",
                         "all seats of the cohort are taken");
    return CV_STATUS_OK;
}

static struct cv_status record(struct cv_books *books, struct cohort *cohort,
                               struct enrolment *enrolment, const char *field)
{
    struct cv_status status = person_find(books, enrolment->person, field, &enrolment->person_uid);

    if (cv_ok(status))
        status =
            consent_required(books, enrolment->person_uid, CONSENT_TRAINING, cohort->course_uid);
    if (cv_ok(status))
        status = enrolment->state == 0 ? decide(books, cohort, enrolment)
                                       : check_history(cohort, enrolment);
    if (cv_ok(status))
        status = enrolment_insert(books, cohort, enrolment);
    return cv_ok(status) ? cohort_tell(books, cohort) : status; /* history of one that is over */
}

struct cv_status application_record(struct cv_books *books, struct cohort *cohort,
                                    struct enrolment *enrolment, const char *field)
{
    struct cv_status status;
    struct cv_status clash = CV_STATUS_OK;

    enrolment->course = cohort->course;
    enrolment->cohort = cohort->id;
    status = record(books, cohort, enrolment, field);
    /* Who has a place hears that, also when the cohort is full or closed since. */
    if (status.code == CV_FAILED_PRECONDITION)
        clash = enrolment_clash(books, cohort, enrolment);
    return cv_ok(clash) ? status : clash;
}
