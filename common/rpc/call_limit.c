/* The server side of a call: not begun while others of its kind wait long. */
#include "base/clock.h"
#include "rpc/call_internal.h"
#include "rpc/limits.h"
#include "rpc/metadata_wire.h"

#include <stdio.h>

#define CV_PUSHBACK_TEXT 12

static void refuse_early(struct cv_call *call)
{
    const struct cv_limiter *limiter = &call->lane->limiters[call->route->queue - 1];
    static const char NAME[] = "grpc-retry-pushback-ms";
    char text[CV_PUSHBACK_TEXT];
    int len = snprintf(text, sizeof(text), "%u", cv_limiter_pushback_ms(limiter));

    /* Without the hint, when there is no memory for it, it is a refusal all the same. */
    (void)cv_metadata_add_wire(&call->out_trailers, call->arena,
                               (struct cv_slice){(const uint8_t *)NAME, sizeof(NAME) - 1},
                               (struct cv_slice){(const uint8_t *)text, (size_t)len});
    cv_call_refuse(call, cv_status(CV_UNAVAILABLE, NULL,
                                   "the service has more to do than it can; nothing was done, try "
                                   "again later"));
}

/* Whatever is judged here costs less than reading the message. */
bool cv_call_let_in(struct cv_call *call)
{
    uint8_t queue = atomic_load_explicit(&call->route->queue, memory_order_relaxed);

    if (queue == 0 || !call->lane->refuses_early)
        return true;
    if (!cv_limiter_enter(&call->lane->limiters[queue - 1])) {
        refuse_early(call);
        return false;
    }
    call->queue = queue;
    return true;
}

void cv_call_waited(struct cv_call *call, unsigned queue, uint64_t waited_ns)
{
    CV_ASSERT_CMP(queue, <, CV_QUEUES_MAX);
    if (!call->lane->refuses_early)
        return;
    atomic_store_explicit(&call->route->queue, (uint8_t)(queue + 1), memory_order_relaxed);
    cv_limiter_waited(&call->lane->limiters[queue], waited_ns, cv_clock_ns());
}
