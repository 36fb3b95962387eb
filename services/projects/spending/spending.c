#include "spending/spending.h"

#include "app/date.h"
#include "service/rows.h"
#include "split.h"

#include <stdio.h>

/* Where the month is, or belongs. */
static size_t find(const struct spending *spending, int32_t month)
{
    size_t from = 0;
    size_t to = spending->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (spending->months[middle].month < month)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

void spending_add(struct spending *spending, enum measure measure, int32_t month, int64_t minor)
{
    size_t at = find(spending, month);
    struct spending_month *grown;

    if (at == spending->count || spending->months[at].month != month) {
        grown = cv_rows_grow(spending->arena, spending->months, spending->count, &spending->room,
                             sizeof(*grown));
        if (grown == NULL)
            return;
        spending->months = grown;
        memmove(&grown[at + 1], &grown[at], (spending->count++ - at) * sizeof(*grown));
        grown[at] = (struct spending_month){.month = month};
    }
    spending->months[at].amounts.minor[measure] += minor;
}

void spending_plan(struct spending *spending, int32_t year, int64_t minor, int32_t start_on,
                   int32_t end_on)
{
    int32_t from = year * 100 + 1;
    int32_t to = year * 100 + 12;
    const int32_t equal[12] = {0};
    int64_t parts[12];
    size_t count;

    if (start_on != CV_DATE_NONE && start_on / 100 <= to && end_on / 100 >= from) {
        from = start_on / 100 > from ? start_on / 100 : from;
        to = end_on / 100 < to ? end_on / 100 : to;
    }
    count = (size_t)to - (size_t)from + 1;
    split(minor, equal, count, parts);
    for (size_t i = 0; i < count; i++)
        spending_add(spending, MEASURE_BUDGET, from + (int32_t)i, parts[i]);
}

bool spending_close(struct spending *spending)
{
    struct amounts sum = {0};

    for (size_t i = 0; i < spending->count; i++) {
        for (int m = 0; m < MEASURES; m++) {
            sum.minor[m] += spending->months[i].amounts.minor[m];
            if (sum.minor[m] != (int64_t)sum.minor[m])
                return false;
        }
        spending->months[i].amounts = sum;
    }
    return true;
}

void spending_month_print(int32_t month, char text[SPENDING_MONTH_TEXT])
{
    (void)snprintf(text, SPENDING_MONTH_TEXT, "%04d-%02d", month / 100, month % 100);
}
