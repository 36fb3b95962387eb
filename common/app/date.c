#include "app/date.h"

#include <stdio.h>

static bool leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t days_of(int64_t year, int64_t month)
{
    static const int8_t DAYS[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return DAYS[month - 1] + (month == 2 && leap(year) ? 1 : 0);
}

bool cv_date_make(int64_t year, int64_t month, int64_t day, int32_t *date)
{
    *date = CV_DATE_NONE;
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_of(year, month))
        return false;
    *date = (int32_t)(year * 10000 + month * 100 + day);
    return true;
}

/* Days since 1970-01-01 to a date: years begin in March, so that the leap day comes last and an era
 * of 400 years always has 146,097 days. */
int32_t cv_date_at(int64_t utc_us, int offset_minutes)
{
    const int64_t day_us = INT64_C(86400000000);
    int64_t local = utc_us + (int64_t)offset_minutes * 60 * 1000000;
    int64_t days = local / day_us - (local % day_us < 0 ? 1 : 0);
    int64_t from_march_0000 = days + 719468;
    int64_t era = (from_march_0000 >= 0 ? from_march_0000 : from_march_0000 - 146096) / 146097;
    int64_t of_era = from_march_0000 - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t march_month = (5 * of_year + 2) / 153;
    int64_t day = of_year - (153 * march_month + 2) / 5 + 1;
    int64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
    int32_t date;

    year += era * 400 + (month <= 2 ? 1 : 0);
    (void)cv_date_make(year, month, day, &date);
    return date;
}

/* Days since 1 March of the year 0: from March on, all months before the last are of fixed length.
 */
int32_t cv_date_number(int32_t date)
{
    int32_t month = (cv_date_month(date) + 9) % 12;
    int32_t year = cv_date_year(date) - month / 10;

    return year * 365 + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 +
           cv_date_day(date) - 1;
}

int32_t cv_date_latest(int64_t utc_us)
{
    return cv_date_at(utc_us, 14 * 60);
}

void cv_date_print(int32_t date, char text[CV_DATE_TEXT])
{
    text[0] = '\0';
    if (date != CV_DATE_NONE)
        snprintf(text, CV_DATE_TEXT, "%04d-%02d-%02d", (int)cv_date_year(date) % 10000,
                 (int)cv_date_month(date), (int)cv_date_day(date));
}
