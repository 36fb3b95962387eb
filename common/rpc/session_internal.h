/* What the three files of a session share; nobody else sees nghttp2. */
#ifndef CV_RPC_SESSION_INTERNAL_H
#define CV_RPC_SESSION_INTERNAL_H

#include "rpc/bdp.h"
#include "rpc/bucket.h"
#include "rpc/call_internal.h"
#include "rpc/limits.h"
#include "rpc/session.h"

#include <nghttp2/nghttp2.h>

/* What has come on a server's connection, as far as nghttp2 keeps it to itself. */
struct cv_session_frames {
    uint32_t left;      /* bytes of the frame that is being received, or of the preface */
    uint32_t stream_id; /* its */
    uint32_t newest;    /* the highest stream that was begun */
    uint32_t last;      /* of the last frame that counts */
    unsigned came;      /* DATA, and HEADERS that begin no stream */
    unsigned shown;     /* of those, nghttp2 has taken */
    uint8_t type;
    uint8_t head_len; /* of a head that came in pieces */
    uint8_t head[9];
    bool excused; /* we have reset a stream: more may be on its way */
};

struct cv_session {
    struct cv_session_config config;
    nghttp2_session *h2;
    struct cv_list calls; /* struct cv_call, by link: all whose memory is held */
    size_t call_count;
    struct cv_call *recent;             /* what cv_session_call() found last; NULL: look again */
    struct cv_route *last_route;        /* of the call before, or NULL */
    const struct cv_identity *identity; /* of the peer; held; NULL: none */
    const uint8_t *carry;               /* bytes nghttp2 has made that did not fit the last pull */
    size_t carry_len;
    size_t memory;             /* bytes nghttp2 holds for this connection */
    struct cv_bucket glitches; /* frames that cost us and bring nothing */
    struct cv_bucket provoked; /* resets the peer made us send */
    size_t block;              /* bytes of the header block being received, as HTTP/2 counts */
    bool in_block;             /* its end has not come yet */
    uint64_t block_since_ns;   /* since when it was seen so; 0: not yet */
    size_t weight;             /* bytes of its calls' large messages */
    unsigned updates_allowed;  /* WINDOW_UPDATEs still paid for by what we sent */
    struct cv_bdp bdp;         /* the window of a stream, and what finds it */
    size_t kept;               /* bytes of calls' backlogs */
    size_t owed;               /* bytes that the connection's window was not opened again for */
    bool sent_since_ping;      /* DATA or HEADERS, since the peer's last PING */
    struct cv_ping_watch pings;
    unsigned pings_out; /* ours, not acknowledged yet */
    struct cv_session_frames frames;
    uint8_t first[8];  /* bytes of the connection */
    uint8_t first_len; /* so many have come */
    bool lost;         /* the peer speaks no HTTP/2 */
    bool over;         /* read no more; write what is left */
    bool mute;         /* nghttp2 is not asked for bytes any more */
    bool greeted;
    bool timeout_named;    /* the peer has seen the name of grpc-timeout, */
    bool trace_named;      /* and of traceparent */
    bool used;             /* client: by a call of the channel's, not only to ask for health */
    bool draining;         /* our first GOAWAY is out */
    bool drained;          /* our second is submitted */
    int32_t last_id;       /* what it says: calls after this one were never begun */
    const char *why;       /* it also says; NULL: nothing */
    bool goaway_in;        /* the peer's */
    uint32_t stream_count; /* client: open by us */
    uint32_t stream_limit; /* client: how many of them the server allows */
    uint8_t accepts;       /* client: encodings the server takes, as bits; 0: it has not said */
};

#define CV_TOO_MANY_PINGS "too_many_pings" /* in a GOAWAY: gRPC's proposal A8 */

/* session_receive.c */
bool cv_session_callbacks(nghttp2_session_callbacks **callbacks);

/* session_guard.c */
int cv_session_frame_unknown(nghttp2_session *h2, void **payload, const nghttp2_frame_hd *head,
                             void *user);
/* False: enough of it, read no more. */
bool cv_session_frame_counts(struct cv_session *session, const nghttp2_frame_hd *head);
void cv_session_sent_counts(struct cv_session *session, const nghttp2_frame *frame);
void cv_session_allow_updates(struct cv_session *session, unsigned count);
void cv_session_block_begun(struct cv_session *session);
void cv_session_block_ended(struct cv_session *session);
/* False: the block is too large to be looked at any longer. */
bool cv_session_block_grows(struct cv_session *session, size_t bytes);

/* session_frames.c: beside nghttp2, and when all that has come was fed */
void cv_session_frames_init(struct cv_session_frames *frames);
void cv_session_frames_feed(struct cv_session_frames *frames, const uint8_t *bytes, size_t len);
void cv_session_frames_judge(struct cv_session *session);

/* session_flow.c */
void cv_session_window_used(struct cv_session *session, size_t bytes);
void cv_session_line_measured(struct cv_session *session);
bool cv_session_arrived(struct cv_session *session, size_t bytes); /* false: no memory */

/* session_send.c */
enum cv_ping {
    CV_PING_ALIVE, /* asks for a sign of life */
    CV_PING_DRAIN, /* stands between two GOAWAYs */
    CV_PING_MEASURE,
};
bool cv_session_send_ping(struct cv_session *session, enum cv_ping ping);
bool cv_session_is_ping(const nghttp2_frame *frame, enum cv_ping ping);
int cv_session_frame_sent(nghttp2_session *h2, const nghttp2_frame *frame, void *user);

/* NULL: none, or it was reset. One stream after the other is talked about, mostly. */
static inline struct cv_call *cv_session_call(struct cv_session *session, int32_t stream_id)
{
    if (session->recent == NULL || session->recent->stream_id != stream_id)
        session->recent = nghttp2_session_get_stream_user_data(session->h2, stream_id);
    return session->recent;
}

/* From now on the stream has no call. */
static inline void cv_session_unlink(struct cv_session *session, int32_t stream_id)
{
    session->recent = NULL;
    (void)nghttp2_session_set_stream_user_data(session->h2, stream_id, NULL);
}

static inline void cv_session_dirty(struct cv_session *session)
{
    session->config.dirty(session->config.owner);
}

#endif
