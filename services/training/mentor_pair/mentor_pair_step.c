#include "mentor_pair/mentor_pair_step.h"

#include "app/date.h"
#include "service/field.h"
#include "training.h"

static struct cv_status accept(struct cv_books *books, struct mentor_pair *pair)
{
    if (pair->state != MENTOR_PAIR_PROPOSED)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "only what is PROPOSED can be agreed to");
    pair->state = MENTOR_PAIR_ACTIVE;
    return mentor_pair_agreed(books, pair);
}

/* Nothing keeps one from leaving. */
static struct cv_status end(struct cv_books *books, struct mentor_pair *pair, int32_t date)
{
    int32_t today = training_today(books->tx);

    if (pair->state == MENTOR_PAIR_PROPOSED) {
        pair->state = MENTOR_PAIR_CANCELLED;
        return CV_STATUS_OK;
    }
    if (pair->state != MENTOR_PAIR_ACTIVE)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE", "the pair is over");
    if (date != CV_DATE_NONE && date < pair->starts_on)
        return cv_status_field(books->arena, "date", "date must not be before %s, when it began",
                               cv_field_date_text(books->arena, pair->starts_on));
    if (date == CV_DATE_NONE)
        date = today < pair->starts_on ? pair->starts_on : today;
    pair->state = MENTOR_PAIR_ENDED;
    pair->ended_on = date;
    return CV_STATUS_OK;
}

struct cv_status mentor_pair_step(struct cv_books *books, struct mentor_pair *pair, int64_t move,
                                  int32_t date)
{
    struct cv_status status =
        move == MENTOR_PAIR_ACCEPT ? accept(books, pair) : end(books, pair, date);

    return cv_ok(status) ? mentor_pair_replace(books, pair) : status;
}

struct cv_status mentor_pair_end_person(struct cv_books *books, struct cv_uuid person)
{
    struct mentor_pair *rows = NULL;
    size_t count = 0;
    struct cv_status status = mentor_pair_of(books, person, &rows, &count);

    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        if (rows[i].state == MENTOR_PAIR_PROPOSED || rows[i].state == MENTOR_PAIR_ACTIVE)
            status = mentor_pair_step(books, &rows[i], MENTOR_PAIR_END, CV_DATE_NONE);
    }
    return status;
}
