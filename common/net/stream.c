#include "net/stream.h"

#include "base/assert.h"
#include "net/internal.h"

#include <stdlib.h>

struct cv_status cv_net_status(int error)
{
    switch (error) {
    case UV_ENOMEM:
    case UV_EMFILE:
    case UV_ENFILE:
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, uv_strerror(error));
    case UV_EACCES:
    case UV_EPERM:
        return cv_status(CV_PERMISSION_DENIED, NULL, "permission denied");
    case UV_ECANCELED:
        return cv_status(CV_CANCELLED, NULL, "cancelled");
    case UV_EADDRINUSE:
        return cv_status(CV_UNAVAILABLE, "ADDRESS_IN_USE", "the address is in use");
    case UV_EADDRNOTAVAIL:
        return cv_status(CV_INVALID_ARGUMENT, NULL, "this machine has no such address");
    case UV_ECONNREFUSED:
        return cv_status(CV_UNAVAILABLE, NULL, "connection refused");
    case UV_ECONNRESET:
    case UV_EPIPE:
        return cv_status(CV_UNAVAILABLE, NULL, "the peer reset the connection");
    case UV_ETIMEDOUT:
        return cv_status(CV_UNAVAILABLE, NULL, "the connection timed out");
    case UV_ENOENT:
        return cv_status(CV_UNAVAILABLE, NULL, "no such socket");
    case UV_EAI_NONAME:
    case UV_EAI_NODATA:
        return cv_status(CV_UNAVAILABLE, NULL, "no such host");
    default:
        return cv_status(CV_UNAVAILABLE, NULL, "the network failed");
    }
}

void cv_stream_own(struct cv_stream *stream, const struct cv_stream_events *events, void *owner)
{
    stream->events = events;
    stream->owner = owner;
    if (!stream->closing)
        stream->kind->start(stream);
}

void cv_stream_write(struct cv_stream *stream, const uint8_t *bytes, size_t len)
{
    CV_ASSERT(!stream->blocked && !stream->ended);
    if (!stream->closing && len > 0)
        stream->kind->write(stream, bytes, len);
}

bool cv_stream_blocked(const struct cv_stream *stream)
{
    return stream->blocked;
}

static void set_paused(struct cv_stream *stream, bool paused)
{
    if (stream->closing || stream->paused == paused)
        return;
    stream->paused = paused;
    stream->kind->pause(stream, paused);
}

void cv_stream_pause(struct cv_stream *stream)
{
    set_paused(stream, true);
}

void cv_stream_resume(struct cv_stream *stream)
{
    set_paused(stream, false);
}

void cv_stream_end(struct cv_stream *stream)
{
    CV_ASSERT(!stream->blocked && !stream->ended);
    stream->ended = true;
    if (!stream->closing)
        stream->kind->end(stream);
}

void cv_stream_fail(struct cv_stream *stream, struct cv_status reason)
{
    if (stream->closing)
        return;
    stream->closing = true;
    stream->reason = reason;
    stream->blocked = false;
    stream->kind->close(stream);
}

void cv_stream_close(struct cv_stream *stream)
{
    cv_stream_fail(stream, CV_STATUS_OK);
}

bool cv_stream_closing(const struct cv_stream *stream)
{
    return stream->closing;
}

void cv_stream_unblock(struct cv_stream *stream)
{
    stream->blocked = false;
    if (stream->events != NULL)
        stream->events->drained(stream->owner);
}

void cv_stream_finished(struct cv_stream *stream)
{
    cv_loop_closed(stream->loop);
    if (stream->events != NULL)
        stream->events->closed(stream->owner, stream->reason);
    free(stream);
}

struct cv_loop *cv_stream_loop(const struct cv_stream *stream)
{
    return stream->loop;
}

const char *cv_stream_peer(const struct cv_stream *stream)
{
    return stream->peer;
}
