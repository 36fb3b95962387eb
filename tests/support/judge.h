/* The judge.v1.Judge service, on common/ alone. */
#ifndef TESTS_SUPPORT_JUDGE_H
#define TESTS_SUPPORT_JUDGE_H

#include "rpc/server.h"

struct judge {
    struct cv_timers *timers; /* of the loop that serves; for delays */
    unsigned started;         /* handlers */
    unsigned ended;
};

struct cv_status judge_serve(struct cv_server *server, struct judge *judge);

#endif
