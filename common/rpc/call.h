/* One RPC, from its first header to the last byte of its reply. The same object on both sides.
 *
 * Thread   The thread of the loop that owns the connection.
 * Memory   A call owns one arena: metadata, request, handler state and encoded reply live in it
 *          and go together. Nothing in it is freed by itself.
 * Ending   A server handler ends its call exactly once, now or later, with cv_call_reply() or
 *          cv_call_finish(); after that it touches neither the call nor its state. On the client
 *          side the ending is the `done` of the start operation (rpc/channel.h).
 * Cancel   A handler is not told. When the client leaves or the deadline passes, its scope says so
 *          (cv_scope_over), the call stays valid until the handler ends it, and that late end is
 *          dropped. A pending send or receive comes back with CANCELLED or DEADLINE_EXCEEDED.
 * Flow     cv_call_send() is done when there is room for the next message; a message is taken from
 *          the wire, and the peer's window opened, only as cv_call_receive() asks for it. */
#ifndef CV_RPC_CALL_H
#define CV_RPC_CALL_H

#include "base/identity.h"
#include "base/scope.h"
#include "base/status.h"
#include "rpc/compression.h"
#include "rpc/metadata.h"
#include "rpc/method.h"

struct cv_call;

/* Take the next message from the peer. `done` runs exactly once, on the loop, never from inside
 * the submit. One receive at a time. */
struct cv_receive;
typedef void cv_receive_done(struct cv_receive *op);
struct cv_receive {
    cv_receive_done *done;
    const ProtobufCMessage *message; /* NULL with status OK: the peer has sent its last. Borrowed
                                      * until the next receive is submitted or the call ends */
    bool compressed;                 /* it came compressed */
    struct cv_status status;
};
void cv_call_receive(struct cv_call *call, struct cv_receive *op);

/* Send a message; it is encoded before this returns (borrowed, may be on the stack). `done` runs
 * exactly once, on the loop, never from inside the submit, when there is room for another. One
 * send at a time. */
struct cv_send;
typedef void cv_send_done(struct cv_send *op);
struct cv_send {
    cv_send_done *done;
    bool uncompressed; /* this message goes as it is, whatever the call does. For secrets beside
                        * text that others choose: compression makes their size tell (CRIME) */
    struct cv_status status;
};
void cv_call_send(struct cv_call *call, struct cv_send *op, const ProtobufCMessage *message);

/* Be told when nobody waits for the call any more: the peer has left, the deadline has passed, or
 * the handler has ended it. `done` runs exactly once, on the loop, never from inside the submit.
 * One at a time. For handlers that wait for something other than a send or receive. */
struct cv_over;
typedef void cv_over_done(struct cv_over *op);
struct cv_over {
    cv_over_done *done;
};
void cv_call_await_over(struct cv_call *call, struct cv_over *op);

/* Server: be told when the call's connection begins to drain, because the server goes or the
 * connection has its age, or when the call is over, whichever is first; at once, where it has. A
 * stream that would last for ever ends then, so that its client goes on elsewhere instead of being
 * cut off when the grace is over. `done` runs exactly once, on the loop, never from inside the
 * submit. One at a time. */
struct cv_drain;
typedef void cv_drain_done(struct cv_drain *op);
struct cv_drain {
    cv_drain_done *done;
};
void cv_call_await_drain(struct cv_call *call, struct cv_drain *op);

const struct cv_method *cv_call_method(const struct cv_call *call);
const struct cv_scope *cv_call_scope(const struct cv_call *call);
const char *cv_call_peer(const struct cv_call *call);
/* Server: who calls, by the client certificate his connection showed; NULL: it showed none. Valid
 * as long as the call. */
const struct cv_identity *cv_call_peer_identity(const struct cv_call *call);

/* Leading metadata to send: before the first message or the end on servers; on clients before the
 * call is sent, which is for interceptors. Errors as in cv_metadata_add(). */
struct cv_status cv_call_add_header(struct cv_call *call, const char *key, const void *value,
                                    size_t len);

/* ---- server side ---- */

/* `state` is zeroed memory of the method's state_size. `request` is decoded, never NULL, for unary
 * and server-streaming methods; NULL for those that receive a stream. */
typedef void cv_handler(struct cv_call *call, void *state, const ProtobufCMessage *request);

/* End with OK and this one message (unary and client-streaming methods). */
void cv_call_reply(struct cv_call *call, const ProtobufCMessage *response);

/* The same, already encoded by whoever made it; `bytes` live in the call's arena or are static. */
void cv_call_reply_encoded(struct cv_call *call, struct cv_slice bytes);

/* End with this status: an error, or OK after the last message of a streamed answer. Texts:
 * static, or in the call's arena. */
void cv_call_finish(struct cv_call *call, struct cv_status status);

/* For handlers whose work waits in a queue of others (a store's): how long it waited there before
 * it was begun. So the server learns which methods wait, and refuses more calls of them while waits
 * are long, if it is configured to (server.h). queue: 0 to CV_QUEUES_MAX - 1. Unary methods only.
 */
void cv_call_waited(struct cv_call *call, unsigned queue, uint64_t waited_ns);

/* Trailing metadata of the answer; errors as in cv_metadata_add(). */
struct cv_status cv_call_add_trailer(struct cv_call *call, const char *key, const void *value,
                                     size_t len);
/* Send the leading metadata now instead of with the first message. */
void cv_call_send_headers(struct cv_call *call);
/* Compress what is sent from now on. Before the leading metadata is sent: with any encoding that
 * the client listed, others have no effect; afterwards: with the same, or CV_IDENTITY for not at
 * all. A message that would not become smaller goes as it is. */
void cv_call_compress(struct cv_call *call, enum cv_encoding encoding);

const struct cv_metadata *cv_call_metadata(const struct cv_call *call); /* what the client sent */
struct cv_slice cv_call_request_bytes(const struct cv_call *call);      /* of `request`, inflated */
bool cv_call_request_compressed(const struct cv_call *call); /* `request` came compressed */
/* Who calls: what its scope says from now on. For interceptors; borrowed as long as the call. */
void cv_call_set_principal(struct cv_call *call, const struct cv_principal *principal);
void *cv_call_service(const struct cv_call *call);       /* what the service was registered with */
const void *cv_call_binding(const struct cv_call *call); /* for generated code */

/* ---- client side ---- */

void cv_call_close_send(struct cv_call *call); /* no more messages from us */
void cv_call_cancel(
    struct cv_call *call); /* the call ends with CANCELLED; more than once is fine */
/* After the first received message or the end: the answer's leading metadata. */
const struct cv_metadata *cv_call_headers(const struct cv_call *call);

#endif
