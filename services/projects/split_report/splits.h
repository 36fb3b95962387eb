/* Spans of days in which amounts reach a limit together.
 *
 * Knows neither SQL nor protobuf. Sums have 128 bits. */
#ifndef PROJECTS_SPLITS_H
#define PROJECTS_SPLITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct splits_item {
    int32_t day; /* its number (app/date.h) */
    int64_t amount;
};

/* Goes through one payee's items of one line, by day; it begins with these four and zeros. Of spans
 * that end alike only the longest is one: the others are a part of it. */
struct splits_scan {
    const struct splits_item *items;
    size_t count;
    int64_t limit;
    int32_t days; /* at most between the first and the last of a span */
    size_t first; /* of the span it stands at */
    size_t end;
    __int128 sum;
};

/* The next span that reaches the limit; false: there is no other. */
bool splits_next(struct splits_scan *scan);

#endif
