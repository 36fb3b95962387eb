/* Calendar dates as one number: 20250331 for 31 March 2025, 0 for none. They compare as they follow
 * each other, read well in a table, and know no time zone. Proleptic Gregorian, years 1 to 9999. */
#ifndef CV_APP_DATE_H
#define CV_APP_DATE_H

#include <stdbool.h>
#include <stdint.h>

#define CV_DATE_NONE 0
#define CV_DATE_LAST 99991231

/* False: there is no such day. */
bool cv_date_make(int64_t year, int64_t month, int64_t day, int32_t *date);

static inline int32_t cv_date_year(int32_t date)
{
    return date / 10000;
}

static inline int32_t cv_date_month(int32_t date)
{
    return date / 100 % 100;
}

static inline int32_t cv_date_day(int32_t date)
{
    return date % 100;
}

/* The day at `utc_us` in a place `offset_minutes` ahead of UTC. */
int32_t cv_date_at(int64_t utc_us, int offset_minutes);

/* A number that grows by one each day; only differences mean something. */
int32_t cv_date_number(int32_t date);

/* The latest day that has begun anywhere on earth (UTC+14): a date after it is in the future for
 * everybody, so refusing it needs no time zone. */
int32_t cv_date_latest(int64_t utc_us);

/* "2025-03-31", in a buffer of CV_DATE_TEXT; "" for none. */
#define CV_DATE_TEXT 16
void cv_date_print(int32_t date, char text[CV_DATE_TEXT]);

#endif
