#include "enterprise_sale/sales_span.h"

#include "app/date.h"

#include <string.h>

/* Digits alone, as many as there must be; -1: they are not. */
static int64_t digits(const char *text, size_t count)
{
    int64_t number = 0;

    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

static bool months(int64_t year, int64_t first, int64_t last, struct sales_span *period)
{
    int64_t day = 31;

    if (!cv_date_make(year, first, 1, &period->from) || last > 12)
        return false;
    while (!cv_date_make(year, last, day, &period->until))
        day--;
    return true;
}

bool sales_span_read(const char *text, struct sales_span *period)
{
    size_t len = strlen(text);
    int64_t year = len >= 4 ? digits(text, 4) : -1;

    if (year < 1900 || year > 2999 || (len > 4 && text[4] != '-'))
        return false;
    if (len == 4)
        return months(year, 1, 12, period);
    if (len != 7)
        return false;
    if (text[5] == 'Q') {
        int64_t quarter = digits(text + 6, 1);

        return quarter >= 1 && quarter <= 4 && months(year, quarter * 3 - 2, quarter * 3, period);
    }
    return digits(text + 5, 2) >= 1 &&
           months(year, digits(text + 5, 2), digits(text + 5, 2), period);
}
