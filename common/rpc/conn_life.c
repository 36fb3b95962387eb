/* How long a connection lasts: PINGs to a silent peer, the end of an old or unused one, and the
 * steps of draining. gRPC's proposals A8 and A9. */
#include "rpc/conn_internal.h"

#include "base/clock.h"
#include "base/random.h"
#include "rpc/limits.h"

static uint64_t in(uint64_t now_ns, uint64_t ns)
{
    return ns == 0 || ns > CV_NEVER - now_ns ? CV_NEVER : now_ns + ns;
}

/* 10 % more or less: connections that were opened together shall not all come again together. */
static uint64_t jitter(uint64_t ns)
{
    return ns < 10 || ns > CV_NEVER / 2 ? ns : ns - ns / 10 + cv_random_u64() % (ns / 10 * 2 + 1);
}

static bool arm(struct cv_conn *conn)
{
    uint64_t due = CV_NEVER;

    for (size_t i = 0; i < CV_DUE_COUNT; i++)
        due = conn->due[i] < due ? conn->due[i] : due;
    if (due != CV_NEVER)
        return cv_timer_arm(conn->lane->timers, &conn->life_timer, due);
    cv_timer_disarm(conn->lane->timers, &conn->life_timer);
    return true;
}

/* ---- what is done when it is due ---- */

static void look_alive(struct cv_conn *conn, uint64_t now_ns)
{
    bool calls = cv_session_calls(conn->session) > 0;

    switch (cv_keeper_look(&conn->keeper, conn->heard_ns, calls, now_ns,
                           &conn->due[CV_DUE_KEEPALIVE])) {
    case CV_KEEPER_WAIT:
        break;
    case CV_KEEPER_PING:
        cv_session_ping(conn->session);
        break;
    case CV_KEEPER_GIVE_UP:
        conn->due[CV_DUE_KEEPALIVE] = CV_NEVER;
        cv_conn_close(conn, cv_status(CV_UNAVAILABLE, "KEEPALIVE_TIMEOUT",
                                      "the peer did not answer a keepalive PING"));
        break;
    }
}

static void look_used(struct cv_conn *conn, uint64_t now_ns)
{
    if (conn->draining)
        return;
    if (cv_session_calls(conn->session) > 0)
        conn->used_ns = now_ns;
    if (in(conn->used_ns, conn->life.idle_ns) > now_ns)
        conn->due[CV_DUE_IDLE] = in(conn->used_ns, conn->life.idle_ns);
    else
        cv_conn_drain(conn, "max_idle");
}

static void grow_old(struct cv_conn *conn, uint64_t now_ns)
{
    conn->due[CV_DUE_GRACE] = in(now_ns, conn->life.age_grace_ns);
    cv_conn_drain(conn, "max_age");
}

static void drain_further(struct cv_conn *conn, uint64_t now_ns)
{
    (void)now_ns;
    if (conn->greeted)
        cv_session_drain_now(conn->session);
    else /* it may be in the middle of a handshake: nothing can be said to it, it has no calls */
        cv_conn_close(conn, cv_status(CV_UNAVAILABLE, NULL, "the connection was drained"));
}

static void grace_over(struct cv_conn *conn, uint64_t now_ns)
{
    (void)now_ns;
    cv_conn_expire(conn, cv_status(CV_UNAVAILABLE, NULL, "the connection has grown too old"));
}

static void give_up(struct cv_conn *conn, uint64_t now_ns)
{
    (void)now_ns;
    cv_conn_close(conn, cv_status(CV_UNAVAILABLE, NULL, "the connection was drained"));
}

static void on_due(struct cv_timer *timer, uint64_t now_ns)
{
    static void (*const DO[CV_DUE_COUNT])(struct cv_conn * conn, uint64_t now_ns) = {
        [CV_DUE_KEEPALIVE] = look_alive, [CV_DUE_IDLE] = look_used,   [CV_DUE_AGE] = grow_old,
        [CV_DUE_STEP] = drain_further,   [CV_DUE_GRACE] = grace_over, [CV_DUE_CLOSE] = give_up,
    };
    struct cv_conn *conn = CV_CONTAINER_OF(timer, struct cv_conn, life_timer);

    for (size_t i = 0; i < CV_DUE_COUNT; i++) {
        if (conn->due[i] > now_ns)
            continue;
        conn->due[i] = CV_NEVER;
        DO[i](conn, now_ns);
    }
    (void)arm(conn);
}

/* ---- life ---- */

bool cv_conn_life_begin(struct cv_conn *conn, const struct cv_conn_life *life)
{
    uint64_t now = cv_clock_ns();

    conn->life = *life;
    conn->keeper.rules = life->keepalive;
    conn->heard_ns = now;
    conn->used_ns = now;
    for (size_t i = 0; i < CV_DUE_COUNT; i++)
        conn->due[i] = CV_NEVER;
    conn->due[CV_DUE_KEEPALIVE] = in(now, life->keepalive.time_ns);
    conn->due[CV_DUE_IDLE] = in(now, life->idle_ns);
    conn->due[CV_DUE_AGE] = in(now, jitter(life->age_ns));
    conn->life_timer.fire = on_due;
    return arm(conn);
}

void cv_conn_life_end(struct cv_conn *conn)
{
    cv_timer_disarm(conn->lane->timers, &conn->life_timer);
}

void cv_conn_drain(struct cv_conn *conn, const char *why)
{
    if (conn->session == NULL || conn->draining)
        return;
    conn->draining = true;
    cv_session_drain(conn->session, why);
    conn->due[CV_DUE_STEP] =
        in(cv_clock_ns(), conn->greeted ? CV_DRAIN_STEP_NS : CV_DRAIN_GREETING_NS);
    if (!arm(conn))
        cv_session_drain_now(conn->session);
}

void cv_conn_expire(struct cv_conn *conn, struct cv_status status)
{
    if (conn->session == NULL)
        return;
    conn->draining = true;
    cv_session_fail_calls(conn->session, status);
    cv_session_drain_now(conn->session);
    conn->due[CV_DUE_CLOSE] = in(cv_clock_ns(), CV_EXPIRE_NS);
    if (!arm(conn))
        cv_conn_close(conn, status);
}
