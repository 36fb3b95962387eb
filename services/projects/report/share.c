#include "report/share.h"

#include "base/assert.h"

#include <stdlib.h>

static int larger_first(const void *a, const void *b)
{
    const struct share *x = a;
    const struct share *y = b;

    if (x->rest != y->rest)
        return x->rest > y->rest ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

static int by_index(const void *a, const void *b)
{
    const struct share *x = a;
    const struct share *y = b;

    return x->index < y->index ? -1 : 1;
}

/* Of all of them together; 0: they are no parts of anything. */
static __int128 sum_of(const struct share *shares, size_t count)
{
    __int128 sum = 0;

    for (size_t i = 0; i < count; i++) {
        CV_ASSERT(shares[i].amount <= INT64_MAX);
        if (shares[i].amount < -1)
            return 0;
        sum += shares[i].amount > 0 ? shares[i].amount : 0;
    }
    return sum;
}

bool shares_make(struct share *shares, size_t count)
{
    __int128 sum = sum_of(shares, count);
    size_t left = SHARE_WHOLE;

    for (size_t i = 0; i < count; i++) {
        __int128 size = shares[i].amount > 0 ? shares[i].amount * SHARE_WHOLE : 0;

        shares[i].index = i;
        shares[i].bp = sum == 0 ? 0 : (int32_t)(size / sum);
        shares[i].rest = sum == 0 ? 0 : size % sum;
        left -= (size_t)shares[i].bp;
    }
    if (sum == 0)
        return false;
    CV_ASSERT_CMP(left, <=, count);
    qsort(shares, count, sizeof(*shares), larger_first);
    for (size_t i = 0; i < left; i++)
        shares[i].bp++;
    qsort(shares, count, sizeof(*shares), by_index);
    return true;
}
