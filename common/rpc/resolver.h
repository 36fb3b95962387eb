/* What addresses a channel's name stands for: looked up when somebody asks, no more often than each
 * CV_RESOLVE_INTERVAL_NS, and after a failure again and again, ever more slowly.
 *
 * Thread   The loop's thread.
 * Memory   Embedded in the channel, which sets the first part, zeroes the rest and inits it.
 * Ending   When cv_resolver_stop() finds it running, CANCELLED is told; then, or at once if it was
 *          not running, it may go. */
#ifndef CV_RPC_RESOLVER_H
#define CV_RPC_RESOLVER_H

#include "net/resolve.h"
#include "rpc/backoff.h"

struct cv_resolver;
/* `status` not OK: no addresses. False: try again later. Never from inside cv_resolver_want(). */
typedef bool cv_resolver_told(struct cv_resolver *resolver, struct cv_status status,
                              const struct cv_address *addresses, size_t count);
/* As cv_channel_config.resolve. */
typedef struct cv_status cv_resolver_hook(void *arg, struct cv_address *addresses, size_t cap,
                                          size_t *count);

struct cv_resolver {
    struct cv_loop *loop;
    struct cv_address name;
    cv_resolver_hook *hook; /* asked instead of the system; NULL: the system is */
    void *hook_arg;
    cv_resolver_told *told; /* NULL: there is nothing to look up */

    /* private */
    struct cv_resolve op;
    struct cv_task task; /* asks the hook */
    struct cv_timer timer;
    struct cv_backoff backoff;
    uint64_t not_before_ns;
    bool running;
    bool stopped;
};

bool cv_resolver_init(struct cv_resolver *resolver); /* false: out of memory */
void cv_resolver_want(struct cv_resolver *resolver); /* while it is on its way: no effect */
void cv_resolver_stop(struct cv_resolver *resolver);

#endif
