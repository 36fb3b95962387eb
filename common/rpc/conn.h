/* A session on a stream: the only place where gRPC meets bytes of a socket. Both sides.
 *
 * Thread   That of the stream's loop.
 * Memory   Frees itself after `closed`, which runs exactly once and last.
 * Ending   cv_conn_close() at once, cv_conn_drain() gracefully; a lost peer ends it too. */
#ifndef CV_RPC_CONN_H
#define CV_RPC_CONN_H

#include "net/stream.h"
#include "rpc/session.h"

struct cv_conn;

struct cv_conn_events {
    void (*changed)(struct cv_conn *conn); /* greeted, or it takes no more calls; NULL: not told */
    void (*closed)(struct cv_conn *conn);
};

/* `config`: lane, router, principal, authority, user_agent, secure, receive_message_max; the rest
 * is filled in here. NULL: out of memory, and the stream is closed. */
struct cv_conn *cv_conn_new(struct cv_stream *stream, const struct cv_session_config *config,
                            const struct cv_conn_events *events, void *owner);
void cv_conn_close(struct cv_conn *conn, struct cv_status reason);
void cv_conn_drain(struct cv_conn *conn);
struct cv_session *cv_conn_session(struct cv_conn *conn);    /* NULL: it has ended */
struct cv_status cv_conn_reason(const struct cv_conn *conn); /* in `closed`: why */
void *cv_conn_owner(struct cv_conn *conn);
struct cv_list *cv_conn_link(struct cv_conn *conn); /* the owner's, to keep it in a list */
struct cv_conn *cv_conn_of_link(struct cv_list *link);

#endif
