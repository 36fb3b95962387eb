#include "support/raw_peer.h"

#include "base/assert.h"

#include <string.h>

#define FRAME_MAX 16384u
#define HEARD_MAX ((size_t)64 * 1024 * 1024)

static uint32_t number(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

struct raw_stream *raw_peer_stream(struct raw_peer *peer, uint32_t id)
{
    struct raw_stream *made;

    for (size_t i = 0; i < peer->stream_count; i++) {
        if (peer->streams[i].id == id)
            return &peer->streams[i];
    }
    CV_ASSERT_CMP(peer->stream_count, <, RAW_STREAMS_MAX);
    made = &peer->streams[peer->stream_count++];
    *made = (struct raw_stream){.id = id};
    cv_buf_init(&made->fields, HEARD_MAX);
    cv_buf_init(&made->data, HEARD_MAX);
    return made;
}

bool raw_peer_said(struct raw_peer *peer, uint32_t id, const char *field)
{
    const struct cv_buf *fields = &raw_peer_stream(peer, id)->fields;
    size_t len = strlen(field);

    for (size_t at = 0; at + len <= fields->len; at++) {
        if ((at == 0 || fields->at[at - 1] == '\n') && memcmp(fields->at + at, field, len) == 0)
            return true;
    }
    return false;
}

/* ---- what it hears ---- */

static void hear_block(struct raw_peer *peer, struct cv_buf *fields, const uint8_t *at, size_t len)
{
    int flags = 0;

    while ((flags & NGHTTP2_HD_INFLATE_FINAL) == 0) {
        nghttp2_nv pair;
        ssize_t used = nghttp2_hd_inflate_hd2(peer->inflater, &pair, &flags, at, len, 1);

        CV_ASSERT(used >= 0);
        at += used;
        len -= (size_t)used;
        if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0)
            cv_buf_printf(fields, "%.*s: %.*s\n", (int)pair.namelen, (const char *)pair.name,
                          (int)pair.valuelen, (const char *)pair.value);
    }
    (void)nghttp2_hd_inflate_end_headers(peer->inflater);
}

static void hear_frame(struct raw_peer *peer, const uint8_t *head, size_t len)
{
    unsigned type = head[3];
    unsigned flags = head[4];
    const uint8_t *payload = head + 9;
    struct raw_stream *stream;

    if (type == WIRE_SETTINGS && (flags & WIRE_ACK) == 0) {
        raw_peer_frame(peer, WIRE_SETTINGS, WIRE_ACK, 0, (struct cv_slice){NULL, 0});
        peer->settled = true;
    }
    if (type != WIRE_HEADERS && type != WIRE_DATA && type != WIRE_RST_STREAM)
        return;
    stream = raw_peer_stream(peer, number(head + 5));
    if (type == WIRE_RST_STREAM) {
        stream->reset = true;
        stream->error = number(payload);
        return;
    }
    if (type == WIRE_HEADERS) {
        CV_ASSERT_EQ(flags & ~(WIRE_END_STREAM | WIRE_END_HEADERS), 0);
        CV_ASSERT((flags & WIRE_END_HEADERS) != 0);
        hear_block(peer, &stream->fields, payload, len);
    } else {
        CV_ASSERT_EQ(flags & ~WIRE_END_STREAM, 0);
        cv_buf_add(&stream->data, payload, len);
    }
    stream->ended = stream->ended || (flags & WIRE_END_STREAM) != 0;
}

static void on_read(void *owner, const uint8_t *bytes, size_t len)
{
    struct raw_peer *peer = owner;
    size_t at = 0;

    cv_buf_add(&peer->in, bytes, len);
    if (!peer->greeted && peer->in.len < WIRE_MAGIC_LEN)
        return;
    if (!peer->greeted) {
        CV_ASSERT(memcmp(peer->in.at, WIRE_MAGIC, WIRE_MAGIC_LEN) == 0);
        at = WIRE_MAGIC_LEN;
        peer->greeted = true;
    }
    while (peer->in.len - at >= 9) {
        const uint8_t *head = peer->in.at + at;
        size_t payload = (size_t)head[0] << 16 | (size_t)head[1] << 8 | head[2];

        if (peer->in.len - at < 9 + payload)
            break;
        hear_frame(peer, head, payload);
        at += 9 + payload;
    }
    memmove(peer->in.at, peer->in.at + at, peer->in.len - at);
    peer->in.len -= at;
}

static void on_drained(void *owner)
{
    (void)owner;
}

static void on_ended(void *owner)
{
    cv_stream_close(((struct raw_peer *)owner)->stream);
}

static void on_closed(void *owner, struct cv_status reason)
{
    (void)reason;
    ((struct raw_peer *)owner)->closed = true;
}

/* ---- what it says ---- */

static void say(struct raw_peer *peer, struct cv_buf *bytes)
{
    CV_ASSERT(!bytes->failed);
    if (!peer->closed)
        cv_stream_write(peer->stream, bytes->at, bytes->len);
    cv_buf_free(bytes);
}

void raw_peer_frame(struct raw_peer *peer, unsigned type, unsigned flags, uint32_t id,
                    struct cv_slice payload)
{
    struct cv_buf bytes;

    cv_buf_init(&bytes, HEARD_MAX);
    wire_frame(&bytes, type, flags, id, payload);
    say(peer, &bytes);
}

void raw_peer_message(struct raw_peer *peer, uint32_t id, unsigned flags, unsigned flag,
                      struct cv_slice message)
{
    struct cv_buf bytes;
    size_t at = 0;

    cv_buf_init(&bytes, HEARD_MAX);
    wire_message(&bytes, flag, message);
    while (at < bytes.len) {
        size_t n = bytes.len - at < FRAME_MAX ? bytes.len - at : FRAME_MAX;

        raw_peer_frame(peer, WIRE_DATA, at + n == bytes.len ? flags : 0, id,
                       (struct cv_slice){bytes.at + at, n});
        at += n;
    }
    cv_buf_free(&bytes);
}

void raw_peer_own(struct raw_peer *peer, struct cv_stream *stream, bool client)
{
    static const struct cv_stream_events EVENTS = {on_read, on_drained, on_ended, on_closed};
    static const uint8_t SETTINGS[] = {0, 4, 0x7f, 0xff, 0xff, 0xff}; /* window of a stream */
    static const uint8_t WINDOW[] = {0x7f, 0xff, 0, 0};               /* and of the connection */

    *peer = (struct raw_peer){.stream = stream, .greeted = client};
    cv_buf_init(&peer->in, HEARD_MAX);
    CV_ASSERT_EQ(nghttp2_hd_inflate_new(&peer->inflater), 0);
    cv_stream_own(stream, &EVENTS, peer);
    if (client)
        cv_stream_write(stream, (const uint8_t *)WIRE_MAGIC, WIRE_MAGIC_LEN);
    raw_peer_frame(peer, WIRE_SETTINGS, 0, 0, (struct cv_slice){SETTINGS, sizeof(SETTINGS)});
    raw_peer_frame(peer, WIRE_WINDOW_UPDATE, 0, 0, (struct cv_slice){WINDOW, sizeof(WINDOW)});
}

void raw_peer_free(struct raw_peer *peer)
{
    CV_ASSERT(peer->closed);
    for (size_t i = 0; i < peer->stream_count; i++) {
        cv_buf_free(&peer->streams[i].fields);
        cv_buf_free(&peer->streams[i].data);
    }
    cv_buf_free(&peer->in);
    nghttp2_hd_inflate_del(peer->inflater);
}
