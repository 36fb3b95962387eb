/* Asks one connection's server whether a service of it is healthy, and goes on being told (gRFC
 * A17: grpc.health.v1.Health/Watch). A server that has no such method counts as healthy.
 *
 * Thread   The loop's thread.
 * Memory   Frees itself after cv_health_check_drop(), when its call has ended.
 * Ending   Nothing is told after the drop, and never from inside a function of this header. */
#ifndef CV_RPC_HEALTH_CHECK_H
#define CV_RPC_HEALTH_CHECK_H

#include "rpc/session.h"

struct cv_health_check;

/* `status`: why not. */
typedef void cv_health_told(void *owner, bool serving, struct cv_status status);

/* NULL: out of memory. `session` must live until the drop; `service` is borrowed until then. */
struct cv_health_check *cv_health_check_new(struct cv_lane *lane, struct cv_session *session,
                                            const char *service, cv_health_told *told, void *owner);
void cv_health_check_drop(struct cv_health_check *check); /* NULL is fine */

#endif
