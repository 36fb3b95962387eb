/* Listening sockets that whoever started the process has opened and goes on holding, as systemd
 * does for a .socket unit (LISTEN_PID, LISTEN_FDS): who connects while one process ends and the
 * next begins waits in them and is not refused.
 *
 * Thread   Any, one at a time.
 * Memory   A descriptor that was taken is the caller's. Taken or not, the place stays as it is when
 *          it is closed; nothing is removed. */
#ifndef CV_NET_INHERITED_H
#define CV_NET_INHERITED_H

#include "net/address.h"

int cv_inherited_take(const struct cv_address *address); /* non-blocking; -1: none listens there */
bool cv_inherited_left(struct cv_address *address); /* one that nobody has taken; false: none */

#endif
