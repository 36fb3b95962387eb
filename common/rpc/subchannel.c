#include "rpc/subchannel.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/state.h"
#include "net/loop.h"
#include "net/tls.h"
#include "rpc/health_check.h"

#include <stdlib.h>

static const struct cv_state_row MOVES[] = {
    [CV_CHANNEL_IDLE] = {"idle", CV_TO(CV_CHANNEL_CONNECTING)},
    [CV_CHANNEL_CONNECTING] = {"connecting", CV_TO(CV_CHANNEL_READY) | CV_TO(CV_CHANNEL_FAILING) |
                                                 CV_TO(CV_CHANNEL_IDLE)},
    [CV_CHANNEL_READY] = {"ready", CV_TO(CV_CHANNEL_IDLE) | CV_TO(CV_CHANNEL_FAILING)},
    [CV_CHANNEL_FAILING] = {"failing", CV_TO(CV_CHANNEL_IDLE) | CV_TO(CV_CHANNEL_READY)},
};

static void changed(struct cv_subchannel *sub)
{
    sub->config->changed(sub->config->owner, sub);
}

static void move(struct cv_subchannel *sub, enum cv_channel_state to)
{
    cv_state_move(MOVES, &sub->state, to);
    if (to == CV_CHANNEL_READY)
        sub->failed = false;
}

static void failed(struct cv_subchannel *sub, struct cv_status status)
{
    sub->error = cv_status(CV_UNAVAILABLE, status.reason, status.message);
    sub->failed = true;
    if (sub->state != CV_CHANNEL_FAILING)
        move(sub, CV_CHANNEL_FAILING);
}

static void forget_conn(struct cv_subchannel *sub)
{
    sub->conn = NULL;
    sub->greeted = false;
    cv_health_check_drop(sub->health);
    sub->health = NULL;
}

static void free_if_gone(struct cv_subchannel *sub)
{
    if (!sub->dropped || sub->connecting || !cv_list_empty(&sub->conns))
        return;
    cv_list_remove(&sub->link);
    cv_lane_want(sub->config->session.lane); /* a closing channel looks whether it may go */
    free(sub);
}

/* It keeps its place among the loop's timers: then this cannot fail. */
static void set_timer(struct cv_subchannel *sub, cv_timer_fire *fire, uint64_t due_ns)
{
    bool armed;

    sub->timer.fire = fire;
    armed = cv_timer_arm(sub->config->session.lane->timers, &sub->timer, due_ns);
    CV_ASSERT(armed);
}

/* ---- backoff ---- */

static void backoff_over(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_subchannel *sub = CV_CONTAINER_OF(timer, struct cv_subchannel, timer);

    (void)now_ns;
    set_timer(sub, NULL, CV_NEVER);
    move(sub, CV_CHANNEL_IDLE);
    changed(sub);
}

/* The next attempt comes so long after this one began, or now if this one took longer. */
static void attempt_failed(struct cv_subchannel *sub, struct cv_status status)
{
    forget_conn(sub);
    failed(sub, status);
    set_timer(sub, backoff_over, sub->attempt_ns + cv_backoff_take(&sub->backoff));
    changed(sub);
}

/* ---- the connection ---- */

static void healthy(void *owner, bool serving, struct cv_status status)
{
    struct cv_subchannel *sub = owner;
    const struct cv_session *session = cv_conn_session(sub->conn);

    if (session == NULL || !cv_session_takes_calls(session))
        return; /* the watch ended with the connection, and that is told on its own */
    if (!serving)
        failed(sub, status);
    else if (sub->state != CV_CHANNEL_READY)
        move(sub, CV_CHANNEL_READY);
    changed(sub);
}

static void greeted(struct cv_subchannel *sub)
{
    const char *service = sub->config->channel->health_service;

    sub->greeted = true;
    set_timer(sub, NULL, CV_NEVER);
    if (service == NULL) {
        move(sub, CV_CHANNEL_READY);
        changed(sub);
        return;
    }
    sub->health = cv_health_check_new(sub->config->session.lane, cv_conn_session(sub->conn),
                                      service, healthy, sub);
    if (sub->health == NULL) {
        cv_conn_close(sub->conn, cv_status(CV_UNAVAILABLE, NULL, "out of memory"));
        attempt_failed(sub, cv_status(CV_UNAVAILABLE, NULL, "out of memory"));
    }
}

/* The connection had a call, or time for one: the next is a new beginning. */
static void begin_anew(struct cv_subchannel *sub)
{
    sub->backoff.next_ns = sub->config->channel->backoff_first_ns;
    sub->unused = 0;
}

static bool was_used(const struct cv_subchannel *sub)
{
    return cv_conn_used(sub->conn) || cv_clock_ns() - sub->attempt_ns >= CV_BACKOFF_FIRST_NS;
}

/* It takes no more calls. Those that wait go on to the next one, if it was a connection at all. */
static void lost(struct cv_subchannel *sub, struct cv_status reason)
{
    bool greeted = cv_conn_greeted(sub->conn);

    if (greeted && was_used(sub)) {
        begin_anew(sub);
    } else if (!greeted || ++sub->unused > CV_UNUSED_MAX) {
        if (reason.reason == NULL) /* nothing that helps */
            reason.message =
                greeted ? "the server ends each connection as soon as it is made" : reason.message;
        attempt_failed(sub, reason);
        return;
    }
    set_timer(sub, NULL, CV_NEVER);
    if (sub->state == CV_CHANNEL_CONNECTING) { /* it was made and lost in one: told in this order */
        move(sub, CV_CHANNEL_READY);
        changed(sub);
    }
    forget_conn(sub);
    move(sub, CV_CHANNEL_IDLE);
    changed(sub);
}

static void conn_changed(struct cv_conn *conn)
{
    struct cv_subchannel *sub = cv_conn_owner(conn);
    struct cv_session *session = cv_conn_session(conn);

    if (conn != sub->conn)
        return;
    if (!cv_session_takes_calls(session)) {
        cv_session_drain_now(session); /* what it carries it ends */
        lost(sub, cv_status(CV_UNAVAILABLE, NULL, "the server is going away"));
    } else if (!sub->greeted && cv_session_greeted(session)) {
        greeted(sub);
    }
}

static void conn_closed(struct cv_conn *conn)
{
    struct cv_subchannel *sub = cv_conn_owner(conn);
    struct cv_status reason = cv_conn_reason(conn);

    if (sub->dropped) {
        free_if_gone(sub);
    } else if (conn == sub->conn) {
        if (reason.reason == NULL && !cv_conn_greeted(conn)) /* nothing that helps */
            reason.message = "the server closed the connection at once";
        lost(sub, reason);
    }
}

/* Connections that are open keep their pace; the next of this channel will PING less. */
static void conn_calmed(struct cv_conn *conn)
{
    struct cv_subchannel_config *config = ((struct cv_subchannel *)cv_conn_owner(conn))->config;

    config->keepalive = cv_keepalive_calmed(config->keepalive);
}

static const struct cv_conn_events CONN_EVENTS = {conn_changed, conn_closed, conn_calmed};

/* ---- the attempt ---- */

static void open_connection(struct cv_subchannel *sub);

static void connected(struct cv_connect *op)
{
    struct cv_subchannel *sub = CV_CONTAINER_OF(op, struct cv_subchannel, connect);
    const struct cv_channel_config *config = sub->config->channel;
    const struct cv_conn_life life = {.keepalive = sub->config->keepalive};

    sub->connecting = false;
    if (sub->stale) {
        sub->stale = false;
        if (op->stream != NULL)
            cv_stream_close(op->stream);
        if (sub->state == CV_CHANNEL_CONNECTING && !sub->dropped)
            open_connection(sub);
        free_if_gone(sub);
        return;
    }
    if (cv_ok(op->status) && config->tls != NULL)
        op->stream = cv_tls_connect(config->tls, op->stream, sub->config->server_name);
    if (op->stream != NULL)
        sub->conn = cv_conn_new(op->stream, &sub->config->session, &life, &CONN_EVENTS, sub);
    if (sub->conn != NULL) {
        cv_list_push(&sub->conns, cv_conn_link(sub->conn));
        return;
    }
    attempt_failed(sub, cv_ok(op->status) ? cv_status(CV_UNAVAILABLE, NULL, "out of memory")
                                          : op->status);
}

static void dialled(struct cv_task *task)
{
    connected(&CV_CONTAINER_OF(task, struct cv_subchannel, task)->connect);
}

static void give_up(struct cv_subchannel *sub, struct cv_status status)
{
    if (sub->connecting) {
        sub->stale = true;
        if (sub->config->channel->dial == NULL)
            cv_connect_cancel(&sub->connect);
    }
    if (sub->conn != NULL)
        cv_conn_close(sub->conn, status);
}

static void attempt_late(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_subchannel *sub = CV_CONTAINER_OF(timer, struct cv_subchannel, timer);
    struct cv_status late = cv_status(CV_UNAVAILABLE, NULL, "no answer from the server in time");

    (void)now_ns;
    set_timer(sub, NULL, CV_NEVER);
    give_up(sub, late);
    attempt_failed(sub, late);
}

static void dial(struct cv_subchannel *sub)
{
    const struct cv_channel_config *config = sub->config->channel;

    sub->connect.stream = config->dial(config->dial_arg, &sub->address);
    if (sub->connect.stream == NULL)
        sub->connect.status = cv_status(CV_UNAVAILABLE, NULL, "no connection");
    cv_loop_defer(sub->config->loop, &sub->task);
}

/* As long as the backoff, if that is longer: whoever waits two minutes is not in a hurry. */
static uint64_t patience(const struct cv_subchannel *sub)
{
    uint64_t least = sub->config->channel->connect_timeout_ns;

    return sub->backoff.next_ns > least ? sub->backoff.next_ns : least;
}

static void open_connection(struct cv_subchannel *sub)
{
    sub->attempt_ns = cv_clock_ns();
    sub->connecting = true;
    sub->connect = (struct cv_connect){.address = &sub->address, .done = connected};
    set_timer(sub, attempt_late, sub->attempt_ns + patience(sub));
    if (sub->config->channel->dial != NULL)
        dial(sub);
    else
        cv_connect_submit(sub->config->loop, &sub->connect);
}

void cv_subchannel_connect(struct cv_subchannel *sub)
{
    if (sub->state != CV_CHANNEL_IDLE)
        return;
    move(sub, CV_CHANNEL_CONNECTING);
    if (!sub->connecting) /* else one that was given up is on its way back */
        open_connection(sub);
}

void cv_subchannel_rest(struct cv_subchannel *sub)
{
    if (sub->conn == NULL && sub->state != CV_CHANNEL_CONNECTING)
        return;
    if (sub->state == CV_CHANNEL_READY) {
        begin_anew(sub);
        cv_session_drain_now(cv_conn_session(sub->conn));
    } else {
        give_up(sub, cv_status(CV_CANCELLED, NULL, "another connection was quicker"));
    }
    set_timer(sub, NULL, CV_NEVER);
    forget_conn(sub);
    move(sub, CV_CHANNEL_IDLE);
}

/* ---- life ---- */

struct cv_subchannel *cv_subchannel_new(struct cv_subchannel_config *config,
                                        const struct cv_address *address, struct cv_list *owner)
{
    struct cv_subchannel *sub = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*sub));

    if (sub == NULL)
        return NULL;
    sub->config = config;
    sub->address = *address;
    sub->state = CV_CHANNEL_IDLE;
    sub->backoff.next_ns = config->channel->backoff_first_ns;
    sub->backoff.most_ns = config->channel->backoff_most_ns;
    sub->task.run = dialled;
    cv_list_init(&sub->conns);
    if (!cv_timer_arm(config->session.lane->timers, &sub->timer, CV_NEVER)) {
        free(sub);
        return NULL;
    }
    cv_list_push(owner, &sub->link);
    return sub;
}

void cv_subchannel_drop(struct cv_subchannel *sub)
{
    if (sub->dropped)
        return;
    sub->dropped = true;
    cv_timer_disarm(sub->config->session.lane->timers, &sub->timer);
    if (sub->connecting)
        give_up(sub, CV_STATUS_OK);
    forget_conn(sub);
    CV_LIST_EACH(node, &sub->conns)
    {
        struct cv_conn *conn = cv_conn_of_link(node);
        struct cv_session *session = cv_conn_session(conn);

        if (session != NULL && cv_session_greeted(session))
            cv_session_drain_now(session);
        else
            cv_conn_close(conn, cv_status(CV_UNAVAILABLE, NULL, "nobody wants it any more"));
    }
    free_if_gone(sub);
}

void cv_subchannel_fail_calls(struct cv_subchannel *sub, struct cv_status status)
{
    CV_LIST_EACH(node, &sub->conns)
    {
        struct cv_session *session = cv_conn_session(cv_conn_of_link(node));

        if (session != NULL)
            cv_session_fail_calls(session, status);
    }
}
