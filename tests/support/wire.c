#include "support/wire.h"

#include "base/assert.h"

#include <stdlib.h>
#include <string.h>

#define FRAME_MAX   16384u
#define STREAMS_MAX 512u
#define BLOCK_MAX   (1024u * 1024)
#define SENT_MAX    (256u * 1024 * 1024)

/* ---- putting together ---- */

void wire_frame(struct cv_buf *out, unsigned type, unsigned flags, uint32_t stream_id,
                struct cv_slice payload)
{
    const uint8_t head[] = {
        (uint8_t)(payload.len >> 16),
        (uint8_t)(payload.len >> 8),
        (uint8_t)payload.len,
        (uint8_t)type,
        (uint8_t)flags,
        (uint8_t)(stream_id >> 24),
        (uint8_t)(stream_id >> 16),
        (uint8_t)(stream_id >> 8),
        (uint8_t)stream_id,
    };

    cv_buf_add(out, head, sizeof(head));
    cv_buf_add(out, payload.at, payload.len);
}

/* HPACK's integer of a string's length: 7 bits, not compressed. */
static void add_string(struct cv_buf *block, struct cv_slice text)
{
    size_t more = text.len;
    uint8_t byte = (uint8_t)(more < 127 ? more : 127);

    cv_buf_add(block, &byte, 1);
    if (more >= 127) {
        for (more -= 127; more >= 128; more >>= 7) {
            byte = (uint8_t)(more | 128);
            cv_buf_add(block, &byte, 1);
        }
        byte = (uint8_t)more;
        cv_buf_add(block, &byte, 1);
    }
    cv_buf_add(block, text.at, text.len);
}

void wire_field(struct cv_buf *block, const char *name, struct cv_slice value)
{
    cv_buf_add(block, "", 1); /* literal without indexing, new name */
    add_string(block, (struct cv_slice){(const uint8_t *)name, strlen(name)});
    add_string(block, value);
}

void wire_field_text(struct cv_buf *block, const char *name, const char *value)
{
    wire_field(block, name, (struct cv_slice){(const uint8_t *)value, strlen(value)});
}

void wire_message(struct cv_buf *out, unsigned flag, struct cv_slice message)
{
    const uint8_t prefix[] = {
        (uint8_t)flag,
        (uint8_t)(message.len >> 24),
        (uint8_t)(message.len >> 16),
        (uint8_t)(message.len >> 8),
        (uint8_t)message.len,
    };

    cv_buf_add(out, prefix, sizeof(prefix));
    cv_buf_add(out, message.at, message.len);
}

/* ---- judging ---- */

enum life {
    IDLE,
    OPEN, /* its header block was sent */
    DONE, /* END_STREAM or RST_STREAM was sent */
};

struct wire_stream {
    uint32_t id;
    enum life life;
    bool plain;          /* an answer for people */
    unsigned prefix_len; /* of the message under way */
    uint8_t prefix[5];
    size_t payload_left;
};

struct frame {
    unsigned type;
    unsigned flags;
    uint32_t id;
    struct cv_slice payload;
};

void wire_judge_init(struct wire_judge *judge, bool server)
{
    *judge = (struct wire_judge){.server = server};
    CV_ASSERT_EQ(nghttp2_hd_inflate_new(&judge->inflater), 0);
    judge->streams = calloc(STREAMS_MAX, sizeof(*judge->streams));
    CV_ASSERT(judge->streams != NULL);
    cv_buf_init(&judge->block, BLOCK_MAX);
    cv_buf_init(&judge->steady, SENT_MAX);
}

void wire_judge_free(struct wire_judge *judge)
{
    nghttp2_hd_inflate_del(judge->inflater);
    free(judge->streams);
    cv_buf_free(&judge->block);
    cv_buf_free(&judge->steady);
}

static struct wire_stream *stream_of(struct wire_judge *judge, uint32_t id)
{
    CV_ASSERT(id != 0);
    for (size_t i = 0; i < judge->stream_count; i++) {
        if (judge->streams[i].id == id)
            return &judge->streams[i];
    }
    CV_ASSERT_CMP(judge->stream_count, <, STREAMS_MAX);
    judge->streams[judge->stream_count] = (struct wire_stream){.id = id};
    return &judge->streams[judge->stream_count++];
}

static bool between_messages(const struct wire_stream *stream)
{
    return stream->prefix_len == 0 && stream->payload_left == 0;
}

static void judge_data(struct wire_stream *stream, struct cv_slice bytes)
{
    for (size_t i = 0; i < bytes.len;) {
        size_t n = bytes.len - i < stream->payload_left ? bytes.len - i : stream->payload_left;

        if (n > 0) {
            stream->payload_left -= n;
            i += n;
            continue;
        }
        stream->prefix[stream->prefix_len++] = bytes.at[i++];
        if (stream->prefix_len < 5)
            continue;
        CV_ASSERT_EQ(stream->prefix[0], 0); /* nothing is compressed */
        stream->payload_left = (size_t)stream->prefix[1] << 24 | (size_t)stream->prefix[2] << 16 |
                               (size_t)stream->prefix[3] << 8 | stream->prefix[4];
        stream->prefix_len = 0;
    }
}

/* What is read out of a header block. */
struct fields {
    unsigned status; /* how often each */
    unsigned grpc_status;
    unsigned path;
    unsigned content_type;
    bool plain; /* it is not gRPC's */
};

static bool is(const uint8_t *at, size_t len, const char *text)
{
    return len == strlen(text) && memcmp(at, text, len) == 0;
}

static void judge_field(struct fields *fields, const nghttp2_nv *nv)
{
    for (size_t i = 0; i < nv->namelen; i++)
        CV_ASSERT(nv->name[i] < 'A' || nv->name[i] > 'Z');
    CV_ASSERT(nghttp2_check_header_value(nv->value, nv->valuelen));
    fields->status += is(nv->name, nv->namelen, ":status");
    fields->path += is(nv->name, nv->namelen, ":path");
    if (is(nv->name, nv->namelen, "content-type")) {
        fields->content_type++;
        fields->plain = !is(nv->value, nv->valuelen, "application/grpc");
    }
    if (!is(nv->name, nv->namelen, "grpc-status"))
        return;
    fields->grpc_status++;
    CV_ASSERT(nv->valuelen == 1 || (nv->valuelen == 2 && nv->value[0] == '1'));
    CV_ASSERT(nv->value[0] >= '0' && nv->value[0] <= '9');
    CV_ASSERT(nv->valuelen == 1 || (nv->value[1] >= '0' && nv->value[1] <= '6'));
}

static struct fields read_block(struct wire_judge *judge)
{
    struct fields fields = {0};
    uint8_t *at = judge->block.at;
    size_t left = judge->block.len;
    int flags = 0;

    CV_ASSERT(!judge->block.failed);
    while ((flags & NGHTTP2_HD_INFLATE_FINAL) == 0) {
        nghttp2_nv nv;
        ssize_t used = nghttp2_hd_inflate_hd2(judge->inflater, &nv, &flags, at, left, 1);

        CV_ASSERT_CMP(used, >=, 0);
        at += used;
        left -= (size_t)used;
        if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0)
            judge_field(&fields, &nv);
    }
    CV_ASSERT_EQ(left, 0);
    CV_ASSERT_EQ(nghttp2_hd_inflate_end_headers(judge->inflater), 0);
    judge->block.len = 0;
    return fields;
}

static void judge_block(struct wire_judge *judge)
{
    struct wire_stream *stream = stream_of(judge, judge->block_stream);
    bool last = (judge->block_flags & WIRE_END_STREAM) != 0;
    struct fields fields = read_block(judge);

    if (!judge->server) {
        CV_ASSERT_EQ(stream->life, IDLE); /* a client sends no trailers */
        CV_ASSERT_EQ(fields.path, 1);
    } else if (stream->life == IDLE) {
        CV_ASSERT_EQ(fields.status, 1);
        CV_ASSERT_EQ(fields.content_type, 1);
        CV_ASSERT_EQ(fields.grpc_status, last && !fields.plain);
        stream->plain = fields.plain;
    } else {
        CV_ASSERT(stream->life == OPEN && !stream->plain);
        CV_ASSERT(last && fields.grpc_status == 1 && fields.status == 0);
        CV_ASSERT(between_messages(stream));
    }
    stream->life = last ? DONE : OPEN;
}

static void judge_stream_frame(struct wire_judge *judge, const struct frame *frame)
{
    struct wire_stream *stream = stream_of(judge, frame->id);

    switch (frame->type) {
    case WIRE_DATA:
        CV_ASSERT_EQ(stream->life, OPEN);
        if (!stream->plain)
            judge_data(stream, frame->payload);
        if ((frame->flags & WIRE_END_STREAM) == 0)
            break;
        CV_ASSERT(!judge->server || stream->plain); /* a gRPC server's answer ends in trailers */
        CV_ASSERT(between_messages(stream));
        stream->life = DONE;
        break;
    case WIRE_RST_STREAM:
        CV_ASSERT_EQ(frame->payload.len, 4);
        stream->life = DONE;
        break;
    default:
        CV_ASSERT_EQ(frame->type, WIRE_HEADERS);
        CV_ASSERT_CMP(stream->life, <, DONE);
        judge->block_stream = frame->id;
        judge->block_flags = frame->flags;
        break;
    }
}

static void judge_frame(struct wire_judge *judge, const struct frame *frame)
{
    CV_ASSERT_CMP(frame->payload.len, <=, FRAME_MAX);
    if (judge->block_stream != 0) /* nothing comes between the parts of a header block */
        CV_ASSERT(frame->type == WIRE_CONTINUATION && frame->id == judge->block_stream);
    switch (frame->type) {
    case WIRE_DATA:
    case WIRE_RST_STREAM:
    case WIRE_HEADERS:
        judge_stream_frame(judge, frame);
        break;
    case WIRE_CONTINUATION:
        CV_ASSERT(judge->block_stream != 0);
        break;
    case WIRE_SETTINGS:
        CV_ASSERT(frame->payload.len % 6 == 0 && frame->id == 0);
        break;
    case WIRE_PING:
        CV_ASSERT(frame->payload.len == 8 && frame->id == 0);
        break;
    case WIRE_GOAWAY:
        CV_ASSERT(frame->payload.len >= 8 && frame->id == 0);
        break;
    default:
        CV_ASSERT_EQ(frame->type, WIRE_WINDOW_UPDATE);
        CV_ASSERT_EQ(frame->payload.len, 4);
        break;
    }
    if (judge->block_stream == 0)
        return;
    cv_buf_add(&judge->block, frame->payload.at, frame->payload.len);
    if ((frame->flags & WIRE_END_HEADERS) == 0)
        return;
    judge_block(judge);
    judge->block_stream = 0;
}

/* False: there is no whole one. */
static bool read_frame(const uint8_t **at, const uint8_t *end, struct frame *frame)
{
    const uint8_t *head = *at;

    if (end - head < 9)
        return false;
    *frame = (struct frame){
        .type = head[3],
        .flags = head[4],
        .id = (uint32_t)head[5] << 24 | (uint32_t)head[6] << 16 | (uint32_t)head[7] << 8 | head[8],
        .payload = {head + 9, (size_t)head[0] << 16 | (size_t)head[1] << 8 | head[2]},
    };
    if ((size_t)(end - frame->payload.at) < frame->payload.len)
        return false;
    *at = frame->payload.at + frame->payload.len;
    return true;
}

/* Windows are opened as bytes come in, measured as they are opened, and grow by what was measured.
 */
static bool is_steady(const struct frame *frame)
{
    return frame->type != WIRE_WINDOW_UPDATE &&
           ((frame->type != WIRE_PING && frame->type != WIRE_SETTINGS) ||
            (frame->flags & WIRE_ACK) != 0);
}

void wire_judge_all(struct wire_judge *judge, struct cv_slice sent, bool whole)
{
    const uint8_t *at = sent.at;
    const uint8_t *end = sent.at + sent.len;

    if (!judge->server && sent.len > 0) {
        CV_ASSERT(sent.len >= WIRE_MAGIC_LEN && memcmp(at, WIRE_MAGIC, WIRE_MAGIC_LEN) == 0);
        at += WIRE_MAGIC_LEN;
    }
    while (at < end) {
        const uint8_t *from = at;
        struct frame frame;

        if (judge->server && end - at > 9 && memcmp(at, "HTTP/1.1 ", 9) == 0) {
            cv_buf_add(&judge->steady, at, (size_t)(end - at)); /* a lost browser is told so */
            break;
        }
        if (!read_frame(&at, end, &frame)) {
            CV_ASSERT(!whole);
            break;
        }
        judge_frame(judge, &frame);
        if (is_steady(&frame))
            cv_buf_add(&judge->steady, from, (size_t)(at - from));
    }
    CV_ASSERT(!whole || judge->block_stream == 0);
    CV_ASSERT(!judge->steady.failed);
}
