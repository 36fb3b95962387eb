#include "enrolment/enrolment.h"
#include "learning.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct enrolment enrolment;
    struct cv_status status = enrolment_get(books, list->parent[0].text, list->parent[1].text,
                                            list->parent[2].text, NULL, &enrolment);

    return cv_ok(status) ? enrolment_steps(books, &enrolment, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    const struct enrolment_step *step = row;
    Caravan__Training__V1__EnrolmentStep *message = cv_arena_alloc(books->arena, sizeof(*message));

    (void)list;
    if (message == NULL)
        return NULL;
    caravan__training__v1__enrolment_step__init(message);
    message->from_state = (Caravan__Training__V1__EnrolmentState)step->from_state;
    message->to_state = (Caravan__Training__V1__EnrolmentState)step->to_state;
    message->effective_date = cv_wire_date(books->arena, step->effective_on);
    message->recorded_time = cv_wire_time(books->arena, step->recorded_us);
    return message;
}

static const struct cv_listing LISTING = {
    ENROLMENT_NAME, CV_LISTING_KEY(struct enrolment_step, number), read, wire};

LISTING_METHOD(learning, enrolment_steps, EnrolmentSteps);
