/* A channel's way to one address: it connects when told to, says how that goes, and after a failure
 * waits before it may be told again.
 *
 * IDLE -> CONNECTING -> READY, when the server's SETTINGS have come and, if the channel asks for
 * health, it says SERVING. A lost connection or a GOAWAY lead back to IDLE, also when they come
 * together with the SETTINGS or before the health. A failed attempt leads to FAILING, and to IDLE
 * when its backoff is over; so does an unhealthy server, whose connection stays and may make it
 * READY again. Connections that are lost again and again before a call was sent on them are failed
 * attempts, too (CV_UNUSED_MAX).
 *
 * Thread   The loop's thread.
 * Memory   Frees itself after cv_subchannel_drop(), when its last connection is gone.
 * Ending   `changed` never runs from inside a function of this header. */
#ifndef CV_RPC_SUBCHANNEL_H
#define CV_RPC_SUBCHANNEL_H

#include "net/stream.h"
#include "rpc/backoff.h"
#include "rpc/channel.h"
#include "rpc/conn.h"

struct cv_subchannel;
struct cv_health_check;

/* What all subchannels of one channel have in common. */
struct cv_subchannel_config {
    struct cv_loop *loop;
    const struct cv_channel_config *channel;
    struct cv_session_config session; /* of each connection */
    const char *server_name;          /* with TLS: of the certificate */
    struct cv_keepalive keepalive;    /* of connections made from now on */
    void (*changed)(void *owner, struct cv_subchannel *subchannel);
    void *owner;
};

struct cv_subchannel {
    struct cv_subchannel_config *config;
    struct cv_address address;
    unsigned state;         /* enum cv_channel_state */
    bool failed;            /* an attempt, or its health, since it was last READY */
    struct cv_status error; /* the last */
    struct cv_conn *conn;   /* where new calls go, or what is being greeted; NULL: none */
    struct cv_list link;    /* the owner's, who keeps all that are not gone yet */

    /* private */
    struct cv_list conns; /* all, also those that only end what they carry */
    struct cv_connect connect;
    struct cv_task task;   /* tells what was known at once */
    struct cv_timer timer; /* of the attempt, or of the backoff; always armed */
    struct cv_backoff backoff;
    struct cv_health_check *health;
    uint64_t attempt_ns;
    bool connecting; /* `connect` is on its way */
    bool stale;      /* and nobody wants it any more */
    bool greeted;    /* `conn`, and that was acted upon */
    unsigned unused; /* connections in a row that were lost at once, without a call */
    bool dropped;
};

/* NULL: out of memory. `config` is borrowed. */
struct cv_subchannel *cv_subchannel_new(struct cv_subchannel_config *config,
                                        const struct cv_address *address, struct cv_list *owner);
void cv_subchannel_connect(struct cv_subchannel *subchannel); /* IDLE only; else no effect */
/* Back to IDLE: an attempt is given up, a connection ends what it carries. A backoff goes on. */
void cv_subchannel_rest(struct cv_subchannel *subchannel);
/* Its connections end what they carry. */
void cv_subchannel_drop(struct cv_subchannel *subchannel);
void cv_subchannel_fail_calls(struct cv_subchannel *subchannel, struct cv_status status);

/* The connection for a new call; NULL: not READY, or it has no room now. */
static inline struct cv_session *cv_subchannel_session(const struct cv_subchannel *subchannel)
{
    struct cv_session *session;

    if (subchannel->state != CV_CHANNEL_READY)
        return NULL;
    session = cv_conn_session(subchannel->conn);
    return session != NULL && cv_session_has_room(session) ? session : NULL;
}

#endif
