/* A handler that waits: for so long, or until nobody waits for its call any more. */
#ifndef CONNECT_PAUSE_H
#define CONNECT_PAUSE_H

#include "net/timer.h"
#include "rpc/call.h"

struct pause;
typedef void pause_over(struct pause *pause);
struct pause {
    pause_over *over; /* time is up, or the call has ended; runs once for each pause_begin() */
    struct cv_call *call;
    struct cv_timer timer; /* private, and what follows */
    struct cv_over call_over;
    bool watching;
    bool ended;
};

/* One at a time. Without milliseconds `over` runs from inside. */
void pause_begin(struct pause *pause, uint32_t milliseconds);

#endif
