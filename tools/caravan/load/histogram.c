#include "histogram.h"

#include <math.h>

#define STEP (1u << HISTOGRAM_BITS)

/* Below STEP each value has a bucket of its own, from there on each power of two STEP of them. */
static unsigned bucket_of(uint64_t ns)
{
    unsigned shift;

    if (ns < STEP)
        return (unsigned)ns;
    shift = 63u - (unsigned)__builtin_clzll(ns) - HISTOGRAM_BITS;
    return (shift + 1) * STEP + (unsigned)((ns >> shift) - STEP);
}

static uint64_t middle_of(unsigned bucket)
{
    unsigned shift = bucket < STEP ? 0 : bucket / STEP - 1;
    uint64_t low = bucket < STEP ? bucket : (uint64_t)(STEP + bucket % STEP) << shift;

    return low + (UINT64_C(1) << shift) / 2;
}

void histogram_add(struct histogram *histogram, uint64_t ns)
{
    if (ns > HISTOGRAM_NS_MAX)
        ns = HISTOGRAM_NS_MAX;
    if (ns > histogram->max_ns)
        histogram->max_ns = ns;
    histogram->count++;
    histogram->buckets[bucket_of(ns)]++;
}

void histogram_join(struct histogram *into, const struct histogram *from)
{
    if (from->max_ns > into->max_ns)
        into->max_ns = from->max_ns;
    into->count += from->count;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
        into->buckets[i] += from->buckets[i];
}

uint64_t histogram_at(const struct histogram *histogram, double share)
{
    uint64_t wanted = (uint64_t)ceil(share * (double)histogram->count);
    uint64_t seen = 0;

    if (histogram->count == 0)
        return 0;
    if (wanted >= histogram->count)
        return histogram->max_ns;
    if (wanted == 0)
        wanted = 1;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += histogram->buckets[i];
        if (seen >= wanted)
            return middle_of(i) < histogram->max_ns ? middle_of(i) : histogram->max_ns;
    }
    return histogram->max_ns;
}

double histogram_us(const struct histogram *histogram, double share)
{
    return (double)histogram_at(histogram, share) / 1000;
}
