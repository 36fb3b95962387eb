/* gRPC's length-prefixed messages: a flag byte, four bytes of length, the payload.
 * Source: grpc doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message". */
#ifndef CV_RPC_FRAME_H
#define CV_RPC_FRAME_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "rpc/compression.h"

#define CV_FRAME_PREFIX 5

/* Reads one message after the other out of pieces of any size, and leaves them compressed. Zeroed,
 * with `max` set, it is ready; prefix_len 0 says that it stands between two messages. */
struct cv_frame_reader {
    uint8_t prefix[CV_FRAME_PREFIX];
    unsigned prefix_len;
    uint8_t *at; /* payload, in the arena of the feed that read the prefix */
    size_t len;
    size_t filled;
    size_t max;                /* bytes of payload allowed; a little more while it is compressed */
    enum cv_encoding encoding; /* what flag 1 means; CV_IDENTITY: it may not be set */
};

/* Of the message that was whole last. */
static inline bool cv_frame_compressed(const struct cv_frame_reader *reader)
{
    return reader->prefix[0] == 1;
}

enum cv_frame_result {
    CV_FRAME_MORE,    /* all bytes used, no whole message yet */
    CV_FRAME_MESSAGE, /* *message is whole; *bytes and *len stand behind it */
    CV_FRAME_REFUSED, /* *status says why: INTERNAL for what is no message, RESOURCE_EXHAUSTED for
                       * one that is too large (told by its prefix). The reader is of no more use */
};

/* Payload is allocated from `arena`; the texts of *status too, or they are static. */
enum cv_frame_result cv_frame_feed(struct cv_frame_reader *reader, const uint8_t **bytes,
                                   size_t *len, struct cv_arena *arena, struct cv_slice *message,
                                   struct cv_status *status);

/* len <= UINT32_MAX */
void cv_frame_prefix(uint8_t out[CV_FRAME_PREFIX], bool compressed, size_t len);

#endif
