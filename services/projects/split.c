#include "split.h"

#include "base/assert.h"

#include <stdlib.h>

struct rest {
    uint64_t rest;
    size_t index;
};

static int larger_first(const void *a, const void *b)
{
    const struct rest *x = a;
    const struct rest *y = b;

    if (x->rest != y->rest)
        return x->rest > y->rest ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

static uint64_t total_of(const int32_t *shares, size_t count)
{
    uint64_t total = 0;

    for (size_t i = 0; i < count; i++) {
        CV_ASSERT_CMP(shares[i], >=, 0);
        total += (uint64_t)shares[i];
    }
    CV_ASSERT_CMP(total, <=, UINT32_MAX); /* so that products of a share and a rest fit */
    return total;
}

static void divide(int64_t amount, const int32_t *shares, size_t count, int64_t *parts)
{
    uint64_t size = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
    uint64_t total = total_of(shares, count);
    uint64_t left = size;
    struct rest rests[SPLIT_MAX];

    for (size_t i = 0; i < count; i++) {
        uint64_t share = total == 0 ? 1 : (uint64_t)shares[i];
        uint64_t whole = total == 0 ? count : total;
        uint64_t rest = size % whole * share; /* size * share would need 128 bits */

        parts[i] = (int64_t)(size / whole * share + rest / whole);
        rests[i] = (struct rest){.rest = rest % whole, .index = i};
        left -= (uint64_t)parts[i];
    }
    qsort(rests, count, sizeof(rests[0]), larger_first);
    CV_ASSERT_CMP(left, <=, count);
    for (size_t i = 0; i < left; i++)
        parts[rests[i].index]++;
    for (size_t i = 0; i < count && amount < 0; i++)
        parts[i] = -parts[i];
}

/* Most have one share, or nothing to divide: they do without the work, and without its memory,
 * which the compiler clears each time. */
void split(int64_t amount, const int32_t *shares, size_t count, int64_t *parts)
{
    CV_ASSERT(count >= 1 && count <= SPLIT_MAX);
    if (count > 1 && amount != 0) {
        divide(amount, shares, count, parts);
        return;
    }
    for (size_t i = 0; i < count; i++)
        parts[i] = amount;
}
