#include "app/date.h"
#include "base/arena.h"
#include "fed_figure/fed_observation.h"
#include "fed_figure/feed.h"

#define FIGURE(name)  CARAVAN__PROJECTS__V1__FED_FIGURE__FED_FIGURE_##name
#define PAYLOAD(name) CARAVAN__EVENTS__V1__EVENT__PAYLOAD_##name

static int32_t date_of(struct cv_check *check, const Google__Type__Date *date)
{
    return cv_wire_date_read(check, "events.payload.date", date, false);
}

static struct cv_status follow(struct cv_books *books, const Caravan__Events__V1__Event *event,
                               struct fed_figure figure)
{
    (void)cv_uuid_parse(event->id, &figure.event); /* checked when it came */
    figure.subject = event->subject;
    if (figure.currency == NULL)
        figure.currency = "";
    return fed_observations_follow(books, &figure);
}

static struct cv_status trip_closed(struct cv_books *books, const Caravan__Events__V1__Event *event)
{
    const Caravan__Events__V1__TripClosed *closed = event->trip_closed;
    struct cv_check check = cv_check_begin(books->arena);
    int32_t on = date_of(&check, closed->departure_date);
    const struct fed_figure figures[] = {
        {.figure = FIGURE(FREIGHT_TONNES), .on = on, .value = closed->grams},
        {.figure = FIGURE(FREIGHT_TRIPS), .on = on, .value = on != CV_DATE_NONE},
        {.figure = FIGURE(FREIGHT_BOXES), .on = on, .value = closed->boxes},
    };
    struct cv_status status = check.status;

    for (size_t i = 0; cv_ok(status) && i < sizeof(figures) / sizeof(figures[0]); i++)
        status = follow(books, event, figures[i]);
    return status;
}

static struct cv_status sales_stated(struct cv_books *books,
                                     const Caravan__Events__V1__Event *event)
{
    const Caravan__Events__V1__SalesStated *stated = event->sales_stated;
    struct cv_check check = cv_check_begin(books->arena);
    int32_t on = date_of(&check, stated->last_date);
    struct cv_status status = check.status;

    for (size_t i = 0; cv_ok(status) && i < stated->n_rows; i++) {
        const Caravan__Events__V1__SalesStatedRow *row = stated->rows[i];

        status = follow(books, event,
                        (struct fed_figure){.figure = FIGURE(SALES_SIGNED),
                                            .currency = row->currency,
                                            .on = on,
                                            .value = row->signed_minor});
        if (cv_ok(status))
            status = follow(books, event,
                            (struct fed_figure){.figure = FIGURE(SALES_PAID),
                                                .currency = row->currency,
                                                .on = on,
                                                .value = row->gross_minor});
    }
    return status;
}

static struct cv_status cohort_completed(struct cv_books *books,
                                         const Caravan__Events__V1__Event *event)
{
    const Caravan__Events__V1__CohortCompleted *completed = event->cohort_completed;
    struct cv_check check = cv_check_begin(books->arena);
    int32_t on = date_of(&check, completed->end_date);
    struct cv_status status = check.status;

    if (cv_ok(status))
        status = follow(books, event,
                        (struct fed_figure){.figure = FIGURE(TRAINING_PARTICIPANTS),
                                            .on = on,
                                            .value = completed->participants});
    return cv_ok(status) ? follow(books, event,
                                  (struct fed_figure){.figure = FIGURE(TRAINING_COMPLETED),
                                                      .on = on,
                                                      .value = completed->completed})
                         : status;
}

const struct cv_event_effect feed_effects[] = {
    {PAYLOAD(TRIP_CLOSED), trip_closed},
    {PAYLOAD(SALES_STATED), sales_stated},
    {PAYLOAD(COHORT_COMPLETED), cohort_completed},
    {0, NULL},
};
