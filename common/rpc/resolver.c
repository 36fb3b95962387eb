#include "rpc/resolver.h"

#include "base/assert.h"

#include <stdlib.h>

static void begin(struct cv_resolver *resolver);

static void timer_fired(struct cv_timer *timer, uint64_t now_ns)
{
    (void)now_ns;
    begin(CV_CONTAINER_OF(timer, struct cv_resolver, timer));
}

static void begin_at(struct cv_resolver *resolver, uint64_t due_ns)
{
    bool armed = cv_timer_arm(cv_loop_timers(resolver->loop), &resolver->timer, due_ns);

    CV_ASSERT(armed); /* it keeps its place among the loop's timers */
}

static void tell(struct cv_resolver *resolver, struct cv_status status,
                 const struct cv_address *addresses, size_t count)
{
    resolver->running = false;
    if (resolver->stopped) {
        (void)resolver->told(resolver, cv_status(CV_CANCELLED, NULL, "cancelled"), NULL, 0);
        return;
    }
    if (cv_ok(status) && count == 0)
        status = cv_status(CV_UNAVAILABLE, NULL, "the name has no addresses");
    if (!cv_ok(status)) /* whatever went wrong, to a call it means this */
        status.code = CV_UNAVAILABLE;
    if (resolver->told(resolver, status, addresses, count))
        resolver->backoff = (struct cv_backoff){0};
    else
        begin_at(resolver, cv_clock_ns() + cv_backoff_take(&resolver->backoff));
}

static void looked_up(struct cv_resolve *op)
{
    struct cv_address *addresses = op->addresses;

    tell(CV_CONTAINER_OF(op, struct cv_resolver, op), op->status, addresses, op->count);
    free(addresses);
}

static void ask_hook(struct cv_task *task)
{
    struct cv_resolver *resolver = CV_CONTAINER_OF(task, struct cv_resolver, task);
    struct cv_address addresses[CV_RESOLVE_MAX];
    size_t count = 0;
    struct cv_status status = resolver->hook(resolver->hook_arg, addresses, CV_RESOLVE_MAX, &count);

    tell(resolver, status, addresses, count);
}

static void begin(struct cv_resolver *resolver)
{
    resolver->running = true;
    begin_at(resolver, CV_NEVER);
    resolver->not_before_ns = cv_clock_ns() + CV_RESOLVE_INTERVAL_NS;
    if (resolver->hook != NULL) {
        cv_loop_defer(resolver->loop, &resolver->task);
        return;
    }
    cv_resolve_submit(resolver->loop, &resolver->op);
}

bool cv_resolver_init(struct cv_resolver *resolver)
{
    resolver->task.run = ask_hook;
    resolver->op.name = &resolver->name;
    resolver->op.done = looked_up;
    resolver->timer.fire = timer_fired;
    return cv_timer_arm(cv_loop_timers(resolver->loop), &resolver->timer, CV_NEVER);
}

void cv_resolver_want(struct cv_resolver *resolver)
{
    if (resolver->told == NULL || resolver->stopped || resolver->running ||
        resolver->timer.due_ns != CV_NEVER)
        return;
    if (cv_clock_ns() >= resolver->not_before_ns)
        begin(resolver);
    else
        begin_at(resolver, resolver->not_before_ns);
}

void cv_resolver_stop(struct cv_resolver *resolver)
{
    resolver->stopped = true;
    cv_timer_disarm(cv_loop_timers(resolver->loop), &resolver->timer);
    if (resolver->running && resolver->hook == NULL)
        cv_resolve_cancel(&resolver->op);
}
