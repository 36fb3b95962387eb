/* What the three files of a session share; nobody else sees nghttp2. */
#ifndef CV_RPC_SESSION_INTERNAL_H
#define CV_RPC_SESSION_INTERNAL_H

#include "rpc/call_internal.h"
#include "rpc/limits.h"
#include "rpc/session.h"

#include <nghttp2/nghttp2.h>

struct cv_session {
    struct cv_session_config config;
    nghttp2_session *h2;
    struct cv_list calls; /* struct cv_call, by link: all whose memory is held */
    size_t call_count;
    struct cv_call *recent;            /* what cv_session_call() found last; NULL: look again */
    const struct cv_route *last_route; /* of the call before, or NULL */
    const uint8_t *carry;              /* bytes nghttp2 has made that did not fit the last pull */
    size_t carry_len;
    size_t memory; /* bytes nghttp2 holds for this connection */
    uint64_t glitches_since_ns;
    unsigned glitches; /* frames that cost us and bring nothing, in this second */
    bool over;         /* read no more; write what is left */
    bool mute;         /* nghttp2 is not asked for bytes any more */
    bool greeted;
    bool draining;   /* our first GOAWAY is out */
    bool drained;    /* our second is submitted */
    int32_t last_id; /* what it says: calls after this one were never begun */
    bool goaway_in;  /* the peer's */
};

/* session_receive.c */
bool cv_session_callbacks(nghttp2_session_callbacks **callbacks);

/* session_send.c */
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
