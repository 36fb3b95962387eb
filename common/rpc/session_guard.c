/* What a peer may make us do. nghttp2 1.52 alone bounds resets received, CONTINUATIONs, and unread
 * acknowledgements; the rest is bounded here. A peer that goes on is told ENHANCE_YOUR_CALM and
 * hung up on. */
#include "base/clock.h"
#include "rpc/session_internal.h"

static void enough(struct cv_session *session)
{
    (void)nghttp2_session_terminate_session(session->h2, NGHTTP2_ENHANCE_YOUR_CALM);
    cv_session_dirty(session);
}

/* Frames that are legal, cost us work and move no call forward. A few are normal. */
static void glitch(struct cv_session *session)
{
    if (!cv_bucket_take(&session->glitches, 1, CV_GLITCHES_BURST, CV_GLITCHES_PER_S, cv_clock_ns()))
        enough(session);
}

/* A server made to reset streams again and again (CVE-2025-8671) works for nothing, as it does when
 * the client resets them itself. Answers cut short, or complete before the request was, are no
 * fault of the client's. */
static void provoked(struct cv_session *session, unsigned cost)
{
    if (session->config.router != NULL &&
        !cv_bucket_take(&session->provoked, cost,
                        CV_PROVOKED_BURST + 2 * session->config.streams_max, CV_PROVOKED_PER_S,
                        cv_clock_ns()))
        enough(session);
}

/* ---- received ---- */

/* Of a type that HTTP/2 does not know: to be ignored, says RFC 9113, 4.1. */
int cv_session_frame_unknown(nghttp2_session *h2, void **payload, const nghttp2_frame_hd *head,
                             void *user)
{
    (void)h2;
    (void)payload;
    (void)head;
    glitch(user);
    return NGHTTP2_ERR_CANCEL;
}

void cv_session_block_begun(struct cv_session *session)
{
    session->block = 0;
    session->in_block = true;
    session->block_since_ns = 0;
    cv_session_allow_updates(session, CV_UPDATES_PER_CALL);
}

void cv_session_block_ended(struct cv_session *session)
{
    session->in_block = false;
}

bool cv_session_block_grows(struct cv_session *session, size_t bytes)
{
    session->block += bytes;
    if (session->block <= CV_BLOCK_BYTES_MAX)
        return true;
    session->in_block = false; /* we are not told of its end */
    provoked(session, CV_PROVOKED_BY_BLOCK);
    return false;
}

/* gRPC's proposal A8. Not terminate_session(), which cannot say why. */
static void too_many_pings(struct cv_session *session)
{
    static const char text[] = CV_TOO_MANY_PINGS;

    int32_t last_id = nghttp2_session_get_last_proc_stream_id(session->h2);

    (void)nghttp2_submit_goaway(session->h2, NGHTTP2_FLAG_NONE,
                                session->drained ? session->last_id : last_id,
                                NGHTTP2_ENHANCE_YOUR_CALM, (const uint8_t *)text, sizeof(text) - 1);
}

static bool ping_received(struct cv_session *session)
{
    /* Peers measure their bandwidth with PINGs while we send; those are paid for. */
    bool paid = session->sent_since_ping;

    session->sent_since_ping = false;
    if (session->config.router != NULL &&
        !cv_ping_allowed(&session->pings, &session->config.pings, paid, session->call_count > 0,
                         cv_clock_ns())) {
        too_many_pings(session);
        return false;
    }
    if (!paid)
        glitch(session);
    return true;
}

static void ping_acknowledged(struct cv_session *session)
{
    if (session->pings_out == 0) /* we asked for none */
        glitch(session);
    else
        session->pings_out--;
}

static void update_received(struct cv_session *session)
{
    if (session->updates_allowed == 0)
        glitch(session);
    else
        session->updates_allowed--;
}

bool cv_session_frame_counts(struct cv_session *session, const nghttp2_frame_hd *head)
{
    bool flag = (head->flags & NGHTTP2_FLAG_ACK) != 0; /* of DATA, the same bit is END_STREAM */

    switch (head->type) {
    case NGHTTP2_DATA:
        if (head->length == 0 && !flag)
            glitch(session);
        break;
    case NGHTTP2_SETTINGS:
        if (!flag)
            glitch(session);
        break;
    case NGHTTP2_PING:
        if (!flag)
            return ping_received(session);
        ping_acknowledged(session);
        break;
    case NGHTTP2_WINDOW_UPDATE:
        update_received(session);
        break;
    case NGHTTP2_PRIORITY:
    case NGHTTP2_RST_STREAM:
        glitch(session);
        break;
    default:
        break;
    }
    return true;
}

/* ---- sent ---- */

void cv_session_allow_updates(struct cv_session *session, unsigned count)
{
    session->updates_allowed += count;
    if (session->updates_allowed > CV_UPDATES_MAX)
        session->updates_allowed = CV_UPDATES_MAX;
}

void cv_session_sent_counts(struct cv_session *session, const nghttp2_frame *frame)
{
    uint32_t error;

    switch (frame->hd.type) {
    case NGHTTP2_DATA:
        cv_session_allow_updates(session, CV_UPDATES_PER_DATA);
        session->sent_since_ping = true;
        break;
    case NGHTTP2_HEADERS:
        session->sent_since_ping = true;
        break;
    case NGHTTP2_WINDOW_UPDATE:
        if (frame->hd.stream_id != 0)
            cv_session_window_used(session, (size_t)frame->window_update.window_size_increment);
        break;
    case NGHTTP2_RST_STREAM:
        session->frames.excused = true;
        error = frame->rst_stream.error_code;
        if (error != NGHTTP2_NO_ERROR && error != NGHTTP2_CANCEL)
            provoked(session, 1);
        break;
    default:
        break;
    }
}
