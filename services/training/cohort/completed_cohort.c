#include "cohort/completed_cohort.h"

#include "app/wire.h"
#include "base/arena.h"
#include "enrolment/enrolment_store.h"
#include "service/outbox.h"

struct cv_status cohort_tell(struct cv_books *books, const struct cohort *cohort)
{
    Caravan__Events__V1__CohortCompleted completed = CARAVAN__EVENTS__V1__COHORT_COMPLETED__INIT;
    Caravan__Events__V1__Event event = CARAVAN__EVENTS__V1__EVENT__INIT;
    int64_t succeeded = 0;
    int64_t failed = 0;
    struct cv_status status;

    if (cohort->state != COHORT_COMPLETED)
        return CV_STATUS_OK;
    status = enrolment_count_in(books, cohort, ENROLMENT_COMPLETED, &succeeded);
    if (cv_ok(status))
        status = enrolment_count_in(books, cohort, ENROLMENT_FAILED, &failed);
    if (!cv_ok(status))
        return status;
    completed.end_date = cv_wire_date(books->arena, cohort->last_date);
    completed.participants = (int32_t)(succeeded + failed);
    completed.completed = (int32_t)succeeded;
    event.subject =
        cv_arena_printf(books->arena, "courses/%s/cohorts/%s", cohort->course, cohort->id);
    event.payload_case = CARAVAN__EVENTS__V1__EVENT__PAYLOAD_COHORT_COMPLETED;
    event.cohort_completed = &completed;
    return cv_outbox_add(books, &event);
}
