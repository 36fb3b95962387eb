/* How long to wait before trying again: longer each time, and 20 % more or less by chance, so that
 * clients of one server do not all come back at once; grpc doc/connection-backoff.md. */
#ifndef CV_RPC_BACKOFF_H
#define CV_RPC_BACKOFF_H

#include "base/clock.h"
#include "base/random.h"
#include "rpc/limits.h"

struct cv_backoff {
    uint64_t next_ns; /* 0: CV_BACKOFF_FIRST_NS */
    uint64_t most_ns; /* 0: CV_BACKOFF_MAX_NS */
};

static inline uint64_t cv_backoff_take(struct cv_backoff *backoff)
{
    uint64_t wait = backoff->next_ns == 0 ? CV_BACKOFF_FIRST_NS : backoff->next_ns;
    uint64_t most = backoff->most_ns == 0 ? CV_BACKOFF_MAX_NS : backoff->most_ns;

    backoff->next_ns = wait / 10 * 16;
    if (backoff->next_ns > most)
        backoff->next_ns = most;
    return wait - wait / 5 + cv_random_u64() % (wait / 5 * 2 + 1);
}

#endif
