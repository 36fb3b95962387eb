#include "employment_outcome/outcome_due.h"

#include "app/date.h"

int32_t outcome_due(int32_t ended, int64_t mark)
{
    static const int32_t MONTHS[] = {0, 3, 6, 12};
    int32_t month = cv_date_month(ended) - 1 + MONTHS[mark];
    int32_t day = cv_date_day(ended);
    int32_t due;

    while (!cv_date_make(cv_date_year(ended) + month / 12, month % 12 + 1, day, &due) && day > 1)
        day--;
    return due;
}
