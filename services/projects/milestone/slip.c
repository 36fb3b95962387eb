#include "milestone/slip.h"

#include "app/date.h"

int32_t slip_days(int32_t from, int32_t to)
{
    return cv_date_number(to) - cv_date_number(from);
}

struct slip slip_of(const struct dossier *milestone)
{
    struct slip slip = {CV_DATE_NONE, CV_DATE_NONE, 0};
    int32_t day;

    for (size_t i = 0; i < milestone->move_count; i++) {
        const struct dossier_move *move = &milestone->moves[i];

        if (move->retracted_us != CV_BOOKS_NOT_REPLACED)
            continue;
        if (move->move == MOVE_FORECAST)
            slip.forecast_on = move->forecast_on;
        if (move->move == MOVE_COMPLETE)
            slip.actual_on = move->moved_on;
    }
    if (milestone->state != STATE_DONE)
        slip.actual_on = CV_DATE_NONE;
    if (milestone->state != STATE_PLANNED)
        slip.forecast_on = CV_DATE_NONE;
    day = slip.actual_on != CV_DATE_NONE ? slip.actual_on : slip.forecast_on;
    if (day != CV_DATE_NONE)
        slip.days = slip_days(milestone->planned_on, day);
    return slip;
}
