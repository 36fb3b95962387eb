/* The server side of a call: not begun while others of its kind wait long. What is refused costs
 * little more than reading its header block: the answer is always the same, and what follows on the
 * stream is thrown away unread. */
#include "base/assert.h"
#include "base/clock.h"
#include "rpc/call_internal.h"
#include "rpc/limits.h"

/* The one that its calls wait for; NULL: none, or it refuses nobody. */
static struct cv_limiter *limiter_of(const struct cv_call *call)
{
    uint8_t queue = atomic_load_explicit(&call->route->queue, memory_order_relaxed);

    return queue == 0 || !call->lane->refuses_early ? NULL : &call->lane->limiters[queue - 1];
}

bool cv_call_is_too_many(const struct cv_call *call)
{
    const struct cv_limiter *limiter = limiter_of(call);

    return limiter != NULL && cv_limiter_is_full(limiter);
}

void cv_call_is_coming(const struct cv_call *call)
{
    struct cv_limiter *limiter = limiter_of(call);

    if (limiter != NULL)
        limiter->coming++;
}

void cv_call_refuse_early(struct cv_call *call)
{
    unsigned pushback = cv_limiter_refuse(limiter_of(call));

    call->lane->refused++;
    call->outcome = cv_status(CV_UNAVAILABLE, NULL, CV_REFUSED_EARLY);
    cv_call_move(call, CV_CALL_REPLYING);
    cv_timer_disarm(call->lane->timers, &call->deadline);
    cv_session_respond_later(call, pushback);
}

/* Whatever is judged here costs less than reading the message. */
bool cv_call_let_in(struct cv_call *call)
{
    struct cv_limiter *limiter = limiter_of(call);

    if (limiter == NULL)
        return true;
    if (!cv_limiter_enter(limiter)) {
        cv_call_refuse_early(call);
        return false;
    }
    call->limiter = limiter;
    return true;
}

void cv_call_waited(struct cv_call *call, unsigned queue, uint64_t waited_ns)
{
    CV_ASSERT_CMP(queue, <, CV_QUEUES_MAX);
    call->waited_ns = waited_ns;
    if (!call->lane->refuses_early)
        return;
    /* A stream lasts longer than anything of it waits: it is held back by its own windows. */
    if (call->method->kind == CV_UNARY)
        atomic_store_explicit(&call->route->queue, (uint8_t)(queue + 1), memory_order_relaxed);
    cv_limiter_waited(&call->lane->limiters[queue], waited_ns, cv_clock_ns());
}
