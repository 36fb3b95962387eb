/* Sockets that listen: for listeners (net/listener.h), and for a library that serves by itself; and
 * a word to one that does.
 *
 * Thread   Any.
 * Memory   Whoever has a socket closes it, and then calls cv_socket_forget() with its address.
 * Errors   Those of cv_listener_open(). */
#ifndef CV_NET_SOCKET_H
#define CV_NET_SOCKET_H

#include "net/address.h"

#define CV_SOCKET_BACKLOG 1024

/* Non-blocking; `bound` is where it really is. `beside`: as for cv_listener_open(). */
struct cv_status cv_socket_listen(const struct cv_address *address, bool beside, int *fd,
                                  struct cv_address *bound);
/* One more at an IP address that this process listens at. */
struct cv_status cv_socket_share(const struct cv_address *bound, int *fd);
void cv_socket_forget(const struct cv_address *bound); /* remove the path, if it has one */
void cv_socket_hang_up(int connection); /* whoever reads it finds that it has ended */
/* One datagram to a unix socket, if there is room for it now. */
struct cv_status cv_socket_tell(const struct cv_address *to, const char *text, size_t len);
struct cv_status cv_socket_error(void); /* what errno says */

#endif
