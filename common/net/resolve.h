/* The addresses of a host, looked up off the loop.
 *
 * Thread   The loop's thread; the look-up itself runs on one of libuv's.
 * Memory   The op is the caller's. On OK `addresses` are the caller's to free().
 * Ending   `done` runs exactly once, on the loop, never from inside the submit.
 * Cancel   `done` runs in the next turn, also while the system still looks; the loop does not end
 *          before that has come back.
 * Errors   UNAVAILABLE, RESOURCE_EXHAUSTED, CANCELLED; texts static. */
#ifndef CV_NET_RESOLVE_H
#define CV_NET_RESOLVE_H

#include "net/address.h"
#include "net/loop.h"

/* More addresses than that behind one name are left out. */
#define CV_RESOLVE_MAX 64

struct cv_resolve;
typedef void cv_resolve_done(struct cv_resolve *op);
struct cv_resolve {
    const struct cv_address *name; /* host and port; borrowed until return */
    cv_resolve_done *done;
    struct cv_address *addresses; /* result: in the order of the system's preference */
    size_t count;                 /* result */
    struct cv_status status;      /* result */
    void *private_;               /* private */
    struct cv_task task;          /* private */
};
void cv_resolve_submit(struct cv_loop *loop, struct cv_resolve *op);
void cv_resolve_cancel(struct cv_resolve *op);

#endif
