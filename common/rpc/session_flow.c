/* What the peer may send: windows that grow to what its line needs, and what of it calls have not
 * taken yet. */
#include "base/clock.h"
#include "rpc/session_internal.h"

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

void cv_session_keeps(struct cv_session *session, size_t before, size_t now)
{
    size_t owed = session->owed;

    session->kept += now - before;
    if (owed == 0 || session->kept > CV_BACKLOG_MAX)
        return;
    session->owed = 0;
    (void)nghttp2_session_consume_connection(session->h2, owed);
    cv_session_dirty(session);
}
