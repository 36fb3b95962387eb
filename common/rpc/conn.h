/* A session on a stream: the only place where gRPC meets bytes of a socket. Both sides.
 *
 * Thread   That of the stream's loop.
 * Memory   Frees itself after `closed`, which runs exactly once and last.
 * Ending   cv_conn_close() at once, cv_conn_drain() gracefully; a lost peer ends it too, a silent
 *          one and an old connection by the rules in cv_conn_life.
 * Units    Nanoseconds. */
#ifndef CV_RPC_CONN_H
#define CV_RPC_CONN_H

#include "net/stream.h"
#include "rpc/keepalive.h"
#include "rpc/session.h"

struct cv_conn;

struct cv_conn_events {
    void (*changed)(struct cv_conn *conn); /* greeted, or it takes no more calls; NULL: not told */
    void (*closed)(struct cv_conn *conn);
    /* Client: the server said "too_many_pings"; see cv_keepalive_calmed(). Once, before `changed`
     * and `closed`, when nothing may be done to the connection; NULL: not told */
    void (*calmed)(struct cv_conn *conn);
};

/* How long it may last. */
struct cv_conn_life {
    struct cv_keepalive keepalive; /* by cv_keepalive_of_client() or _of_server() */
    uint64_t idle_ns;              /* without a call, then it is drained; 0: for ever */
    uint64_t age_ns;               /* the same, give or take 10 %; 0: for ever */
    uint64_t age_grace_ns;         /* for its calls, after the age; 0: for ever */
};

/* `config`: lane, router, principal, authority, user_agent, secure, receive_message_max,
 * streams_max, pings; the rest is filled in here. `life` is copied. NULL: out of memory, and the
 * stream is closed. */
struct cv_conn *cv_conn_new(struct cv_stream *stream, const struct cv_session_config *config,
                            const struct cv_conn_life *life, const struct cv_conn_events *events,
                            void *owner);
void cv_conn_close(struct cv_conn *conn, struct cv_status reason);
/* `why`: as in cv_session_drain(). */
void cv_conn_drain(struct cv_conn *conn, const char *why);
/* The time to end gracefully is over: its calls end with `status`, and soon it is closed. */
void cv_conn_expire(struct cv_conn *conn, struct cv_status status);
struct cv_session *cv_conn_session(struct cv_conn *conn);    /* NULL: it has ended */
struct cv_status cv_conn_reason(const struct cv_conn *conn); /* in `closed`: why */
/* As of its session, also in `closed`. */
bool cv_conn_greeted(const struct cv_conn *conn);
bool cv_conn_used(const struct cv_conn *conn);
void *cv_conn_owner(struct cv_conn *conn);
struct cv_list *cv_conn_link(struct cv_conn *conn); /* the owner's, to keep it in a list */
struct cv_conn *cv_conn_of_link(struct cv_list *link);

#endif
