/* Frames on streams that are over. nghttp2 passes over them in silence, unless it is made to keep
 * some hundred closed streams for each connection and a little time for each call. So the frames
 * that begin or carry a message are counted as they come, and again as nghttp2 shows them to us:
 * where one is missing, the peer talks to a stream that it has ended itself, or skipped (RFC 9113,
 * 5.1 and 5.1.1), unless we have ended it and the peer may not know. */
#include "rpc/session_internal.h"

#include <string.h>

#define HEAD 9u

void cv_session_frames_init(struct cv_session_frames *frames)
{
    *frames = (struct cv_session_frames){.type = UINT8_MAX, .left = NGHTTP2_CLIENT_MAGIC_LEN};
}

static void frame_whole(struct cv_session_frames *frames)
{
    if (frames->type == NGHTTP2_HEADERS && frames->stream_id > frames->newest) {
        frames->newest = frames->stream_id;
    } else if (frames->type == NGHTTP2_DATA || frames->type == NGHTTP2_HEADERS) {
        frames->came++;
        frames->last = frames->stream_id;
    }
}

static void frame_begun(struct cv_session_frames *frames, const uint8_t *head)
{
    frames->left = (uint32_t)head[0] << 16 | (uint32_t)head[1] << 8 | head[2];
    frames->type = head[3];
    frames->stream_id = ((uint32_t)head[5] & 0x7f) << 24 | (uint32_t)head[6] << 16 |
                        (uint32_t)head[7] << 8 | head[8];
    if (frames->left == 0)
        frame_whole(frames);
}

/* A head may come in pieces. Returns what of `len` was used. */
static size_t feed_head(struct cv_session_frames *frames, const uint8_t *bytes, size_t len)
{
    size_t n = HEAD - frames->head_len;

    if (frames->head_len == 0 && len >= HEAD) {
        frame_begun(frames, bytes);
        return HEAD;
    }
    n = n < len ? n : len;
    memcpy(frames->head + frames->head_len, bytes, n);
    frames->head_len = (uint8_t)(frames->head_len + n);
    if (frames->head_len == HEAD) {
        frames->head_len = 0;
        frame_begun(frames, frames->head);
    }
    return n;
}

void cv_session_frames_feed(struct cv_session_frames *frames, const uint8_t *bytes, size_t len)
{
    while (len > 0) {
        size_t n;

        if (frames->left == 0) {
            n = feed_head(frames, bytes, len);
        } else {
            n = frames->left < len ? frames->left : len;
            frames->left -= (uint32_t)n;
            if (frames->left == 0)
                frame_whole(frames);
        }
        bytes += n;
        len -= n;
    }
}

void cv_session_frames_judge(struct cv_session *session)
{
    struct cv_session_frames *frames = &session->frames;

    if ((int)(frames->came - frames->shown) <= 0)
        return;
    frames->shown = frames->came;
    if (frames->excused || session->draining ||
        nghttp2_session_find_stream(session->h2, (int32_t)frames->last) != NULL)
        return;
    (void)nghttp2_session_terminate_session(session->h2, NGHTTP2_STREAM_CLOSED);
}
