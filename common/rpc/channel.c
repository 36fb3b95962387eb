#include "rpc/channel.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/random.h"
#include "net/loop.h"
#include "net/tls.h"
#include "rpc/call_internal.h"
#include "rpc/channel_internal.h"
#include "rpc/conn.h"
#include "rpc/limits.h"

#include <stdlib.h>
#include <string.h>

#define CONNECT_TIMEOUT_NS (20 * CV_NS_PER_S)
#define BACKOFF_FIRST_NS   CV_NS_PER_S
#define BACKOFF_MAX_NS     (120 * CV_NS_PER_S)
#define USER_AGENT         "grpc-c-caravan/0.1.0"

enum channel_state {
    CHANNEL_IDLE,       /* no connection, none wanted */
    CHANNEL_CONNECTING, /* until the server's SETTINGS have come */
    CHANNEL_READY,
    CHANNEL_BACKOFF, /* the last attempt failed; the next comes later */
    CHANNEL_CLOSING,
};

static const struct cv_state_row MOVES[] = {
    [CHANNEL_IDLE] = {"idle", CV_TO(CHANNEL_CONNECTING) | CV_TO(CHANNEL_CLOSING)},
    [CHANNEL_CONNECTING] = {"connecting",
                            CV_TO(CHANNEL_READY) | CV_TO(CHANNEL_BACKOFF) | CV_TO(CHANNEL_CLOSING)},
    [CHANNEL_READY] = {"ready", CV_TO(CHANNEL_IDLE) | CV_TO(CHANNEL_CLOSING)},
    [CHANNEL_BACKOFF] = {"backoff", CV_TO(CHANNEL_IDLE) | CV_TO(CHANNEL_CLOSING)},
    [CHANNEL_CLOSING] = {"closing", 0},
};

struct cv_channel {
    struct cv_loop *loop;
    struct cv_lane lane;
    struct cv_task turn;
    struct cv_channel_config config;
    struct cv_address address;
    char authority[CV_ADDRESS_TEXT_MAX + 16];
    char server_name[CV_ADDRESS_TEXT_MAX]; /* with TLS: of the certificate */
    unsigned state;
    struct cv_conn *conn;   /* the one new calls go to, or that is being greeted */
    struct cv_list conns;   /* all, also those that only end what they carry */
    struct cv_list waiting; /* struct cv_call, by link */
    struct cv_list failed;  /* struct cv_start: no memory for a call */
    struct cv_connect connect;
    bool connect_pending;
    struct cv_timer timer; /* of the connect, or of the backoff */
    uint64_t backoff_ns;
    struct cv_status last_error;
    cv_channel_closed *closed;
    void *closed_arg;
};

static void connect_now(struct cv_channel *channel);

/* ---- waiting calls ---- */

static void begin_waiting(struct cv_channel *channel)
{
    struct cv_session *session = cv_conn_session(channel->conn);
    struct cv_list *node;

    while (cv_session_takes_calls(session) && (node = cv_list_pop(&channel->waiting)) != NULL)
        cv_call_begin(CV_CONTAINER_OF(node, struct cv_call, link), session);
}

/* Fail those who would not wait; `all`: the others too. */
static void fail_waiting(struct cv_channel *channel, struct cv_status status, bool all)
{
    struct cv_list list;
    struct cv_list *node;

    cv_list_move(&channel->waiting, &list);
    while ((node = cv_list_pop(&list)) != NULL) {
        struct cv_call *call = CV_CONTAINER_OF(node, struct cv_call, link);

        if (!all && call->wait_for_ready)
            cv_list_push(&channel->waiting, node);
        else
            cv_call_outcome(call, status);
    }
}

/* ---- connecting ---- */

static void backoff_over(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_channel *channel = CV_CONTAINER_OF(timer, struct cv_channel, timer);

    (void)now_ns;
    cv_state_move(MOVES, &channel->state, CHANNEL_IDLE);
    if (!cv_list_empty(&channel->waiting))
        connect_now(channel);
}

/* The attempt failed. Wait 20 % more or less than the backoff, so that clients of one server do not
 * all come back at once; grpc doc/connection-backoff.md. */
static void attempt_failed(struct cv_channel *channel, struct cv_status status)
{
    uint64_t wait = channel->backoff_ns;

    if (channel->state != CHANNEL_CONNECTING)
        return;
    cv_state_move(MOVES, &channel->state, CHANNEL_BACKOFF);
    channel->conn = NULL;
    channel->last_error = cv_status(CV_UNAVAILABLE, status.reason, status.message);
    fail_waiting(channel, channel->last_error, false);
    wait = wait - wait / 5 + cv_random_u64() % (wait / 5 * 2 + 1);
    channel->backoff_ns = channel->backoff_ns / 10 * 16;
    if (channel->backoff_ns > BACKOFF_MAX_NS)
        channel->backoff_ns = BACKOFF_MAX_NS;
    channel->timer.fire = backoff_over;
    if (!cv_timer_arm(channel->lane.timers, &channel->timer, cv_clock_ns() + wait))
        fail_waiting(channel, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory"), true);
}

static void connect_timeout(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_channel *channel = CV_CONTAINER_OF(timer, struct cv_channel, timer);
    struct cv_status late = cv_status(CV_UNAVAILABLE, NULL, "no answer from the server in time");

    (void)now_ns;
    if (channel->connect_pending)
        cv_connect_cancel(&channel->connect);
    if (channel->conn != NULL)
        cv_conn_close(channel->conn, late);
    attempt_failed(channel, late);
}

static void conn_changed(struct cv_conn *conn)
{
    struct cv_channel *channel = cv_conn_owner(conn);
    struct cv_session *session = cv_conn_session(conn);

    if (conn != channel->conn)
        return;
    if (channel->state == CHANNEL_CONNECTING && cv_session_greeted(session)) {
        cv_state_move(MOVES, &channel->state, CHANNEL_READY);
        cv_timer_disarm(channel->lane.timers, &channel->timer);
        channel->backoff_ns = channel->config.backoff_first_ns;
    }
    if (channel->state == CHANNEL_READY && cv_session_takes_calls(session)) {
        begin_waiting(channel);
    } else if (channel->state == CHANNEL_READY) {
        /* It ends what it carries; new calls need a new connection. */
        channel->conn = NULL;
        cv_session_drain_now(session);
        cv_state_move(MOVES, &channel->state, CHANNEL_IDLE);
        if (!cv_list_empty(&channel->waiting))
            connect_now(channel);
    }
}

static void conn_closed(struct cv_conn *conn)
{
    struct cv_channel *channel = cv_conn_owner(conn);

    cv_lane_want(&channel->lane); /* a closing channel looks whether it may go */
    if (conn != channel->conn)
        return;
    channel->conn = NULL;
    if (channel->state == CHANNEL_CONNECTING) {
        struct cv_status reason = cv_conn_reason(conn);

        cv_timer_disarm(channel->lane.timers, &channel->timer);
        if (reason.reason == NULL) /* nothing that helps */
            reason.message = "the server closed the connection at once";
        attempt_failed(channel, reason);
    } else if (channel->state == CHANNEL_READY) {
        cv_state_move(MOVES, &channel->state, CHANNEL_IDLE);
        if (!cv_list_empty(&channel->waiting))
            connect_now(channel);
    }
}

/* Connections that are open keep their pace; the next will PING less. */
static void conn_calmed(struct cv_conn *conn)
{
    struct cv_channel *channel = cv_conn_owner(conn);

    channel->config.keepalive = cv_keepalive_calmed(channel->config.keepalive);
}

static const struct cv_conn_events CONN_EVENTS = {conn_changed, conn_closed, conn_calmed};

static void connected(struct cv_connect *op)
{
    struct cv_channel *channel = CV_CONTAINER_OF(op, struct cv_channel, connect);
    const struct cv_conn_life life = {.keepalive = channel->config.keepalive};
    struct cv_session_config config = {
        .lane = &channel->lane,
        .authority = channel->authority,
        .secure = channel->config.tls != NULL,
        .user_agent = channel->config.user_agent,
        .receive_message_max = channel->config.receive_message_max,
    };

    channel->connect_pending = false;
    cv_lane_want(&channel->lane);
    if (channel->state != CHANNEL_CONNECTING) { /* closed or timed out meanwhile */
        if (op->stream != NULL)
            cv_stream_close(op->stream);
        if (channel->state == CHANNEL_IDLE && !cv_list_empty(&channel->waiting))
            connect_now(channel);
        return;
    }
    if (!cv_ok(op->status)) {
        cv_timer_disarm(channel->lane.timers, &channel->timer);
        attempt_failed(channel, op->status);
        return;
    }
    if (channel->config.tls != NULL)
        op->stream = cv_tls_connect(channel->config.tls, op->stream, channel->server_name);
    channel->conn =
        op->stream == NULL ? NULL : cv_conn_new(op->stream, &config, &life, &CONN_EVENTS, channel);
    if (channel->conn == NULL) {
        cv_timer_disarm(channel->lane.timers, &channel->timer);
        attempt_failed(channel, cv_status(CV_UNAVAILABLE, NULL, "out of memory"));
        return;
    }
    cv_list_push(&channel->conns, cv_conn_link(channel->conn));
}

static void connect_now(struct cv_channel *channel)
{
    if (channel->connect_pending) /* a cancelled one is on its way back */
        return;
    cv_state_move(MOVES, &channel->state, CHANNEL_CONNECTING);
    channel->timer.fire = connect_timeout;
    if (!cv_timer_arm(channel->lane.timers, &channel->timer,
                      cv_clock_ns() + channel->config.connect_timeout_ns)) {
        attempt_failed(channel, cv_status(CV_UNAVAILABLE, NULL, "out of memory"));
        return;
    }
    channel->connect = (struct cv_connect){.address = &channel->address, .done = connected};
    channel->connect_pending = true;
    if (channel->config.dial == NULL) {
        cv_connect_submit(channel->loop, &channel->connect);
        return;
    }
    channel->connect.stream = channel->config.dial(channel->config.dial_arg);
    if (channel->connect.stream == NULL)
        channel->connect.status = cv_status(CV_UNAVAILABLE, NULL, "no connection");
    connected(&channel->connect);
}

/* ---- life ---- */

static void lane_wanted(struct cv_lane *lane)
{
    struct cv_channel *channel = CV_CONTAINER_OF(lane, struct cv_channel, lane);

    cv_loop_defer(channel->loop, &channel->turn);
}

static void tell_failed(struct cv_channel *channel)
{
    struct cv_list *node;

    while ((node = cv_list_pop(&channel->failed)) != NULL) {
        struct cv_start *start = CV_CONTAINER_OF(node, struct cv_start, link);

        start->status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the call");
        start->done(start);
    }
}

static void turn_run(struct cv_task *task)
{
    struct cv_channel *channel = CV_CONTAINER_OF(task, struct cv_channel, turn);

    tell_failed(channel);
    cv_lane_turn(&channel->lane);
    if (channel->state != CHANNEL_CLOSING || channel->connect_pending || channel->lane.calls > 0 ||
        !cv_list_empty(&channel->conns) || !cv_list_empty(&channel->failed))
        return;
    cv_loop_undefer(&channel->turn);
    if (channel->closed != NULL)
        channel->closed(channel->closed_arg);
    cv_lane_free(&channel->lane);
    free(channel);
}

/* What calls say they are for, and what the certificate must be for. */
static struct cv_status name_server(struct cv_channel *channel, const char *name)
{
    const struct cv_address *address = &channel->address;
    const char *host = cv_address_is_unix(address) ? "localhost" : address->host;

    if (cv_address_is_unix(address))
        memcpy(channel->authority, "localhost", sizeof("localhost"));
    else
        cv_address_print(address, channel->authority);
    if (name == NULL) {
        memcpy(channel->server_name, host, strlen(host) + 1);
        return CV_STATUS_OK;
    }
    if (*name == '\0' || strlen(name) >= sizeof(channel->server_name))
        return cv_status(CV_INVALID_ARGUMENT, "BAD_SERVER_NAME",
                         "the server's name must have 1 to 159 bytes");
    memcpy(channel->server_name, name, strlen(name) + 1);
    memcpy(channel->authority, name, strlen(name) + 1);
    return CV_STATUS_OK;
}

struct cv_status cv_channel_open(struct cv_loop *loop, const struct cv_channel_config *config,
                                 struct cv_channel **channel)
{
    struct cv_channel *made = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*made));
    struct cv_status status;

    *channel = NULL;
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    status = cv_address_parse(config->target, &made->address);
    if (cv_ok(status))
        status = name_server(made, config->server_name);
    if (!cv_ok(status)) {
        free(made);
        return status;
    }
    made->loop = loop;
    made->config = *config;
    made->config.target = NULL;
    made->config.server_name = NULL;
    if (made->config.user_agent == NULL)
        made->config.user_agent = USER_AGENT;
    if (made->config.receive_message_max == 0)
        made->config.receive_message_max = CV_MESSAGE_BYTES_MAX;
    if (made->config.connect_timeout_ns == 0)
        made->config.connect_timeout_ns = CONNECT_TIMEOUT_NS;
    if (made->config.backoff_first_ns == 0)
        made->config.backoff_first_ns = BACKOFF_FIRST_NS;
    made->backoff_ns = made->config.backoff_first_ns;
    made->config.keepalive = cv_keepalive_of_client(made->config.keepalive);
    cv_list_init(&made->conns);
    cv_list_init(&made->waiting);
    cv_list_init(&made->failed);
    made->turn.run = turn_run;
    cv_lane_init(&made->lane, cv_loop_timers(loop), cv_loop_wake(loop), lane_wanted);
    *channel = made;
    return CV_STATUS_OK;
}

void cv_channel_close(struct cv_channel *channel, cv_channel_closed *closed, void *arg)
{
    struct cv_status status = cv_status(CV_UNAVAILABLE, NULL, "the channel was closed");

    cv_state_move(MOVES, &channel->state, CHANNEL_CLOSING);
    channel->closed = closed;
    channel->closed_arg = arg;
    channel->conn = NULL;
    cv_timer_disarm(channel->lane.timers, &channel->timer);
    fail_waiting(channel, status, true);
    if (channel->connect_pending)
        cv_connect_cancel(&channel->connect);
    CV_LIST_EACH(node, &channel->conns)
    {
        struct cv_session *session = cv_conn_session(cv_conn_of_link(node));

        if (session == NULL)
            continue;
        cv_session_fail_calls(session, status);
        cv_session_drain_now(session);
    }
    cv_lane_want(&channel->lane);
}

/* ---- calls ---- */

void cv_channel_place(struct cv_channel *channel, struct cv_call *call)
{
    if (channel->state == CHANNEL_CLOSING) {
        cv_call_outcome(call, cv_status(CV_UNAVAILABLE, NULL, "the channel was closed"));
    } else if (channel->state == CHANNEL_BACKOFF && !call->wait_for_ready) {
        cv_call_outcome(call, channel->last_error);
    } else if (channel->state == CHANNEL_READY &&
               cv_session_takes_calls(cv_conn_session(channel->conn))) {
        cv_call_begin(call, cv_conn_session(channel->conn));
    } else {
        cv_list_push(&channel->waiting, &call->link);
        if (channel->state == CHANNEL_IDLE)
            connect_now(channel);
    }
}

void cv_call_start(struct cv_channel *channel, struct cv_start *start)
{
    struct cv_call *call = cv_call_new_client(&channel->lane, start);

    start->call = call;
    if (call == NULL) {
        cv_list_push(&channel->failed, &start->link);
        cv_lane_want(&channel->lane);
        return;
    }
    if (!call->is_over)
        cv_channel_place(channel, call);
}
