#include "pause.h"

#include "base/clock.h"
#include "base/list.h"
#include "net/loop.h"

static struct cv_timers *timers_of(const struct pause *pause)
{
    return cv_loop_timers(cv_loop_of_wake(cv_call_scope(pause->call)->home));
}

static void time_is_up(struct cv_timer *timer, uint64_t now_ns)
{
    struct pause *pause = CV_CONTAINER_OF(timer, struct pause, timer);

    (void)now_ns;
    pause->over(pause);
}

static void call_ended(struct cv_over *op)
{
    struct pause *pause = CV_CONTAINER_OF(op, struct pause, call_over);

    pause->ended = true;
    if (pause->timer.slot == 0)
        return; /* it does not wait right now */
    cv_timer_disarm(timers_of(pause), &pause->timer);
    pause->over(pause);
}

void pause_begin(struct pause *pause, uint32_t milliseconds)
{
    uint64_t due_ns = cv_clock_ns() + milliseconds * CV_NS_PER_MS;

    if (!pause->watching && milliseconds > 0) {
        pause->watching = true;
        pause->call_over.done = call_ended;
        cv_call_await_over(pause->call, &pause->call_over);
    }
    pause->timer.fire = time_is_up;
    if (milliseconds == 0 || pause->ended || !cv_timer_arm(timers_of(pause), &pause->timer, due_ns))
        pause->over(pause);
}
