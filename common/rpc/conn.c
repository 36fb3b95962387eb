#include "rpc/conn_internal.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/fault.h"
#include "net/loop.h"
#include "net/tls.h"
#include "rpc/limits.h"

#include <stdlib.h>

static void end_session(struct cv_conn *conn, struct cv_status reason)
{
    struct cv_session *session = conn->session;

    conn->used = cv_session_used(session);
    conn->session = NULL;
    cv_session_free(session, reason);
    cv_timer_disarm(conn->lane->timers, &conn->timer);
    cv_conn_life_end(conn);
}

/* All is said. A server waits for the client to see it and to leave; see CV_LINGER_NS. */
static void leave(struct cv_conn *conn)
{
    if (!conn->server) {
        cv_stream_close(conn->stream);
        return;
    }
    end_session(conn, cv_status(CV_UNAVAILABLE, NULL, "the connection was closed"));
    cv_stream_end(conn->stream);
    if (!cv_timer_arm(conn->lane->timers, &conn->timer, cv_clock_ns() + CV_LINGER_NS))
        cv_stream_close(conn->stream);
}

/* Once a turn, after the clock was read. */
static void note_time(struct cv_conn *conn)
{
    uint64_t now_ns = cv_loop_now_ns(cv_stream_loop(conn->stream));

    if (conn->heard) {
        conn->heard = false;
        conn->heard_ns = now_ns;
    }
    if (cv_session_calls(conn->session) > 0)
        conn->used_ns = now_ns;
}

/* One gathered write for each connection and turn. */
static void flush_run(struct cv_flush *flush)
{
    struct cv_conn *conn = CV_CONTAINER_OF(flush, struct cv_conn, flush);
    uint8_t *out = cv_loop_output(cv_stream_loop(conn->stream));
    size_t n = CV_OUTPUT_BYTES;

    if (cv_stream_closing(conn->stream)) /* what is not sent yet shall count as never sent */
        return;
    if (conn->session != NULL)
        note_time(conn);
    while (conn->session != NULL && n == CV_OUTPUT_BYTES && !cv_stream_blocked(conn->stream)) {
        n = cv_session_pull(conn->session, out, CV_OUTPUT_BYTES);
        if (n > 0)
            cv_stream_write(conn->stream, out, n);
    }
    if (conn->session == NULL || cv_stream_blocked(conn->stream))
        return;
    if (cv_session_over(conn->session))
        leave(conn);
    else if (conn->events->changed != NULL)
        conn->events->changed(conn);
}

static void on_dirty(void *owner)
{
    struct cv_conn *conn = owner;

    if (conn->session != NULL)
        cv_lane_flush(conn->lane, &conn->flush);
}

/* A server looks now and then whether its client keeps it waiting. */
static void watch_soon(struct cv_conn *conn, uint64_t now_ns)
{
    if (conn->server && conn->greeted &&
        (cv_session_waits(conn->session) || cv_stream_blocked(conn->stream)))
        (void)cv_timer_arm(conn->lane->timers, &conn->timer, now_ns + CV_WATCH_NS);
}

static void watch(struct cv_conn *conn, uint64_t now_ns)
{
    if (!cv_stream_blocked(conn->stream))
        conn->blocked_ns = 0;
    else if (conn->blocked_ns == 0)
        conn->blocked_ns = now_ns;
    if (conn->blocked_ns != 0 && now_ns - conn->blocked_ns >= CV_STALL_NS) {
        cv_conn_close(conn, cv_status(CV_UNAVAILABLE, NULL, "the peer reads nothing"));
        return;
    }
    cv_session_watch(conn->session, now_ns);
    watch_soon(conn, now_ns);
}

static void rest_over(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_conn *conn = CV_CONTAINER_OF(timer, struct cv_conn, rest);

    (void)now_ns;
    conn->lane->resting--;
    cv_stream_resume(conn->stream);
}

/* So many of its calls were refused just now. Whoever is asked to come again later need not have
 * his next call read at once. */
static void rest(struct cv_conn *conn, uint64_t refused)
{
    uint64_t rest_ns = refused * (conn->lane->resting + 1) * CV_REST_EACH_NS;

    if (rest_ns < CV_REST_LEAST_NS)
        rest_ns = CV_REST_LEAST_NS;
    if (rest_ns > CV_REST_MOST_NS)
        rest_ns = CV_REST_MOST_NS;
    if (conn->rest.slot != 0 ||
        !cv_timer_arm(conn->lane->timers, &conn->rest, cv_clock_ns() + rest_ns))
        return;
    conn->lane->resting++;
    cv_stream_pause(conn->stream);
}

static void end_rest(struct cv_conn *conn)
{
    conn->lane->resting -= conn->rest.slot != 0;
    cv_timer_disarm(conn->lane->timers, &conn->rest);
}

static void on_read(void *owner, const uint8_t *bytes, size_t len)
{
    struct cv_conn *conn = owner;
    uint64_t refused = conn->lane->refused;

    if (conn->session == NULL)
        return;
    if (!conn->identified) { /* by now the handshake is over, if there is one */
        conn->identified = true;
        cv_session_identify(conn->session, cv_stream_identity_hold(conn->stream));
    }
    conn->heard = true;
    cv_session_feed(conn->session, bytes, len);
    if (!conn->greeted && cv_session_greeted(conn->session)) {
        conn->greeted = true;
        cv_timer_disarm(conn->lane->timers, &conn->timer);
    }
    if (conn->timer.slot == 0)
        watch_soon(conn, cv_clock_ns());
    if (conn->lane->refused != refused)
        rest(conn, conn->lane->refused - refused);
    if (conn->lane->ready_count >= CV_TURN_CALLS)
        cv_lane_turn(conn->lane);
}

static void on_drained(void *owner)
{
    ((struct cv_conn *)owner)->blocked_ns = 0;
    on_dirty(owner);
}

static void on_ended(void *owner)
{
    struct cv_conn *conn = owner;

    /* HTTP/2 has no half-closed connections, but the last words go out. */
    flush_run(&conn->flush);
    cv_conn_close(conn, cv_status(CV_UNAVAILABLE, NULL, "the peer closed the connection"));
}

static void on_closed(void *owner, struct cv_status reason)
{
    struct cv_conn *conn = owner;

    if (!cv_ok(conn->reason))
        reason = conn->reason;
    if (cv_ok(reason))
        reason = cv_status(CV_UNAVAILABLE, NULL, "the connection was closed");
    conn->reason = reason;
    if (conn->session != NULL)
        end_session(conn, cv_status(CV_UNAVAILABLE, reason.reason, reason.message));
    cv_timer_disarm(conn->lane->timers, &conn->timer);
    end_rest(conn);
    cv_list_remove(&conn->flush.link);
    cv_list_remove(&conn->link);
    conn->events->closed(conn);
    free(conn);
}

static const struct cv_stream_events STREAM_EVENTS = {on_read, on_drained, on_ended, on_closed};

static void on_timer(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_conn *conn = CV_CONTAINER_OF(timer, struct cv_conn, timer);

    if (conn->session == NULL)
        cv_stream_close(conn->stream);
    else if (conn->greeted)
        watch(conn, now_ns);
    else
        cv_conn_close(conn, cv_status(CV_UNAVAILABLE, NULL, "no HTTP/2 greeting in time"));
}

static void on_calmed(void *owner)
{
    struct cv_conn *conn = owner;

    if (conn->events->calmed != NULL)
        conn->events->calmed(conn);
}

struct cv_conn *cv_conn_new(struct cv_stream *stream, const struct cv_session_config *config,
                            const struct cv_conn_life *life, const struct cv_conn_events *events,
                            void *owner)
{
    struct cv_session_config copy = *config;
    struct cv_conn *conn = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*conn));

    if (conn == NULL) {
        cv_stream_close(stream);
        return NULL;
    }
    conn->stream = stream;
    conn->lane = config->lane;
    conn->events = events;
    conn->owner = owner;
    conn->server = config->router != NULL;
    conn->flush.run = flush_run;
    cv_list_init(&conn->flush.link);
    cv_list_init(&conn->link);
    copy.peer = cv_stream_peer(stream);
    copy.dirty = on_dirty;
    copy.calmed = on_calmed;
    copy.owner = conn;
    conn->timer.fire = on_timer;
    conn->rest.fire = rest_over;
    conn->session = cv_session_new(&copy);
    if (conn->session == NULL ||
        !cv_timer_arm(conn->lane->timers, &conn->timer, cv_clock_ns() + CV_GREETING_NS) ||
        !cv_conn_life_begin(conn, life)) {
        cv_timer_disarm(conn->lane->timers, &conn->timer);
        cv_session_free(conn->session, CV_STATUS_OK);
        free(conn);
        cv_stream_close(stream);
        return NULL;
    }
    cv_stream_own(stream, &STREAM_EVENTS, conn);
    if (config->router == NULL) /* a server writes nothing before it has seen the preface */
        on_dirty(conn);
    return conn;
}

void cv_conn_close(struct cv_conn *conn, struct cv_status reason)
{
    if (cv_ok(conn->reason))
        conn->reason = reason;
    cv_stream_close(conn->stream);
}

struct cv_session *cv_conn_session(struct cv_conn *conn)
{
    return conn->session;
}

struct cv_status cv_conn_reason(const struct cv_conn *conn)
{
    return conn->reason;
}

bool cv_conn_greeted(const struct cv_conn *conn)
{
    return conn->greeted;
}

bool cv_conn_used(const struct cv_conn *conn)
{
    return conn->session != NULL ? cv_session_used(conn->session) : conn->used;
}

void *cv_conn_owner(struct cv_conn *conn)
{
    return conn->owner;
}

struct cv_list *cv_conn_link(struct cv_conn *conn)
{
    return &conn->link;
}

struct cv_conn *cv_conn_of_link(struct cv_list *link)
{
    return CV_CONTAINER_OF(link, struct cv_conn, link);
}
