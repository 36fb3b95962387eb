#include "cell.h"

#include "encoding.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DIGITS_MAX 18

/* Remove `part` from the front or the end of the text. */
static bool take_prefix(const char **text, const char *part)
{
    size_t len = strlen(part);

    if (strncmp(*text, part, len) != 0)
        return false;
    *text += len;
    return true;
}

static bool take_suffix(char *text, const char *part)
{
    size_t len = strlen(text);
    size_t n = strlen(part);

    if (len < n || strcmp(text + len - n, part) != 0)
        return false;
    text[len - n] = '\0';
    return true;
}

static void trim(char *text)
{
    size_t len = strlen(text);

    while (len > 0 && text[len - 1] == ' ')
        text[--len] = '\0';
}

/* An unsigned decimal with thousands separators to `scale` decimals; a static refusal or NULL. */
static const char *parse_scaled(const char *text, int scale, int64_t *value)
{
    int64_t result = 0;
    int digits = 0;
    int decimals = -1; /* -1: before the point */

    for (; *text != '\0'; text++) {
        if (*text == '.' && decimals < 0) {
            decimals = 0;
        } else if (*text == ',' && decimals < 0 && digits > 0) {
            continue;
        } else if (*text >= '0' && *text <= '9') {
            if (decimals >= scale) {
                if (*text != '0')
                    return "has more decimals than its unit allows";
                continue;
            }
            digits++;
            decimals += decimals >= 0;
            if (result > 0 || *text != '0')
                result = result * 10 + (*text - '0');
            if (result > INT64_C(100000000000000000))
                return "is too large";
        } else {
            return "must be a number such as 1234.50 or 1,234.50";
        }
    }
    if (digits == 0)
        return "must be a number such as 1234.50 or 1,234.50";
    for (int i = decimals < 0 ? 0 : decimals; i < scale; i++) {
        if (result > INT64_C(100000000000000000))
            return "is too large";
        result *= 10;
    }
    *value = result;
    return NULL;
}

/* Decimal places that a unit moves the point: 万 is 10^4, 亿 is 10^8. */
static int unit_scale(char *text)
{
    (void)take_suffix(text, "元");
    if (take_suffix(text, "亿"))
        return 8;
    if (take_suffix(text, "万"))
        return 4;
    return 0;
}

const char *cell_money(const char *text, const char *unit, struct cv_arena *arena,
                       int64_t *minor_units)
{
    char *own = encoding_half_width(text, arena);
    char heading[32];
    const char *number = own;
    int scale;

    if (own == NULL)
        return "no memory";
    (void)snprintf(heading, sizeof(heading), "%s", unit);
    scale = unit_scale(own);
    if (scale == 0)
        scale = unit_scale(heading);
    trim(own);
    (void)(take_prefix(&number, "¥") || take_prefix(&number, "￥") || take_prefix(&number, "CNY "));
    if (*number == '-')
        return "must not be negative; a wrong record is reversed";
    return parse_scaled(number, scale + 2, minor_units);
}

const char *cell_decimal(const char *text, int decimals, struct cv_arena *arena, int64_t *value)
{
    char *own = encoding_half_width(text, arena);
    int scale;

    if (own == NULL)
        return "no memory";
    scale = unit_scale(own);
    trim(own);
    if (*own == '-')
        return "must not be negative";
    return parse_scaled(own, decimals + scale, value);
}

static bool leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool exists(const struct cell_date *date)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (date->year < 1900 || date->year > 2999 || date->month < 1 || date->month > 12 ||
        date->day < 1)
        return false;
    return date->day <= DAYS[date->month - 1] + (date->month == 2 && leap(date->year));
}

const char *cell_date(const char *text, struct cv_arena *arena, struct cell_date *date)
{
    static const char *const FORMS[] = {"%4d-%2d-%2d%n", "%4d/%2d/%2d%n", "%4d.%2d.%2d%n",
                                        "%4d年%2d月%2d日%n", "%4d%2d%2d%n"};
    char *own = encoding_half_width(text, arena);

    if (own == NULL)
        return "no memory";
    for (size_t i = 0; i < sizeof(FORMS) / sizeof(FORMS[0]); i++) {
        int used = 0;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        if (sscanf(own, FORMS[i], &date->year, &date->month, &date->day, &used) == 3 && used > 0 &&
            own[used] == '\0' && own[0] >= '1' && own[0] <= '2')
            return exists(date) ? NULL : "is no day of the calendar";
#pragma GCC diagnostic pop
    }
    return "must be a date such as 2024-03-05, 2024/3/5 or 2024年3月5日";
}

const char *cell_percent(const char *text, struct cv_arena *arena, int32_t *basis_points)
{
    char *own = encoding_half_width(text, arena);
    const char *wrong;
    int64_t value;

    if (own == NULL)
        return "no memory";
    (void)take_suffix(own, "%");
    trim(own);
    wrong = parse_scaled(own, 2, &value);
    if (wrong != NULL)
        return wrong;
    if (value > 10000)
        return "must not be over 100 %";
    *basis_points = (int32_t)value;
    return NULL;
}

bool cell_yes(const char *text)
{
    return strcasecmp(text, "yes") == 0 || strcasecmp(text, "y") == 0 ||
           strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0 || strcmp(text, "是") == 0;
}

void cell_print_decimal(int64_t value, int decimals, char *out)
{
    char digits[32];
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    int len = snprintf(digits, sizeof(digits), "%0*llu", decimals + 1, (unsigned long long)size);
    int whole = len - decimals;
    size_t at = 0;

    if (value < 0)
        out[at++] = '-';
    for (int i = 0; i < len; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            out[at++] = ',';
        if (i == whole)
            out[at++] = '.';
        out[at++] = digits[i];
    }
    out[at] = '\0';
}
