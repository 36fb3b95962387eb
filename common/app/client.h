/* A client for a program that waits for each answer: loop, channel, TLS and memory in one.
 *
 *     struct cv_client_call call;
 *
 *     cv_client_prepare(client, &call);
 *     shop_v1_shop_find(cv_client_channel(client), &call.unary, &request);
 *     status = cv_client_wait(&call);
 *     (if it is OK: shop_v1_shop_find_response(&call.unary))
 *     cv_client_release(&call);
 *
 * A program that has a loop, such as a service, uses rpc/channel.h instead: nothing here may be
 * called from inside a callback.
 *
 * Thread   One, which opens, uses and closes it. While it waits for one call, all others get on.
 * Memory   A call is embedded by the caller. Answers live in its arena until cv_client_release();
 *          a streamed message until the next cv_client_receive().
 * Ending   cv_client_wait() returns when the server has ended the call, its deadline has passed or
 *          it was cancelled. Each prepared call is released once, before the client is closed.
 * Errors   Those of rpc/channel.h. cv_client_open() sets *client also on errors, whose texts live
 *          in it: close it in any case. */
#ifndef CV_APP_CLIENT_H
#define CV_APP_CLIENT_H

#include "base/arena.h"
#include "net/tls.h"
#include "rpc/channel.h"

/* A call without a deadline may wait for ever for a server that is stuck. */
#define CV_CLIENT_TIMEOUT_NS (20 * CV_NS_PER_S)

struct cv_client;

struct cv_client_config {
    struct cv_channel_config channel; /* at least `target`; `tls` comes from the files below */
    const struct cv_tls_files *tls;   /* NULL: cleartext. Borrowed until return, its paths while the
                                       * client lives */
    uint64_t timeout_ns;              /* of each call; 0: CV_CLIENT_TIMEOUT_NS */
};

/* Nothing is connected before the first call. */
struct cv_status cv_client_open(const struct cv_client_config *config, struct cv_client **client);
void cv_client_close(struct cv_client *client); /* NULL is fine */
struct cv_channel *cv_client_channel(const struct cv_client *client);

struct cv_client_call {
    struct cv_unary unary; /* for the stub of a unary method; other stubs take &call.unary.start */
    struct cv_scope scope; /* its deadline is set; may be changed before the stub is called */
    struct cv_arena arena; /* metadata for the call may be made in it */

    struct cv_client *client; /* private, and all that follows */
    struct cv_arena message;  /* the last that was received */
    struct cv_receive receive;
    struct cv_send send;
    const ProtobufCMessage *received;
    struct cv_status failure; /* of a receive */
    bool ended;
    bool answered;
    bool sent;
};

void cv_client_prepare(struct cv_client *client, struct cv_client_call *call);
/* Wait for its end. A stream of ours is closed, what was not received of theirs thrown away. */
struct cv_status cv_client_wait(struct cv_client_call *call);
void cv_client_release(struct cv_client_call *call); /* a call under way is cancelled */

/* ---- streams, after the stub has started the call ---- */

/* Wait until there is room for another message. Not OK: the call is over, and cv_client_wait()
 * says how. The one message of a server-streaming method is the last by itself. */
struct cv_status cv_client_send(struct cv_client_call *call, const ProtobufCMessage *message);
void cv_client_close_send(struct cv_client_call *call); /* no more messages from us */
/* The next message; NULL: there are no more, and cv_client_wait() says how the call ended. */
const ProtobufCMessage *cv_client_receive(struct cv_client_call *call);
void cv_client_cancel(struct cv_client_call *call); /* more than once is fine */

#endif
