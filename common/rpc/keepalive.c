#include "rpc/keepalive.h"

#include "base/clock.h"
#include "rpc/limits.h"

/* ---- our PINGs ---- */

struct cv_keepalive cv_keepalive_of_client(struct cv_keepalive wanted)
{
    if (wanted.time_ns == 0)
        wanted.time_ns = CV_NEVER;
    if (wanted.time_ns < CV_KEEPALIVE_CLIENT_MIN_NS)
        wanted.time_ns = CV_KEEPALIVE_CLIENT_MIN_NS;
    if (wanted.timeout_ns == 0)
        wanted.timeout_ns = CV_KEEPALIVE_TIMEOUT_NS;
    return wanted;
}

struct cv_keepalive cv_keepalive_of_server(struct cv_keepalive wanted)
{
    if (wanted.time_ns == 0)
        wanted.time_ns = CV_KEEPALIVE_SERVER_NS;
    if (wanted.time_ns < CV_KEEPALIVE_SERVER_MIN_NS)
        wanted.time_ns = CV_KEEPALIVE_SERVER_MIN_NS;
    if (wanted.timeout_ns == 0)
        wanted.timeout_ns = CV_KEEPALIVE_TIMEOUT_NS;
    wanted.without_calls = true;
    return wanted;
}

struct cv_keepalive cv_keepalive_calmed(struct cv_keepalive rules)
{
    rules.time_ns = rules.time_ns > CV_NEVER / 2 ? CV_NEVER : rules.time_ns * 2;
    return rules;
}

static uint64_t after(uint64_t from_ns, uint64_t ns)
{
    return ns > CV_NEVER - from_ns ? CV_NEVER : from_ns + ns;
}

static uint64_t sooner(uint64_t one, uint64_t other)
{
    return one < other ? one : other;
}

enum cv_keeper_advice cv_keeper_look(struct cv_keeper *keeper, uint64_t heard_ns, bool calls,
                                     uint64_t now_ns, uint64_t *due_ns)
{
    const struct cv_keepalive *rules = &keeper->rules;

    if (heard_ns > keeper->asked_ns)
        keeper->asked_ns = 0;
    if (keeper->asked_ns != 0) {
        uint64_t end_ns = after(keeper->asked_ns, rules->timeout_ns);

        *due_ns = sooner(end_ns, after(now_ns, rules->time_ns));
        return now_ns < end_ns ? CV_KEEPER_WAIT : CV_KEEPER_GIVE_UP;
    }
    /* Nobody waits for the peer. Its silence counts all the same when somebody does again. */
    *due_ns = after(calls || rules->without_calls ? heard_ns : now_ns, rules->time_ns);
    if (now_ns < *due_ns)
        return CV_KEEPER_WAIT;
    keeper->asked_ns = now_ns;
    *due_ns = after(now_ns, sooner(rules->time_ns, rules->timeout_ns)); /* it may answer at once */
    return CV_KEEPER_PING;
}

/* ---- theirs ---- */

bool cv_ping_allowed(struct cv_ping_watch *watch, const struct cv_ping_rules *rules, bool paid,
                     bool calls, uint64_t now_ns)
{
    uint64_t interval = rules->interval_ns == 0 ? CV_PING_INTERVAL_NS : rules->interval_ns;
    bool soon;

    if (!calls && !rules->without_calls)
        interval = CV_PING_IDLE_INTERVAL_NS;
    soon = watch->any && now_ns - watch->last_ns < interval;
    watch->any = true;
    watch->last_ns = now_ns;
    if (paid)
        watch->strikes = 0;
    else if (soon)
        watch->strikes++;
    return watch->strikes <= CV_PING_STRIKES_MAX;
}
