/* Latencies, counted in buckets: no allocation and no sorting while measuring, and every percentile
 * afterwards within half a percent (128 linear buckets for each power of two).
 *
 * Thread   One.
 * Units    Nanoseconds, up to HISTOGRAM_NS_MAX; what is longer counts as that. */
#ifndef CARAVAN_LOAD_HISTOGRAM_H
#define CARAVAN_LOAD_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_BITS    7u
#define HISTOGRAM_NS_MAX  ((UINT64_C(1) << 42) - 1) /* 73 minutes */
#define HISTOGRAM_BUCKETS ((42u - HISTOGRAM_BITS + 1) << HISTOGRAM_BITS)

struct histogram {
    uint64_t count;
    uint64_t max_ns; /* exact */
    uint64_t buckets[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *histogram, uint64_t ns);
/* `into` has those of both afterwards. */
void histogram_join(struct histogram *into, const struct histogram *from);
/* `share` of 0 to 1: what so many did not pass, in nanoseconds; 0 if there is nothing. */
uint64_t histogram_at(const struct histogram *histogram, double share);
double histogram_us(const struct histogram *histogram, double share); /* in microseconds */

#endif
