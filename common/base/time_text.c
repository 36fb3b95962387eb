#include "base/time_text.h"

#include <stdio.h>
#include <string.h>

#define DAY_SECONDS   86400
#define FIRST_SECOND  INT64_C(-62135596800) /* 0001-01-01T00:00:00Z */
#define LAST_SECOND   INT64_C(253402300799) /* 9999-12-31T23:59:59Z */
#define SPAN_MAX      INT64_C(315576000000)
#define NANOS_MAX     999999999
#define SECOND_DIGITS 9

/* Exactly `n` digits. */
static bool take_number(struct cv_slice *text, unsigned n, int *value)
{
    *value = 0;
    if (text->len < n)
        return false;
    for (unsigned i = 0; i < n; i++) {
        if (text->at[i] < '0' || text->at[i] > '9')
            return false;
        *value = *value * 10 + (text->at[i] - '0');
    }
    text->at += n;
    text->len -= n;
    return true;
}

static bool take(struct cv_slice *text, char c)
{
    if (text->len == 0 || (char)*text->at != c)
        return false;
    text->at++;
    text->len--;
    return true;
}

/* ".25" as nanoseconds; none is 0. */
static bool take_fraction(struct cv_slice *text, int32_t *nanos)
{
    int32_t unit = NANOS_MAX + 1;

    *nanos = 0;
    if (!take(text, '.'))
        return true;
    for (unsigned n = 0; text->len > 0 && *text->at >= '0' && *text->at <= '9'; n++) {
        if (n == SECOND_DIGITS)
            return false;
        unit /= 10;
        *nanos += (*text->at - '0') * unit;
        text->at++;
        text->len--;
    }
    return unit <= NANOS_MAX; /* a digit at least */
}

/* Days since 1970 of the proleptic Gregorian calendar, counted in years that begin in March: the
 * day that comes and goes is the last of such a year. */
static int64_t days_of(int year, int month, int day)
{
    int64_t march_year = year - (month <= 2);
    int64_t march_month = (month + 9) % 12;

    return march_year * 365 + march_year / 4 - march_year / 100 + march_year / 400 +
           (march_month * 306 + 5) / 10 + day - 1 - 719468;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return DAYS[month - 1] + (month == 2 && is_leap(year));
}

static bool take_date(struct cv_slice *text, int64_t *days)
{
    int year;
    int month;
    int day;

    if (!take_number(text, 4, &year) || !take(text, '-') || !take_number(text, 2, &month) ||
        !take(text, '-') || !take_number(text, 2, &day))
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
        return false;
    *days = days_of(year, month, day);
    return true;
}

/* "Z", "+08:00": seconds to take off. */
static bool take_offset(struct cv_slice *text, int64_t *offset)
{
    bool west;
    int hours;
    int minutes;

    *offset = 0;
    if (take(text, 'Z') || take(text, 'z'))
        return true;
    west = take(text, '-');
    if ((!west && !take(text, '+')) || !take_number(text, 2, &hours) || !take(text, ':') ||
        !take_number(text, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *offset = hours * 3600 + minutes * 60;
    if (west)
        *offset = -*offset;
    return true;
}

bool cv_time_text_read_timestamp(struct cv_slice text, struct cv_time_value *value)
{
    int64_t days;
    int64_t offset;
    int hour;
    int minute;
    int second;

    if (!take_date(&text, &days) || !(take(&text, 'T') || take(&text, 't')) ||
        !take_number(&text, 2, &hour) || !take(&text, ':') || !take_number(&text, 2, &minute) ||
        !take(&text, ':') || !take_number(&text, 2, &second) ||
        !take_fraction(&text, &value->nanos) || !take_offset(&text, &offset) || text.len > 0)
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    value->seconds = days * DAY_SECONDS + hour * 3600 + minute * 60 + second - offset;
    return value->seconds >= FIRST_SECOND && value->seconds <= LAST_SECOND;
}

bool cv_time_text_read_duration(struct cv_slice text, struct cv_time_value *value)
{
    bool negative = take(&text, '-');
    size_t n = 0;

    *value = (struct cv_time_value){0};
    for (; text.len > 0 && *text.at >= '0' && *text.at <= '9'; n++) {
        value->seconds = value->seconds * 10 + (*text.at - '0');
        if (value->seconds > SPAN_MAX)
            return false;
        text.at++;
        text.len--;
    }
    if (n == 0 || !take_fraction(&text, &value->nanos) || !take(&text, 's') || text.len > 0)
        return false;
    if (value->seconds == SPAN_MAX && value->nanos > 0)
        return false;
    if (negative) {
        value->seconds = -value->seconds;
        value->nanos = -value->nanos;
    }
    return true;
}

/* As many groups of three digits as the nanoseconds need. */
static void print_fraction(int32_t nanos, const char *end, char *out, size_t cap)
{
    if (nanos == 0)
        (void)snprintf(out, cap, "%s", end);
    else if (nanos % 1000000 == 0)
        (void)snprintf(out, cap, ".%03d%s", nanos / 1000000, end);
    else if (nanos % 1000 == 0)
        (void)snprintf(out, cap, ".%06d%s", nanos / 1000, end);
    else
        (void)snprintf(out, cap, ".%09d%s", nanos, end);
}

bool cv_time_text_print_timestamp(struct cv_time_value value, char out[CV_TIME_TEXT_MAX])
{
    int64_t days;
    int year;
    int month = 1;
    int rest;
    int n;

    if (value.seconds < FIRST_SECOND || value.seconds > LAST_SECOND || value.nanos < 0 ||
        value.nanos > NANOS_MAX)
        return false;
    days = (value.seconds - FIRST_SECOND) / DAY_SECONDS;
    rest = (int)((value.seconds - FIRST_SECOND) % DAY_SECONDS);
    year = (int)(days * 400 / 146097) + 1; /* 400 years are 146,097 days: right, or one off */
    while (days_of(year, 1, 1) - days_of(1, 1, 1) > days)
        year--;
    while (days_of(year + 1, 1, 1) - days_of(1, 1, 1) <= days)
        year++;
    days -= days_of(year, 1, 1) - days_of(1, 1, 1);
    while (days >= days_in(year, month))
        days -= days_in(year, month++);
    n = snprintf(out, CV_TIME_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, (int)days + 1,
                 rest / 3600, rest / 60 % 60, rest % 60);
    print_fraction(value.nanos, "Z", out + n, CV_TIME_TEXT_MAX - (size_t)n);
    return true;
}

bool cv_time_text_print_duration(struct cv_time_value value, char out[CV_TIME_TEXT_MAX])
{
    bool negative = value.seconds < 0 || value.nanos < 0;
    int n;

    if (value.seconds < -SPAN_MAX || value.seconds > SPAN_MAX || value.nanos < -NANOS_MAX ||
        value.nanos > NANOS_MAX || (value.seconds > 0 && value.nanos < 0) ||
        (value.seconds < 0 && value.nanos > 0))
        return false;
    if (negative) {
        value.seconds = -value.seconds;
        value.nanos = -value.nanos;
    }
    n = snprintf(out, CV_TIME_TEXT_MAX, "%s%lld", negative ? "-" : "", (long long)value.seconds);
    print_fraction(value.nanos, "s", out + n, CV_TIME_TEXT_MAX - (size_t)n);
    return true;
}
