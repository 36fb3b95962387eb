#include "split_report/splits.h"

bool splits_next(struct splits_scan *scan)
{
    const struct splits_item *items = scan->items;

    while (scan->end < scan->count) {
        size_t was = scan->end;

        if (was > 0)
            scan->sum -= items[scan->first++].amount;
        while (scan->end < scan->count &&
               items[scan->end].day - items[scan->first].day <= scan->days)
            scan->sum += items[scan->end++].amount;
        if (scan->end > was && scan->sum >= scan->limit)
            return true;
    }
    return false;
}
