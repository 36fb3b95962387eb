/* Dividing whole amounts by shares so that the parts add up to the whole: largest remainder
 * (Hamilton). Each part is the exact quotient rounded down or up; what rounding down left over
 * goes, one unit each, to the largest remainders, the earlier share first when they are equal. */
#ifndef PROJECTS_SPLIT_H
#define PROJECTS_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#define SPLIT_WHOLE 10000 /* basis points */
#define SPLIT_MAX   200   /* shares of one whole */

/* `count` from 1 to SPLIT_MAX; shares from 0 up, in basis points or any other measure. All 0: equal
 * parts. A negative amount is divided as its opposite, so that it cancels exactly. */
void split(int64_t amount, const int32_t *shares, size_t count, int64_t *parts);

#endif
