#include "assignment/assignment_step.h"

#include "app/date.h"
#include "assignment_entry/assignment_entry_store.h"
#include "person/consent_store.h"
#include "service/field.h"
#include "training.h"

/* The last day is not before the first one, nor before one of which there is an entry. */
static struct cv_status settle_day(struct cv_books *books, const struct assignment *assignment,
                                   int32_t *date)
{
    int32_t least = assignment->days.actual_start;
    int32_t last = CV_DATE_NONE;
    int32_t today = training_today(books->tx);
    struct cv_status status = CV_STATUS_OK;

    if (assignment->days.state == ASSIGNMENT_UNDER_WAY)
        status = assignment_entry_last(books, assignment->uid, &last);
    if (least < last)
        least = last;
    if (*date == CV_DATE_NONE)
        *date = today < least ? least : today;
    if (cv_ok(status) && *date < least)
        status = cv_status_field(books->arena, "date",
                                 "date must not be before %s, of which something is recorded",
                                 cv_field_date_text(books->arena, least));
    return status;
}

struct cv_status assignment_step(struct cv_books *books, struct assignment *assignment,
                                 int64_t move, int32_t date)
{
    struct assignment_days tried = assignment->days;
    struct cv_status status = assignment_move(&tried, move, date);

    if (cv_ok(status))
        status = settle_day(books, assignment, &date);
    if (cv_ok(status))
        status = assignment_move(&assignment->days, move, date);
    if (cv_ok(status) && assignment_move_needs_consent(move))
        status =
            consent_required(books, assignment->person_uid, CONSENT_ASSIGNMENT, CONSENT_ANY_COURSE);
    return cv_ok(status) ? assignment_replace(books, assignment) : status;
}

struct cv_status assignment_withdraw_person(struct cv_books *books, struct cv_uuid person)
{
    struct assignment *rows = NULL;
    size_t count = 0;
    struct cv_status status = assignment_of(books, person, &rows, &count);

    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        if (!assignment_over(rows[i].days.state))
            status = assignment_step(books, &rows[i], ASSIGNMENT_WITHDRAW, CV_DATE_NONE);
    }
    return status;
}
