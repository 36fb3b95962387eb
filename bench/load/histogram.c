#include "histogram.h"

/* 32 linear buckets for each power of two. */
#define BITS 5u
#define STEP (1u << BITS)

static unsigned bucket_of(uint64_t ns)
{
    unsigned shift;
    unsigned index;

    if (ns < STEP)
        return (unsigned)ns;
    shift = 63u - (unsigned)__builtin_clzll(ns) - BITS;
    index = (shift + 1) * STEP + (unsigned)((ns >> shift) - STEP);
    return index < HISTOGRAM_BUCKETS ? index : HISTOGRAM_BUCKETS - 1;
}

static double middle_of(unsigned bucket)
{
    unsigned shift = bucket < STEP ? 0 : bucket / STEP - 1;
    uint64_t low = bucket < STEP ? bucket : (uint64_t)(STEP + bucket % STEP) << shift;

    return (double)low + (double)(UINT64_C(1) << shift) / 2;
}

void histogram_add(struct histogram *histogram, uint64_t ns)
{
    histogram->count++;
    histogram->buckets[bucket_of(ns)]++;
}

double histogram_us(const struct histogram *histogram, double share)
{
    double wanted = share * (double)histogram->count;
    double seen = 0;

    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += (double)histogram->buckets[i];
        if (histogram->buckets[i] > 0 && seen >= wanted)
            return middle_of(i) / 1000;
    }
    return 0;
}
