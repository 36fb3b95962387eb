/* What a sale comes to on each of its days: pure arithmetic over its events. */
#ifndef LOGISTICS_SALE_FOLD_H
#define LOGISTICS_SALE_FOLD_H

#include <stddef.h>
#include <stdint.h>

/* What one event adds, and after a fold what all of them add up to. */
struct sale_event {
    int32_t on;
    __int128 agreed; /* signed, less cancelled */
    __int128 paid;
    __int128 refunded;
};

enum sale_fault {
    SALE_FINE,
    SALE_OVERPAID,     /* at the end of some day more is paid than agreed */
    SALE_OVERREFUNDED, /* or more is refunded than paid */
};

/* Sorts the events. `sums`: at the end of the first day at fault, or of all days. */
enum sale_fault sale_fold(struct sale_event *events, size_t count, struct sale_event *sums);

#endif
