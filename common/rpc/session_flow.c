/* What the peer may send: windows that grow to what its line needs, and what of it calls have not
 * taken yet. */
#include "base/assert.h"
#include "base/clock.h"
#include "rpc/session_internal.h"

#include <string.h>

/* ---- windows ---- */

void cv_session_window_used(struct cv_session *session, size_t bytes)
{
    if (cv_bdp_used(&session->bdp, bytes) && cv_session_send_ping(session, CV_PING_MEASURE))
        cv_bdp_asked(&session->bdp, cv_clock_ns());
}

/* Streams that are open get the difference, too: RFC 9113, 6.9.2. Without memory for it all stays
 * as it is. */
void cv_session_line_measured(struct cv_session *session)
{
    nghttp2_settings_entry window = {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0};

    if (!cv_bdp_answered(&session->bdp, cv_clock_ns()))
        return;
    window.value = (uint32_t)session->bdp.window;
    (void)nghttp2_submit_settings(session->h2, NGHTTP2_FLAG_NONE, &window, 1);
    if (session->bdp.window > CV_CONNECTION_WINDOW)
        (void)nghttp2_session_set_local_window_size(session->h2, NGHTTP2_FLAG_NONE, 0,
                                                    (int32_t)session->bdp.window);
}

/* ---- what nobody has taken yet ---- */

/* The connection's window opens on arrival, so that a stream nobody reads holds up no other; unless
 * too much lies here already. */
bool cv_session_arrived(struct cv_session *session, size_t bytes)
{
    cv_bdp_arrived(&session->bdp, bytes);
    if (session->kept <= CV_BACKLOG_MAX)
        return nghttp2_session_consume_connection(session->h2, bytes) == 0;
    session->owed += bytes;
    return true;
}

/* Of `call` so much lay here before, and so much does now. */
static void keeps(struct cv_call *call, size_t before, size_t now)
{
    struct cv_session *session = call->session;
    size_t owed;

    if (session == NULL)
        return;
    CV_ASSERT(session->kept + now >= before);
    session->kept = session->kept + now - before;
    owed = session->owed;
    if (owed == 0 || session->kept > CV_BACKLOG_MAX)
        return;
    session->owed = 0;
    (void)nghttp2_session_consume_connection(session->h2, owed);
    cv_session_dirty(session);
}

/* The stream's window stays shut for them, so they are never more than one. What is taken makes
 * room when it is the larger part: one byte moved for each taken. */
bool cv_call_keep_back(struct cv_call *call, const uint8_t *bytes, size_t len)
{
    struct cv_buf *backlog = &call->backlog;
    size_t left = cv_call_backlog(call);

    if (backlog->limit == 0)
        cv_buf_init(backlog, 2u * CV_WINDOW_MAX);
    if (call->backlog_at > left) {
        memmove(backlog->at, backlog->at + call->backlog_at, left);
        backlog->len = left;
        call->backlog_at = 0;
    }
    cv_buf_add(backlog, bytes, len);
    if (!backlog->failed)
        keeps(call, left, left + len);
    return !backlog->failed;
}

void cv_call_took_back(struct cv_call *call, size_t len)
{
    size_t before = cv_call_backlog(call);

    if (len >= before) { /* what was taken may have ended the call, and dropped the rest */
        len = before;
        call->backlog.len = call->backlog_at = 0;
    } else {
        call->backlog_at += len;
    }
    keeps(call, before, before - len);
}

void cv_call_drop_backlog(struct cv_call *call)
{
    if (cv_call_backlog(call) > 0)
        cv_call_took_back(call, cv_call_backlog(call));
}
