/* A call from the inside: what session, call_server, call_client and channel share.
 *
 * States say what the wire may still do; holds say who may still touch the memory:
 *   STREAM   the HTTP/2 stream points at the call
 *   USER     server: the handler has not ended it. client: `done` of the start has not run
 *   READY    it is on its lane's ready list, or being run from it
 *   FETCH    client: its credentials are being fetched
 *   INFLATE  its received message is being inflated off the loop
 *   DEFLATE  messages of it are being compressed off the loop
 *   (beside them: outgoing calls made in the scope of a server's)
 * The last hold frees. Inside nghttp2 callbacks only notes are taken (cv_call_ready); handlers and
 * completions run from the lane's turn. */
#ifndef CV_RPC_CALL_INTERNAL_H
#define CV_RPC_CALL_INTERNAL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/list.h"
#include "base/state.h"
#include "net/timer.h"
#include "rpc/call.h"
#include "rpc/chain.h"
#include "rpc/channel.h"
#include "rpc/frame.h"
#include "rpc/lane.h"
#include "rpc/retry.h"
#include "rpc/router.h"
#include "rpc/session.h"

enum cv_call_state {
    CV_CALL_HEADERS, /* server: the request's header block is being received */
    CV_CALL_PLAIN,   /* what comes is not gRPC: server: answered when it is whole; client: unread */
    CV_CALL_OPEN,    /* messages may go both ways */
    CV_CALL_REPLYING, /* server: its end is decided and on its way */
    CV_CALL_CLOSED,   /* the wire is done with it */
};

enum cv_call_hold {
    CV_HOLD_STREAM = 1,
    CV_HOLD_USER = 2,
    CV_HOLD_READY = 4,
    CV_HOLD_FETCH = 8,
    CV_HOLD_INFLATE = 16,
    CV_HOLD_DEFLATE = 32,
};

struct cv_attempts;
struct cv_method_config;
struct cv_pause;

/* A message on its way out, in an arena of its own (unary replies: in the call's). */
struct cv_outgoing {
    struct cv_outgoing *next;
    struct cv_arena *arena;    /* NULL: the call's */
    struct cv_slice bytes;     /* with the five bytes before it */
    size_t framing;            /* so many of the bytes are those five */
    struct cv_deflating *work; /* its bytes are not made yet: it waits, and all behind it. NULL:
                                * they are */
};

/* What the peer's header block said, until it is judged. */
struct cv_head {
    size_t charged; /* bytes, as HTTP/2 counts them */
    unsigned count;
    unsigned http_status;     /* client: of the response; server: what to refuse with, or 0 */
    bool has_method;          /* server: POST was seen */
    bool is_get;              /* server: or GET */
    bool is_head;             /* server: or HEAD */
    bool at_root;             /* server: the path is "/" */
    bool has_content_type;    /* and it is application/grpc */
    bool turned_away;         /* server: too many are under way: what follows is not kept */
    bool has_trace;           /* server: traceparent, good or not */
    bool complete;            /* client: the leading block has come; what follows are trailers */
    bool has_status;          /* client: grpc-status */
    enum cv_code code;        /* client: its value */
    struct cv_slice message;  /* client: grpc-message as it came */
    struct cv_slice details;  /* client: grpc-status-details-bin, decoded at the end */
    struct cv_slice encoding; /* client: grpc-encoding, if it is none that we know */
    bool has_pushback;        /* client: grpc-retry-pushback-ms */
    int32_t pushback_ms;      /* client: its value; negative: no retries */
    struct cv_status refused; /* server: not OK: answer this instead of routing */
};

struct cv_call {
    struct cv_arena *arena;     /* the call itself lives in it */
    struct cv_arena *texts;     /* received metadata and single messages: server: arena; client: the
                                 * scope's */
    struct cv_session *session; /* NULL: the connection is gone */
    struct cv_lane *lane;
    const struct cv_method *method;
    struct cv_route *route; /* server */
    bool client;
    bool wait_for_ready;                /* client: rather wait for a connection than fail */
    struct cv_channel *channel;         /* client: until done */
    struct cv_start *start;             /* client: until done */
    const struct cv_identity *identity; /* server: of the peer; held; NULL: none */
    struct cv_scope scope;
    atomic_bool cancelled;
    struct cv_list link;  /* in session->calls */
    struct cv_list ready; /* in lane->ready */
    struct cv_timer deadline;
    struct cv_followers followers; /* server: of its scope; they hold the memory, too */
    struct cv_follower follower;   /* client: of the scope it was started with */
    int32_t stream_id;
    unsigned state;
    unsigned holds;
    struct cv_status over; /* not OK: how it ended before its time, or on the client its outcome */
    bool is_over;
    bool answered; /* client: by the server's own status; what it sent before comes first */

    struct cv_head head;
    struct cv_metadata headers;  /* of the peer */
    struct cv_metadata trailers; /* client: of the peer */
    struct cv_frame_reader reader;
    struct cv_arena *filling; /* message being received, if it is streamed or may be compressed */
    struct cv_arena *lent;    /* streamed message the user looks at */
    struct cv_slice message;  /* the one received and not yet taken */
    struct cv_slice request;  /* server: bytes of the single request */
    struct cv_buf backlog;    /* bytes behind it; the peer's window stays shut for them */
    size_t backlog_at;        /* those before are taken */
    size_t taken;             /* bytes of the backlog for which the window is still shut */
    bool has_message;
    bool had_message;               /* ever */
    bool compressed;                /* `message` came so */
    struct cv_inflating *inflating; /* used while CV_HOLD_INFLATE is set, and kept for the next */
    bool remote_closed;             /* the peer will send no more */
    bool started;                   /* server: the handler runs or ran */
    bool user_done;                 /* server: the handler has ended it */
    struct cv_limiter *limiter;     /* server: that it is under way in; NULL: in none */
    struct cv_receive *receive;

    struct cv_outgoing *out_first;
    struct cv_outgoing *out_last;
    size_t out_queued;  /* bytes not yet taken by the session */
    size_t out_at;      /* of the first */
    unsigned deflating; /* messages, as long as CV_HOLD_DEFLATE is set */
    bool headers_sent;
    uint8_t accepts;     /* server: encodings the client takes, as bits */
    uint8_t encoding;    /* enum cv_encoding that our header block names */
    bool compressing;    /* what is sent now is compressed with it */
    bool local_closed;   /* no more messages from us */
    bool stalled;        /* the session found nothing to send: it must be told */
    uint64_t stalled_ns; /* server: since when the peer has kept it waiting; 0: it has not */
    size_t weight;       /* server: bytes of its largest message, if it is a large one */

    struct cv_attempts *attempts;          /* client: of its channel */
    const struct cv_method_config *config; /* client: of its method; NULL: none */
    struct cv_retry retry;
    struct cv_pause *pause;         /* client: NULL: it has never waited for an attempt */
    struct cv_outgoing *kept_first; /* client: sent, and kept for another attempt */
    struct cv_outgoing *kept_last;
    size_t kept;   /* bytes of them */
    bool keeps;    /* client: another attempt may follow this one */
    bool due;      /* client: to be placed in the lane's turn */
    bool sent_all; /* client: the end of our messages is out */

    struct cv_metadata out_headers;
    struct cv_metadata out_trailers;
    struct cv_status outcome; /* server: what to send */
    struct cv_send *send;
    struct cv_over *over_op;
    struct cv_drain *drain_op; /* server */
    void *state_memory;        /* server: the handler's */
    size_t bytes_sent;         /* of whole messages, as compressed; this and the next two are what
                                * is counted of it (call_counts.h) */
    size_t bytes_received;
    unsigned messages_sent;
    unsigned messages_received;
    uint64_t waited_ns;  /* server: in a queue of others */
    void *watched;       /* server: what its lane's watch keeps of it; NULL: it is not watched */
    uint64_t begun_ns;   /* client: the attempt; 0: it is not counted, or has been */
    uint64_t started_ns; /* client: the call; 0: it is not counted */
    struct cv_passage passage;
};

/* Bytes that have come and are not even looked at. */
static inline size_t cv_call_backlog(const struct cv_call *call)
{
    return call->backlog.len - call->backlog_at;
}

/* Server, when its stream is closed: the client has heard the outcome, or is told to have left. */
static inline bool cv_call_was_said(const struct cv_call *call)
{
    return call->state == CV_CALL_REPLYING && call->out_first == NULL;
}

/* ---- call.c: both sides ---- */
struct cv_call *cv_call_new(struct cv_session *session, struct cv_lane *lane);
void cv_call_hold_drop(struct cv_call *call, enum cv_call_hold hold);
void cv_call_followers_left(struct cv_followers *followers);
void cv_call_ready(struct cv_call *call);
void cv_call_run(struct cv_call *call);
void cv_call_move(struct cv_call *call, enum cv_call_state to);
/* It ends before its time: pending operations come back with `status`. Once. */
void cv_call_end(struct cv_call *call, struct cv_status status);
/* Bytes of the body; returns how many the peer may send again at once. */
size_t cv_call_bytes(struct cv_call *call, const uint8_t *bytes, size_t len);
/* `message` can be taken. */
void cv_call_received(struct cv_call *call);
void cv_call_refuse_bytes(struct cv_call *call, struct cv_status status);
void cv_call_remote_closed(struct cv_call *call);
bool cv_call_receives_many(const struct cv_call *call); /* the peer streams */
bool cv_call_undelivered(const struct cv_call *call);
void cv_call_forget_received(struct cv_call *call); /* for another attempt */
bool cv_call_enqueue(struct cv_call *call, const ProtobufCMessage *message, bool uncompressed);
void cv_call_enqueue_slice(struct cv_call *call, struct cv_outgoing *out);
/* A message of so many bytes is on its way. False: its connection or thread has too much of that.
 */
bool cv_call_weigh(struct cv_call *call, size_t bytes);
/* The connection has no room for another large message: then no handler need begin to make one.
 * (A full thread refuses large messages only: others on it shall not suffer.) */
bool cv_session_is_full(const struct cv_session *session);
#define CV_TOO_HEAVY "this connection, or all of them, has too many large messages under way"
void cv_call_drop_outgoing(struct cv_call *call);
/* Copy up to `cap` queued bytes to `out`. */
size_t cv_call_pull(struct cv_call *call, uint8_t *out, size_t cap);

/* ---- call_compress.c: both sides ---- */
/* A message of a call with an encoding is whole in `filling`: see to it that it becomes what it was
 * before (cv_call_received), now or later. */
struct cv_status cv_call_inflate(struct cv_call *call);
/* `out` shall be `plain`, compressed, now or later. Both live in the arena of `out`. False: send it
 * as it is. */
bool cv_call_deflate(struct cv_call *call, struct cv_outgoing *out, struct cv_slice plain);
/* The call may have no more use for what is being inflated. */
void cv_call_inflate_needless(struct cv_call *call);
/* Nobody wants `out` any more; it goes when its work is done. */
void cv_call_deflate_needless(struct cv_outgoing *out);

/* ---- call_server.c ---- */
void cv_call_header_server(struct cv_call *call, struct cv_slice name, struct cv_slice value);
void cv_call_opened_server(struct cv_call *call);
void cv_call_run_server(struct cv_call *call);
/* The interceptors have been asked: run the handler, or end it with `status`. */
void cv_call_begun_server(struct cv_call *call, struct cv_status status);
void cv_call_refuse(struct cv_call *call, struct cv_status status); /* end it by ourselves */
void cv_call_fail(struct cv_call *call, struct cv_status status);   /* for an interceptor */
void cv_call_stream_closed_server(struct cv_call *call);

/* ---- call_limit.c ---- */
/* Its route is known: whether it will be refused when its header block is whole. */
bool cv_call_is_too_many(const struct cv_call *call);
/* It will not: as long as nobody knows when its message comes it counts until the turn is over. */
void cv_call_is_coming(const struct cv_call *call);
/* Answered, and gone but for the stream, whose bytes nobody looks at. */
void cv_call_refuse_early(struct cv_call *call);
/* Whether its handler may begin, as far as others wait; else it has been refused. */
bool cv_call_let_in(struct cv_call *call);

/* ---- call_watch.c: of a server's call whose lane is watched ---- */
void cv_call_watch_begun(struct cv_call *call);
void cv_call_watch_ended(struct cv_call *call); /* only one that is watched */

/* ---- call_client.c ---- */
struct cv_call *cv_call_new_client(struct cv_lane *lane, struct cv_attempts *attempts,
                                   struct cv_start *start);
/* The interceptors have been asked: send it, or end it with `status`. */
void cv_call_begun_client(struct cv_call *call, struct cv_status status);
/* Ask the credentials that come after `shown` (NULL: all), then place it. credentials.c */
void cv_call_authorize(struct cv_call *call, const struct cv_credentials *shown);
void cv_call_begin(struct cv_call *call, struct cv_session *session); /* put it on the wire */
void cv_call_header_client(struct cv_call *call, struct cv_slice name, struct cv_slice value);
/* A header block is whole; `last`: nothing follows it. */
void cv_call_headers_done_client(struct cv_call *call, bool last);
void cv_call_run_client(struct cv_call *call);
/* `h2_error`: of RST_STREAM, 0 for a stream that ended by itself. */
void cv_call_stream_closed_client(struct cv_call *call, uint32_t h2_error);
/* Its connection is gone, or does not take it; `unsent`: the peer cannot have heard of it. */
void cv_call_lost_client(struct cv_call *call, struct cv_status status, bool unsent);
/* No connection takes it. */
void cv_call_unplaced(struct cv_call *call, struct cv_status status);
void cv_call_outcome(struct cv_call *call, struct cv_status status); /* client: decided by us */
/* A message that came is of no use: so is the call, whatever the server said of it. */
void cv_call_spoiled(struct cv_call *call, struct cv_status status);

/* ---- session_flow.c: bytes behind a message that nobody has taken yet, kept as they are ---- */
bool cv_call_keep_back(struct cv_call *call, const uint8_t *bytes,
                       size_t len);                       /* false: no memory */
void cv_call_took_back(struct cv_call *call, size_t len); /* of them */
void cv_call_drop_backlog(struct cv_call *call);

/* ---- session_send.c: towards the wire ---- */
void cv_session_respond(struct cv_call *call);       /* header block of the response */
void cv_session_respond_only(struct cv_call *call);  /* Trailers-Only */
void cv_session_respond_plain(struct cv_call *call); /* not gRPC: a text for people */
/* Trailers-Only, UNAVAILABLE, one of CV_PUSHBACKS; and let go of the stream. */
void cv_session_respond_later(struct cv_call *call, unsigned pushback);
#define CV_REFUSED_EARLY "the service has more to do than it can; nothing was done, try again later"
bool cv_session_request(struct cv_call *call); /* client */
void cv_session_resume(struct cv_call *call);  /* there is something to send again */
void cv_session_reset(struct cv_call *call, uint32_t h2_error); /* and let go of the stream */
void cv_session_consumed(struct cv_call *call, size_t len);     /* open the peer's window */
const char *cv_session_peer(const struct cv_session *session);
bool cv_session_is_client(const struct cv_session *session);
bool cv_session_is_draining(const struct cv_session *session);
struct cv_route *cv_session_route(struct cv_session *session, struct cv_slice path);
const struct cv_chain *cv_session_chain(const struct cv_session *session);
const struct cv_principal *cv_session_principal(const struct cv_session *session);
size_t cv_session_message_max(const struct cv_session *session);
/* Client: encodings the server has said it takes; 0: it has not said. Server: how to answer calls
 * that do not ask for anything else. */
unsigned cv_session_accepts(const struct cv_session *session);
void cv_session_learn_accepts(struct cv_session *session, unsigned accepts);
enum cv_encoding cv_session_compression(const struct cv_session *session);
void cv_session_adopt(struct cv_session *session, struct cv_call *call);
void cv_session_forget(struct cv_call *call);

/* The error codes of RFC 9113, section 7, as far as calls use them. */
#define CV_H2_NO_ERROR       0u
#define CV_H2_INTERNAL_ERROR 2u
#define CV_H2_REFUSED_STREAM 7u
#define CV_H2_CANCEL         8u
#define CV_H2_ENHANCE_CALM   11u
#define CV_H2_INADEQUATE     12u

#endif
