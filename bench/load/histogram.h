/* Latencies, counted in buckets of 3 % width: no allocation and no sorting while measuring. */
#ifndef BENCH_HISTOGRAM_H
#define BENCH_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_BUCKETS 1024

struct histogram {
    uint64_t count;
    uint64_t buckets[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *histogram, uint64_t ns);
/* `share` of 0 to 1: the latency that so many did not pass, in microseconds. */
double histogram_us(const struct histogram *histogram, double share);

#endif
