/* An end of a stream that speaks HTTP/2 by hand: it sends what a test tells it to, right or wrong,
 * and notes what it is sent. It asserts that those bytes are frames, and answers nothing but
 * SETTINGS by itself. Windows are opened as far as they go at the start; those of the other side it
 * does not count. */
#ifndef TESTS_SUPPORT_RAW_PEER_H
#define TESTS_SUPPORT_RAW_PEER_H

#include "net/stream.h"
#include "support/wire.h"

#define RAW_STREAMS_MAX 16

struct raw_stream {
    uint32_t id;
    struct cv_buf fields; /* "name: value\n" each, of all its header blocks */
    struct cv_buf data;
    bool ended;
    bool reset;
    uint32_t error; /* of the reset */
};

struct raw_peer {
    struct cv_stream *stream;
    nghttp2_hd_inflater *inflater;
    struct cv_buf in; /* not yet a whole frame */
    struct raw_stream streams[RAW_STREAMS_MAX];
    size_t stream_count;
    bool greeted; /* client's preface was seen, where it must come */
    bool settled; /* the other side's SETTINGS were heard, so its windows count */
    bool closed;
};

/* `client`: it plays the client, and says the preface first. */
void raw_peer_own(struct raw_peer *peer, struct cv_stream *stream, bool client);
void raw_peer_free(struct raw_peer *peer);

void raw_peer_frame(struct raw_peer *peer, unsigned type, unsigned flags, uint32_t id,
                    struct cv_slice payload);
/* A message in as many DATA frames as it takes; `flags` on the last. */
void raw_peer_message(struct raw_peer *peer, uint32_t id, unsigned flags, unsigned flag,
                      struct cv_slice message);

/* What it was sent on a stream; empty for one that was never heard of. */
struct raw_stream *raw_peer_stream(struct raw_peer *peer, uint32_t id);
/* Is there a field "name: value" (any that begins so)? */
bool raw_peer_said(struct raw_peer *peer, uint32_t id, const char *field);

#endif
