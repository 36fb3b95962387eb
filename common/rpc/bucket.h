/* A token bucket: a burst is allowed, then a steady rate. For what honest peers do now and then and
 * hostile ones all the time.
 *
 * Thread   One at a time.
 * Units    cv_clock_ns(). */
#ifndef CV_RPC_BUCKET_H
#define CV_RPC_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct cv_bucket {
    uint64_t full_at_ns; /* when it will be full again; zeroed: it is */
};

/* Take `cost` of the `burst` tokens it holds when full; `per_s` come back each second. False: there
 * are not so many, and none are taken. */
static inline bool cv_bucket_take(struct cv_bucket *bucket, uint64_t cost, uint64_t burst,
                                  uint64_t per_s, uint64_t now_ns)
{
    uint64_t token_ns = UINT64_C(1000000000) / per_s;
    uint64_t at = bucket->full_at_ns > now_ns ? bucket->full_at_ns : now_ns;

    if (at + cost * token_ns - now_ns > burst * token_ns)
        return false;
    bucket->full_at_ns = at + cost * token_ns;
    return true;
}

#endif
