/* A client's way to one server: connects when needed, reconnects with backoff, carries many calls
 * on one connection.
 *
 * Thread   The loop's thread.
 * Memory   Owned by the caller; cv_channel_close() ends open calls with UNAVAILABLE, then `closed`
 *          runs once and the channel is gone.
 * Calls    Embed a cv_start or cv_unary, fill its first part, submit. `done` runs exactly once, on
 *          the loop, never from inside the submit. Messages, metadata and texts of the answer live
 *          in scope->arena.
 * Ending   Messages that came before the server's status are delivered before it, whatever it says:
 *          `done` waits until they are taken, or until cv_call_cancel() throws them away.
 * Errors   A call that cannot be sent fails with UNAVAILABLE while the server is unreachable,
 *          unless wait_for_ready. The deadline is scope->deadline_ns and is sent along; a cancelled
 *          scope is seen when the call starts, cv_call_cancel() ends one under way. */
#ifndef CV_RPC_CHANNEL_H
#define CV_RPC_CHANNEL_H

#include "base/list.h"
#include "net/address.h"
#include "rpc/call.h"
#include "rpc/keepalive.h"

struct cv_channel;
struct cv_loop;
struct cv_stream;
struct cv_tls;

struct cv_channel_config {
    const char *target; /* as in net/address.h; borrowed until return */
    /* Where each connection comes from: a stream of the channel's loop, or NULL for none. NULL: a
     * connection to the target, which otherwise only names the server. Tests give an end of
     * cv_stream_pair(). */
    struct cv_stream *(*dial)(void *arg);
    void *dial_arg;
    struct cv_tls *tls;          /* net/tls.h; NULL: cleartext. Borrowed while the channel lives */
    const char *server_name;     /* with tls: whom the certificate must be for, and the authority of
                                  * calls; NULL: as in the target. Borrowed until return */
    const char *user_agent;      /* NULL: the library's; static or outlives the channel */
    size_t receive_message_max;  /* bytes; 0: 4 MiB */
    uint64_t connect_timeout_ns; /* 0: 20 s */
    uint64_t backoff_first_ns;   /* 0: 1 s; grows by 1.6 with 20 % jitter up to 120 s */
    struct cv_keepalive keepalive; /* of its connections; doubled when a server finds it too much */
};

struct cv_status cv_channel_open(struct cv_loop *loop, const struct cv_channel_config *config,
                                 struct cv_channel **channel);
typedef void cv_channel_closed(void *arg);
void cv_channel_close(struct cv_channel *channel, cv_channel_closed *closed, void *arg);

/* Start a call of any kind. On return `call` is set and messages may be sent and received at once;
 * it stays valid until `done`. */
struct cv_start;
typedef void cv_start_done(struct cv_start *op);
struct cv_start {
    const struct cv_method *method;
    const struct cv_scope *scope;       /* arena, deadline; borrowed until done */
    const struct cv_metadata *metadata; /* to send; NULL: none. Borrowed until return */
    bool wait_for_ready;
    cv_start_done *done; /* the call has ended; `call` is gone after it */

    struct cv_call *call;        /* result of the submit; NULL: out of memory, `done` will say so */
    struct cv_status status;     /* result */
    struct cv_metadata headers;  /* result: leading metadata */
    struct cv_metadata trailers; /* result */
    struct cv_slice details;     /* result: the google.rpc.Status of an error, as the server sent
                                  * it; of what it says `status` has what fits there */

    struct cv_list link; /* private */
};
void cv_call_start(struct cv_channel *channel, struct cv_start *op);

/* One message out, one message back. */
struct cv_unary;
typedef void cv_unary_done(struct cv_unary *op);
struct cv_unary {
    struct cv_start start;           /* method, scope, metadata, wait_for_ready; results status,
                                      * headers, trailers. `done` and `call` are the library's */
    const ProtobufCMessage *request; /* encoded before the submit returns */
    cv_unary_done *done;

    const ProtobufCMessage *response; /* result: NULL unless OK */
    struct cv_receive receive;        /* private */
    struct cv_send send;              /* private */
};
void cv_unary_submit(struct cv_channel *channel, struct cv_unary *op);

#endif
