/* HTTP/2 by hand, for and against a session: frames put together, and a judge of those it sends. */
#ifndef TESTS_SUPPORT_WIRE_H
#define TESTS_SUPPORT_WIRE_H

#include "base/buf.h"

#include <nghttp2/nghttp2.h>

enum wire_type {
    WIRE_DATA = 0,
    WIRE_HEADERS = 1,
    WIRE_PRIORITY = 2,
    WIRE_RST_STREAM = 3,
    WIRE_SETTINGS = 4,
    WIRE_PUSH_PROMISE = 5,
    WIRE_PING = 6,
    WIRE_GOAWAY = 7,
    WIRE_WINDOW_UPDATE = 8,
    WIRE_CONTINUATION = 9,
};

#define WIRE_END_STREAM  1u
#define WIRE_ACK         1u
#define WIRE_END_HEADERS 4u
#define WIRE_MAGIC       "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
#define WIRE_MAGIC_LEN   24u

void wire_frame(struct cv_buf *out, unsigned type, unsigned flags, uint32_t stream_id,
                struct cv_slice payload);
/* One field of a header block, spelled out: in no table, not compressed. */
void wire_field(struct cv_buf *block, const char *name, struct cv_slice value);
void wire_field_text(struct cv_buf *block, const char *name, const char *value);
/* The five bytes before a gRPC message, and the message. */
void wire_message(struct cv_buf *out, unsigned flag, struct cv_slice message);

/* What a session of ours may send, frame by frame, judged as strictly as a peer would: sizes,
 * types, the life of each stream, header blocks that decompress, one grpc-status at the end of each
 * answer, no half message before it. */
struct wire_judge {
    bool server; /* whose bytes they are */
    nghttp2_hd_inflater *inflater;
    struct wire_stream *streams;
    size_t stream_count;
    struct cv_buf block; /* header block being put together */
    uint32_t block_stream;
    unsigned block_flags;
    struct cv_buf steady; /* all frames but those that depend on how bytes were cut: WINDOW_UPDATE,
                           * and what comes of it */
};

void wire_judge_init(struct wire_judge *judge, bool server);
void wire_judge_free(struct wire_judge *judge);
/* What a session has sent; `whole`: there is no more, so the last frame is whole. Asserts. */
void wire_judge_all(struct wire_judge *judge, struct cv_slice sent, bool whole);

#endif
