#include "rpc/frame.h"

#include "base/assert.h"
#include "rpc/compressor.h"

#include <string.h>

void cv_frame_prefix(uint8_t out[CV_FRAME_PREFIX], bool compressed, size_t len)
{
    CV_ASSERT_CMP(len, <=, UINT32_MAX);
    out[0] = compressed;
    out[1] = (uint8_t)(len >> 24);
    out[2] = (uint8_t)(len >> 16);
    out[3] = (uint8_t)(len >> 8);
    out[4] = (uint8_t)len;
}

static struct cv_status open_message(struct cv_frame_reader *reader, struct cv_arena *arena)
{
    const uint8_t *at = reader->prefix;
    size_t len = (size_t)at[1] << 24 | (size_t)at[2] << 16 | (size_t)at[3] << 8 | at[4];
    size_t max = at[0] == 1 ? cv_compress_bound(reader->max) : reader->max;

    if (at[0] == 1 && reader->encoding == CV_IDENTITY)
        return cv_status(CV_INTERNAL, NULL,
                         "a compressed message in a call that named no grpc-encoding");
    if (at[0] > 1)
        return cv_status(CV_INTERNAL, NULL, "the flag before a message must be 0 or 1");
    if (len > max)
        return cv_status_f(arena, CV_RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE",
                           "a message of %zu bytes where %zu are allowed", len, reader->max);
    reader->at = cv_arena_alloc(arena, len + 1);
    if (reader->at == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the message");
    reader->len = len;
    reader->filled = 0;
    return CV_STATUS_OK;
}

static void take(uint8_t *to, size_t n, const uint8_t **bytes, size_t *len)
{
    memcpy(to, *bytes, n);
    *bytes += n;
    *len -= n;
}

enum cv_frame_result cv_frame_feed(struct cv_frame_reader *reader, const uint8_t **bytes,
                                   size_t *len, struct cv_arena *arena, struct cv_slice *message,
                                   struct cv_status *status)
{
    size_t n;

    if (reader->prefix_len < CV_FRAME_PREFIX) {
        n = CV_FRAME_PREFIX - reader->prefix_len;
        n = n < *len ? n : *len;
        take(reader->prefix + reader->prefix_len, n, bytes, len);
        reader->prefix_len += (unsigned)n;
        if (reader->prefix_len < CV_FRAME_PREFIX)
            return CV_FRAME_MORE;
        *status = open_message(reader, arena);
        if (!cv_ok(*status))
            return CV_FRAME_REFUSED;
    }
    n = reader->len - reader->filled;
    n = n < *len ? n : *len;
    take(reader->at + reader->filled, n, bytes, len);
    reader->filled += n;
    if (reader->filled < reader->len)
        return CV_FRAME_MORE;
    *message = (struct cv_slice){reader->at, reader->len};
    reader->prefix_len = 0;
    return CV_FRAME_MESSAGE;
}
