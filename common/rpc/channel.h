/* A client's way to one service, behind one address or many: connects when needed, reconnects with
 * backoff, spreads calls, lets them wait for room.
 *
 * Target   As gRPC writes them: "host:50051", "dns:///host:50051", "ipv6:[2001:db8::1]:50051",
 *          "ipv4:10.0.0.1:50051,10.0.0.2:50051", "unix:/run/x.sock", "unix-abstract:x"; after a
 *          scheme a port left out is 443. All addresses behind a name are used; it is looked up
 *          again when a connection is lost or fails, at most each 30 s.
 * State    IDLE until the first call or cv_channel_connect(); CONNECTING; READY; FAILING when no
 *          address could be connected to, until one can (gRPC's TRANSIENT_FAILURE). A lost
 *          connection is made again: at once by round robin, by pick first when a call needs it;
 *          one that is lost at once and carried no call, the third time in a row, after a backoff.
 * Calls    Embed a cv_start or cv_unary, fill its first part, submit. `done` runs exactly once, on
 *          the loop, never from inside the submit. Messages, metadata and texts of the answer live
 *          in scope->arena.
 * Waiting  A call waits while the channel is IDLE or CONNECTING, and while each ready connection
 *          carries as many as its server allows; first come, first served. While FAILING it ends
 *          with UNAVAILABLE at once, unless wait_for_ready. Its deadline and cv_call_cancel() count
 *          while it waits, too.
 *
 * Again    A call whose server cannot have looked at it is sent again by itself: once at once when
 *          the server said so, until the deadline when it never left us. Any other failure is
 *          followed by another attempt only if the service config has a retry policy for the
 *          method. All of it ends with the first header block of an answer, and when more was sent
 *          than is kept to be sent again (rpc/limits.h). One deadline holds for all attempts.
 *
 * Thread   The loop's thread.
 * Memory   Owned by the caller; cv_channel_close() ends open calls with UNAVAILABLE, then `closed`
 *          runs once and the channel is gone.
 * Ending   Messages that came before the server's status are delivered before it, whatever it says:
 *          `done` waits until they are taken, or until cv_call_cancel() throws them away.
 * Cancel   The deadline is scope->deadline_ns and is sent along; a cancelled scope is seen when the
 *          call starts, cv_call_cancel() ends one under way.
 * Errors   UNAVAILABLE: no connection, or it was lost; a status of the server's is passed on.
 * Scope    A call made in the scope of a handler's call has its deadline and ends with it: when the
 *          client leaves, the deadline passes or the handler ends first, it is cancelled. */
#ifndef CV_RPC_CHANNEL_H
#define CV_RPC_CHANNEL_H

#include "base/list.h"
#include "net/address.h"
#include "rpc/call.h"
#include "rpc/keepalive.h"

struct cv_channel;
struct cv_credentials;
struct cv_loop;
struct cv_stream;
struct cv_tls;

enum cv_balancing {
    CV_PICK_FIRST = 0,  /* one connection: to the first address that answers */
    CV_ROUND_ROBIN = 1, /* a connection to each address, calls in turn */
};

enum cv_channel_state {
    CV_CHANNEL_IDLE = 0,
    CV_CHANNEL_CONNECTING = 1,
    CV_CHANNEL_READY = 2,
    CV_CHANNEL_FAILING = 3,
    CV_CHANNEL_CLOSED = 4,
};

struct cv_channel_config {
    const char *target; /* borrowed until return */
    /* Where each connection comes from: a stream of the channel's loop, or NULL for none. NULL: a
     * connection to the address. With it a name is not looked up. Tests give an end of
     * cv_stream_pair(). */
    struct cv_stream *(*dial)(void *arg, const struct cv_address *address);
    void *dial_arg;
    /* Which addresses the target stands for, up to `cap`; asked where a name would be looked up.
     * NULL: the system is. For tests, and for whoever knows better than DNS. */
    struct cv_status (*resolve)(void *arg, struct cv_address *addresses, size_t cap, size_t *count);
    void *resolve_arg;
    enum cv_balancing balancing;
    /* Ask each server by grpc.health.v1.Health/Watch, and give calls only to those that say that
     * this service ("": the whole server) is serving. One without the method counts as healthy.
     * NULL: do not ask. Borrowed while the channel lives. */
    const char *health_service;

    struct cv_tls *tls;      /* net/tls.h; NULL: cleartext. Borrowed while the channel lives */
    const char *server_name; /* with tls: whom the certificate must be for, and the authority of
                              * calls; NULL: as in the target. Borrowed until return */

    struct cv_credentials *credentials; /* rpc/credentials.h: of every call; NULL: none */

    const char *user_agent; /* NULL: the library's; static or outlives the channel */

    size_t receive_message_max; /* bytes; 0: 4 MiB */

    uint64_t connect_timeout_ns; /* 0: 20 s */
    uint64_t backoff_first_ns;   /* 0: 1 s; grows by 1.6 with 20 % jitter */
    uint64_t backoff_most_ns;    /* up to; 0: 120 s */

    struct cv_keepalive keepalive; /* of its connections; doubled when a server finds it too much */
    const char *service_config;    /* JSON, see rpc/service_config.h; NULL: none. Borrowed until
                                    * return. `balancing` and `health_service` count more */
    bool retries_off;              /* the retry policies in it do not count */

    struct cv_client_counts *counts; /* where its calls are counted; NULL: nowhere. Borrowed while
                                      * the channel lives */
};

/* Counts calls of channels, by names that begin with grpc_client_ (base/metric.h). The registry is
 * read no more, and all channels are gone, when it is freed. NULL: out of memory. */
struct cv_metrics;
struct cv_client_counts *cv_client_counts_new(struct cv_metrics *metrics);
void cv_client_counts_free(struct cv_client_counts *counts); /* NULL is fine */

/* INVALID_ARGUMENT says what a target may be, or what is wrong with the service config; the text of
 * the latter is valid until the thread opens another channel. */
struct cv_status cv_channel_open(struct cv_loop *loop, const struct cv_channel_config *config,
                                 struct cv_channel **channel);
typedef void cv_channel_closed(void *arg);
void cv_channel_close(struct cv_channel *channel, cv_channel_closed *closed, void *arg);

enum cv_channel_state cv_channel_state(const struct cv_channel *channel);
void cv_channel_connect(struct cv_channel *channel); /* leave IDLE without a call */
/* From now on; a connection that can serve on does. */
void cv_channel_set_balancing(struct cv_channel *channel, enum cv_balancing balancing);

/* Be told when the state is no longer the one last seen. `done` runs exactly once, on the loop,
 * never from inside the submit; a closing channel is one more state. */
struct cv_channel_watch;
typedef void cv_channel_watch_done(struct cv_channel_watch *op);
struct cv_channel_watch {
    enum cv_channel_state state; /* the one last seen; result: the one there is */
    cv_channel_watch_done *done;
    struct cv_status status; /* result: OK or CANCELLED */
    struct cv_list link;     /* private */
};
void cv_channel_watch_submit(struct cv_channel *channel, struct cv_channel_watch *op);
void cv_channel_watch_cancel(struct cv_channel *channel, struct cv_channel_watch *op);

/* Start a call of any kind. On return `call` is set and messages may be sent and received at once;
 * it stays valid until `done`. */
struct cv_start;
typedef void cv_start_done(struct cv_start *op);
struct cv_start {
    const struct cv_method *method;     /* static, or as long as the channel */
    const struct cv_scope *scope;       /* arena, deadline; borrowed until done */
    const struct cv_metadata *metadata; /* to send; NULL: none. Borrowed until return */
    bool wait_for_ready; /* rather wait for a connection than fail; the service config may say so */
    bool fail_fast;      /* do not, whatever the service config says */
    enum cv_encoding compression; /* of our messages. Until its first answer nobody knows what the
                                   * server takes: UNIMPLEMENTED may say that it does not take this
                                   * one; later calls on the connection go without then */
    struct cv_credentials *credentials; /* rpc/credentials.h: beside the channel's; NULL: none */
    cv_start_done *done;                /* the call has ended; `call` is gone after it */

    struct cv_call *call;        /* result of the submit; NULL: out of memory, `done` will say so */
    struct cv_status status;     /* result */
    struct cv_metadata headers;  /* result: leading metadata */
    struct cv_metadata trailers; /* result */
    struct cv_slice details;     /* result: the google.rpc.Status of an error, as the server sent
                                  * it; of what it says `status` has what fits there */
    uint64_t later_ns; /* result: an error, and the server asks to wait so long before it is asked
                        * again; 0: it does not */

    struct cv_list link; /* private */
};
void cv_call_start(struct cv_channel *channel, struct cv_start *op);

/* One message out, one message back. */
struct cv_unary;
typedef void cv_unary_done(struct cv_unary *op);
struct cv_unary {
    struct cv_start start; /* method, scope, metadata, wait_for_ready, compression; results status,
                            * headers, trailers. `done` and `call` are the library's */
    const ProtobufCMessage *request; /* encoded before the submit returns */
    cv_unary_done *done;

    const ProtobufCMessage *response; /* result: NULL unless OK */
    struct cv_receive receive;        /* private */
    struct cv_send send;              /* private */
};
void cv_unary_submit(struct cv_channel *channel, struct cv_unary *op);

#endif
