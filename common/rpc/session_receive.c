/* What the peer sends, as nghttp2 tells it. In here only notes are taken. */
#include "rpc/session_internal.h"

#include <string.h>

/* NULL: no room for it. Calls whose handlers still run count, also when their streams are long
 * reset. */
static struct cv_call *begin_call(struct cv_session *session)
{
    if (session->call_count >= session->config.streams_max)
        return NULL;
    return cv_call_new(session, session->config.lane);
}

static int on_begin_headers(nghttp2_session *h2, const nghttp2_frame *frame, void *user)
{
    struct cv_session *session = user;
    int32_t id = frame->hd.stream_id;
    struct cv_call *call = NULL;

    cv_session_block_begun(session);
    if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST) {
        session->frames.shown++;
        return 0;
    }
    /* Until the GOAWAY is written nghttp2 takes calls after the last that it names. The client will
     * repeat them elsewhere, so none may be begun here. */
    if (!session->drained || id <= session->last_id)
        call = begin_call(session);
    if (call == NULL)
        return nghttp2_submit_rst_stream(h2, NGHTTP2_FLAG_NONE, id, NGHTTP2_REFUSED_STREAM);
    call->stream_id = id;
    call->holds = CV_HOLD_STREAM;
    session->recent = call;
    (void)nghttp2_session_set_stream_user_data(h2, id, call);
    return 0;
}

/* Charged as HTTP/2 does (RFC 9113, 6.5.2), before anything is copied. False: take no notice of
 * the field. */
static bool charge(struct cv_call *call, size_t name_len, size_t value_len)
{
    static const char TOO_MUCH[] = "metadata over 8192 bytes or 128 fields";
    struct cv_head *head = &call->head;

    head->charged += name_len + value_len + 32;
    head->count++;
    if (head->charged <= CV_METADATA_BYTES_MAX && head->count <= CV_METADATA_COUNT_MAX)
        return true;
    if (call->client)
        cv_call_outcome(call, cv_status(CV_RESOURCE_EXHAUSTED, NULL, TOO_MUCH));
    else if (cv_ok(head->refused))
        head->refused = cv_status(CV_RESOURCE_EXHAUSTED, "METADATA_TOO_LARGE", TOO_MUCH);
    return false;
}

static int on_header(nghttp2_session *h2, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_len, const uint8_t *value, size_t value_len, uint8_t flags,
                     void *user)
{
    struct cv_call *call = cv_session_call(user, frame->hd.stream_id);
    struct cv_slice key = {name, name_len};
    struct cv_slice text = {value, value_len};

    (void)h2;
    (void)flags;
    if (!cv_session_block_grows(user, name_len + value_len + 32)) {
        if (call != NULL)
            cv_session_reset(call, CV_H2_ENHANCE_CALM);
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE; /* the rest of it is not shown to us */
    }
    if (call == NULL || !charge(call, name_len, value_len))
        return 0;
    if (call->client)
        cv_call_header_client(call, key, text);
    else if (call->state == CV_CALL_HEADERS) /* a request's trailers mean nothing in gRPC */
        cv_call_header_server(call, key, text);
    return 0;
}

static void headers_whole(struct cv_call *call, bool last)
{
    if (call->client)
        cv_call_headers_done_client(call, last);
    else if (call->state == CV_CALL_HEADERS)
        cv_call_opened_server(call);
}

/* The server has said all and we have not. It need not reset the stream, nor read on; then we do,
 * as RFC 9113, 8.1 lets us, and are not left waiting for room. */
static void end_early(struct cv_session *session, struct cv_call *call)
{
    cv_session_unlink(session, call->stream_id);
    session->stream_count--;
    if (nghttp2_submit_rst_stream(session->h2, NGHTTP2_FLAG_NONE, call->stream_id,
                                  NGHTTP2_NO_ERROR) != 0)
        session->over = true;
    cv_session_dirty(session);
    cv_call_stream_closed_client(call, CV_H2_NO_ERROR);
}

static void stream_frame(struct cv_session *session, const nghttp2_frame *frame)
{
    struct cv_call *call = cv_session_call(session, frame->hd.stream_id);
    bool last = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;

    if (call == NULL)
        return;
    if (frame->hd.type == NGHTTP2_HEADERS) {
        if (last)
            call->remote_closed = true; /* before it is judged: the answer depends on it */
        headers_whole(call, last);
        if (last) /* refused early it is gone */
            call = cv_session_call(session, frame->hd.stream_id);
    }
    if (!last || call == NULL)
        return;
    cv_call_remote_closed(call);
    if (call->client && !call->sent_all && (call->holds & CV_HOLD_STREAM) != 0)
        end_early(session, call);
}

static void goaway(struct cv_session *session, const nghttp2_goaway *frame)
{
    static const char text[] = CV_TOO_MANY_PINGS;

    session->goaway_in = true;
    if (session->config.calmed != NULL && frame->error_code == NGHTTP2_ENHANCE_YOUR_CALM &&
        frame->opaque_data_len == sizeof(text) - 1 &&
        memcmp(frame->opaque_data, text, sizeof(text) - 1) == 0)
        session->config.calmed(session->config.owner);
}

static int on_frame(nghttp2_session *h2, const nghttp2_frame *frame, void *user)
{
    struct cv_session *session = user;
    bool ack = (frame->hd.flags & NGHTTP2_FLAG_ACK) != 0;

    if (!cv_session_frame_counts(session, &frame->hd))
        return NGHTTP2_ERR_CALLBACK_FAILURE;
    switch (frame->hd.type) {
    case NGHTTP2_HEADERS:
        cv_session_block_ended(session);
        stream_frame(session, frame);
        break;
    case NGHTTP2_DATA:
        session->frames.shown++;
        stream_frame(session, frame);
        break;
    case NGHTTP2_SETTINGS:
        session->greeted = true;
        session->stream_limit =
            nghttp2_session_get_remote_settings(h2, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
        break;
    case NGHTTP2_PING:
        if (ack && session->draining && cv_session_is_ping(frame, CV_PING_DRAIN))
            cv_session_drain_now(session);
        else if (ack && cv_session_is_ping(frame, CV_PING_MEASURE))
            cv_session_line_measured(session);
        break;
    case NGHTTP2_GOAWAY:
        goaway(session, &frame->goaway);
        break;
    default:
        break;
    }
    return 0;
}

/* nghttp2 resets the stream; guarded where that is sent. */
static int on_invalid_frame(nghttp2_session *h2, const nghttp2_frame *frame, int error, void *user)
{
    struct cv_session *session = user;

    (void)h2;
    (void)error;
    session->frames.excused = true;
    if (frame->hd.type == NGHTTP2_HEADERS)
        cv_session_block_ended(session);
    return 0;
}

static int on_data(nghttp2_session *h2, uint8_t flags, int32_t stream_id, const uint8_t *bytes,
                   size_t len, void *user)
{
    struct cv_call *call = cv_session_call(user, stream_id);
    bool last = (flags & NGHTTP2_FLAG_END_STREAM) != 0;
    size_t taken = len;

    if (call != NULL)
        taken = cv_call_bytes(call, bytes, len);
    if (!cv_session_arrived(user, len))
        return NGHTTP2_ERR_CALLBACK_FAILURE;
    /* Nothing follows the last piece, and the stream may be gone by now: no window to open. */
    if (!last)
        (void)nghttp2_session_consume_stream(h2, stream_id, taken);
    return 0;
}

static int on_close(nghttp2_session *h2, int32_t stream_id, uint32_t error, void *user)
{
    struct cv_session *session = user;
    struct cv_call *call = cv_session_call(session, stream_id);

    (void)h2;
    if (call == NULL)
        return 0;
    cv_session_unlink(session, stream_id);
    if (call->client) {
        session->stream_count--;
        cv_call_stream_closed_client(call, error);
    } else {
        cv_call_stream_closed_server(call);
    }
    return 0;
}

/* A request that could not be sent at all: the peer said GOAWAY while it waited its turn, or memory
 * ran out. Its stream may be open already, and is then closed after this. */
static int on_not_sent(nghttp2_session *h2, const nghttp2_frame *frame, int error, void *user)
{
    struct cv_session *session = user;
    bool away = error == NGHTTP2_ERR_START_STREAM_NOT_ALLOWED;

    (void)h2;
    if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST)
        return 0;
    CV_LIST_EACH(node, &session->calls)
    {
        struct cv_call *call = CV_CONTAINER_OF(node, struct cv_call, link);

        if (call->stream_id != frame->hd.stream_id || (call->holds & CV_HOLD_STREAM) == 0)
            continue;
        cv_session_unlink(session, frame->hd.stream_id);
        session->stream_count--;
        cv_call_lost_client(
            call,
            cv_status(CV_UNAVAILABLE, NULL,
                      away ? "the server is going away" : "the call could not be sent"),
            away);
        return 0;
    }
    return 0;
}

bool cv_session_callbacks(nghttp2_session_callbacks **callbacks)
{
    if (nghttp2_session_callbacks_new(callbacks) != 0)
        return false;
    nghttp2_session_callbacks_set_unpack_extension_callback(*callbacks, cv_session_frame_unknown);
    nghttp2_session_callbacks_set_on_begin_headers_callback(*callbacks, on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(*callbacks, on_header);
    nghttp2_session_callbacks_set_on_frame_recv_callback(*callbacks, on_frame);
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(*callbacks, on_invalid_frame);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(*callbacks, on_data);
    nghttp2_session_callbacks_set_on_stream_close_callback(*callbacks, on_close);
    nghttp2_session_callbacks_set_on_frame_send_callback(*callbacks, cv_session_frame_sent);
    nghttp2_session_callbacks_set_on_frame_not_send_callback(*callbacks, on_not_sent);
    return true;
}
