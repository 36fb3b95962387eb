#include "ageing/ageing.h"

#include "base/assert.h"

static const struct {
    int32_t through; /* days */
    const char *text;
} BUCKETS[AGEING_BUCKETS] = {
    {30, "0-30"}, {90, "31-90"}, {180, "91-180"}, {365, "181-365"}, {INT32_MAX, "366+"},
};

const char *ageing_days(size_t bucket)
{
    CV_ASSERT(bucket < AGEING_BUCKETS);
    return BUCKETS[bucket].text;
}

void ageing_add(struct ageing *ageing, int32_t days, int64_t committed, int64_t disbursed)
{
    size_t at = 0;

    while (days > BUCKETS[at].through)
        at++;
    ageing->buckets[at].count++;
    ageing->buckets[at].committed += committed;
    ageing->buckets[at].disbursed += disbursed;
}

bool ageing_fits(const struct ageing *ageing)
{
    for (size_t i = 0; i < AGEING_BUCKETS; i++) {
        const struct ageing_bucket *bucket = &ageing->buckets[i];

        if (bucket->committed != (int64_t)bucket->committed ||
            bucket->disbursed != (int64_t)bucket->disbursed)
            return false;
    }
    return true;
}
