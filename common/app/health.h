/* grpc.health.v1.Health: Check, Watch, List. While the server drains all it serves is
 * NOT_SERVING; watches are told and then ended, so that they do not hold up the end.
 *
 * Thread   cv_health_add() before serving; the handlers on any loop of the server. */
#ifndef CV_APP_HEALTH_H
#define CV_APP_HEALTH_H

#include "rpc/server.h"

struct cv_health;

/* Lives in `arena`, which must outlast the server. */
struct cv_status cv_health_add(struct cv_server *server, unsigned threads, struct cv_arena *arena,
                               struct cv_health **health);
void cv_health_drain(struct cv_health *health, struct cv_loop *loop); /* on that loop's thread */

#endif
