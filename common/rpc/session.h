/* One HTTP/2 connection that carries gRPC calls, as bytes in and bytes out: no socket, no loop.
 * Server and client side are the same thing with another first move.
 *
 * Thread   That of its lane.
 * Memory   Owned by its connection. Calls outlive it: when the session goes they end with
 *          UNAVAILABLE and keep what their holders still look at.
 * Ending   cv_session_free() ends every call first. */
#ifndef CV_RPC_SESSION_H
#define CV_RPC_SESSION_H

#include "base/status.h"
#include "rpc/call.h"
#include "rpc/keepalive.h"
#include "rpc/lane.h"

struct cv_session;
struct cv_router;
struct cv_chain;

struct cv_session_config {
    struct cv_lane *lane;                 /* borrowed */
    const struct cv_router *router;       /* server side; NULL: this is the client side */
    const struct cv_principal *principal; /* server side */
    const struct cv_chain *chain;         /* server side: interceptors; NULL: none */
    const char *peer;                     /* borrowed for the life of the session */
    const char *authority;                /* client side; static or outlives the session */
    const char *user_agent;               /* client side */
    bool secure;                          /* client side: below us is TLS */
    size_t receive_message_max;           /* bytes */
    unsigned streams_max;                 /* server side; 0: CV_STREAMS_MAX */
    struct cv_ping_rules pings;           /* server side: how many the client may send */
    enum cv_encoding compression;         /* server side: of answers, where the client takes it */
    void (*dirty)(void *owner);           /* there are bytes to pull, or the session is over */
    void (*calmed)(void *owner);          /* client side: our PINGs are too many for the server */
    void *owner;
};

/* NULL: out of memory. The opening frames are ready to pull. */
struct cv_session *cv_session_new(const struct cv_session_config *config);
void cv_session_free(struct cv_session *session, struct cv_status reason);

/* Bytes from the peer. Handlers do not run in here: the lane's turn runs them. */
void cv_session_feed(struct cv_session *session, const uint8_t *bytes, size_t len);
/* Write up to `cap` bytes for the peer to `out`; fewer than `cap`: there are no more. */
size_t cv_session_pull(struct cv_session *session, uint8_t *out, size_t cap);
/* Nothing more will be read or written: close the connection once all is pulled. */
bool cv_session_over(const struct cv_session *session);

/* Graceful end, in two steps: say that no new calls are welcome, wait for what is under way to
 * arrive (an acknowledged PING, or cv_session_drain_now()), name the last call that counts. `why`:
 * static, told to the peer with that name; NULL: nothing. */
void cv_session_drain(struct cv_session *session, const char *why);
void cv_session_drain_now(struct cv_session *session);
/* End all calls with this status (server: it is sent). */
void cv_session_fail_calls(struct cv_session *session, struct cv_status status);

/* Ask for a sign of life. Any byte that comes is one. */
void cv_session_ping(struct cv_session *session);

/* Server: who the peer is, for calls that begin from now on. The session holds it. */
void cv_session_identify(struct cv_session *session, const struct cv_identity *identity);

/* Server side: is there anything a hostile peer could keep us waiting for? While there is, watch it
 * each CV_WATCH_NS: calls and header blocks that do not get on are ended. */
bool cv_session_waits(const struct cv_session *session);
void cv_session_watch(struct cv_session *session, uint64_t now_ns);

size_t cv_session_calls(const struct cv_session *session);
bool cv_session_greeted(const struct cv_session *session); /* the peer's SETTINGS have come */
/* Client: a call of the channel's has been sent here. */
bool cv_session_used(const struct cv_session *session);

/* Client: false: it takes no more calls, ever. */
bool cv_session_takes_calls(const struct cv_session *session);
/* Client: it takes another one now: the server's limit of streams is not reached. */
bool cv_session_has_room(const struct cv_session *session);

#endif
