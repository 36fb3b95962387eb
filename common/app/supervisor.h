/* Whoever started the service and wants to know how it goes, as systemd does of a unit of
 * Type=notify (NOTIFY_SOCKET, WATCHDOG_USEC): that it serves, reads its certificates again, ends,
 * and, as often as was asked for, that loop 0 still turns. Where nobody asks, nothing is done.
 *
 * Thread   That of loop 0; cv_supervisor_reloading() and _reloaded(): any.
 * Memory   Embedded by the owner.
 * Errors   One that cannot be told is in the log; the service goes on. */
#ifndef CV_APP_SUPERVISOR_H
#define CV_APP_SUPERVISOR_H

#include "net/address.h"
#include "net/timer.h"

struct cv_loop;

struct cv_supervisor {
    struct cv_address at;
    bool there;
    uint64_t beat_ns; /* 0: it does not watch */
    struct cv_loop *loop;
    struct cv_timer timer;
};

void cv_supervisor_find(struct cv_supervisor *supervisor); /* by the environment */
void cv_supervisor_ready(struct cv_supervisor *supervisor, struct cv_loop *loop);
void cv_supervisor_reloading(const struct cv_supervisor *supervisor);
void cv_supervisor_reloaded(const struct cv_supervisor *supervisor);
void cv_supervisor_stopping(const struct cv_supervisor *supervisor);
void cv_supervisor_leave(struct cv_supervisor *supervisor); /* the loop has nothing left to do */

#endif
