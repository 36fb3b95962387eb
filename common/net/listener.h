/* A listening socket on one loop. With several loops each has its own listener on the same
 * address (SO_REUSEPORT): the kernel deals connections out and no thread hands one to another.
 *
 * Thread   The loop's thread; opening and address before the loop runs, from any thread.
 * Ending   cv_listener_close() stops accepting at once; the listener frees itself. A unix socket
 *          path is removed. The kernel resets connections that wait to be accepted then: take them
 *          before with cv_listener_take(). */
#ifndef CV_NET_LISTENER_H
#define CV_NET_LISTENER_H

#include "net/address.h"
#include "net/stream.h"

struct cv_listener;

/* `stream` is the owner's to own or close at once. */
typedef void cv_listener_accept(void *owner, struct cv_stream *stream);

/* `address` is borrowed until return; what was handed over for it (net/inherited.h) is taken. Port
 * 0 binds a free port. `beside`: an IP port that another
 * process of ours listens on may be shared with it, as long as both live. Errors: UNAVAILABLE (in
 * use), PERMISSION_DENIED, INVALID_ARGUMENT; texts static. */
struct cv_status cv_listener_open(struct cv_loop *loop, const struct cv_address *address,
                                  bool beside, cv_listener_accept *accept, void *owner,
                                  struct cv_listener **listener);

/* The same socket served by one more loop (TCP: SO_REUSEPORT on the bound port; unix or handed
 * over: the descriptor shared). */
struct cv_status cv_listener_share(struct cv_listener *first, struct cv_loop *loop,
                                   cv_listener_accept *accept, void *owner,
                                   struct cv_listener **listener);

/* Accept what waits to be accepted now, also if it is too early or too late in the turn for it. */
void cv_listener_take(struct cv_listener *listener);
const struct cv_address *cv_listener_address(const struct cv_listener *listener); /* as bound */
void cv_listener_close(struct cv_listener *listener);                             /* NULL is fine */

#endif
