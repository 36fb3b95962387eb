#include "sale/fold.h"

#include <stdlib.h>

static int by_day(const void *a, const void *b)
{
    int32_t x = ((const struct sale_event *)a)->on;
    int32_t y = ((const struct sale_event *)b)->on;

    return (x > y) - (x < y);
}

enum sale_fault sale_fold(struct sale_event *events, size_t count, struct sale_event *sums)
{
    *sums = (struct sale_event){0};
    if (count > 0)
        qsort(events, count, sizeof(*events), by_day);
    for (size_t i = 0; i < count; i++) {
        sums->on = events[i].on;
        sums->agreed += events[i].agreed;
        sums->paid += events[i].paid;
        sums->refunded += events[i].refunded;
        if (i + 1 < count && events[i + 1].on == events[i].on)
            continue;
        if (sums->paid > sums->agreed)
            return SALE_OVERPAID;
        if (sums->refunded > sums->paid)
            return SALE_OVERREFUNDED;
    }
    return SALE_FINE;
}
