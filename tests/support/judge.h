/* The judge.v1.Judge service, on common/ alone. */
#ifndef TESTS_SUPPORT_JUDGE_H
#define TESTS_SUPPORT_JUDGE_H

#include "rpc/server.h"

#include <stdatomic.h>

/* What its handlers have seen; they may run on several threads. */
struct judge {
    atomic_uint started;
    atomic_uint ended;
    atomic_uint cancelled; /* of those ended: the client had left */
    atomic_uint expired;   /* of those ended: the deadline had passed */
    atomic_uint sent;      /* messages of Count and Chat */
    atomic_uint received;  /* messages of Sum and Chat */
    atomic_uint drained;   /* calls of Sum under way when they were told that their server goes */
};

struct cv_status judge_serve(struct cv_server *server, struct judge *judge);

/* The same for a session without a server. The lane's `home` is a loop's wake all the same: the
 * timers of that loop are where handlers wait. */
struct cv_router;
struct cv_status judge_route(struct cv_router *router, struct judge *judge);

#endif
