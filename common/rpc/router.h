/* From the :path of a call to its handler, by exact match.
 *
 * Thread   Filled before serving; only read after that, from any thread, but for `queue`. */
#ifndef CV_RPC_ROUTER_H
#define CV_RPC_ROUTER_H

#include "base/buf.h"
#include "rpc/server.h"

#include <stdatomic.h>

struct cv_route {
    const struct cv_method *method;
    cv_handler *handler;
    size_t state_size;
    const void *binding;
    void *service;
    size_t path_len; /* filled in by cv_router_add() */
    /* Where its calls were seen to wait (cv_call_waited()): 0: nowhere; else a queue plus one. All
     * loops may write it, and mostly write what is there. */
    atomic_uchar queue;
};

struct cv_router {
    struct cv_route *slots; /* owned; open addressing, method NULL: free */
    size_t cap;             /* a power of two, at least twice the count */
    size_t count;
};

/* RESOURCE_EXHAUSTED: out of memory. ALREADY_EXISTS: the path is taken. */
struct cv_status cv_router_add(struct cv_router *router, const struct cv_route *route);
/* `guess`: what was found last for the same client, mostly right; or NULL. NULL: no such path. */
struct cv_route *cv_router_find(const struct cv_router *router, struct cv_slice path,
                                struct cv_route *guess);
void cv_router_free(struct cv_router *router);

#endif
