#include "rpc/codec.h"

#include "rpc/decode.h"
#include "rpc/raw.h"

#include <string.h>

static struct cv_status decode_raw(struct cv_slice bytes, struct cv_arena *arena,
                                   ProtobufCMessage **message)
{
    struct cv_raw *raw = cv_arena_alloc(arena, sizeof(*raw));

    *message = NULL;
    if (raw == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the message");
    *raw = cv_raw(bytes);
    *message = &raw->base;
    return CV_STATUS_OK;
}

struct cv_status cv_codec_decode(const ProtobufCMessageDescriptor *type, struct cv_slice bytes,
                                 struct cv_arena *arena, ProtobufCMessage **message)
{
    return type == &cv_raw_descriptor ? decode_raw(bytes, arena, message)
                                      : cv_decode(type, bytes, arena, message);
}

size_t cv_codec_size(const ProtobufCMessage *message)
{
    if (message->descriptor == &cv_raw_descriptor)
        return cv_raw_of(message)->bytes.len;
    return protobuf_c_message_get_packed_size(message);
}

void cv_codec_write(const ProtobufCMessage *message, uint8_t *out)
{
    struct cv_slice bytes;

    if (message->descriptor != &cv_raw_descriptor) {
        protobuf_c_message_pack(message, out);
        return;
    }
    bytes = cv_raw_of(message)->bytes;
    if (bytes.len > 0)
        memcpy(out, bytes.at, bytes.len);
}

struct cv_slice cv_codec_encode(const ProtobufCMessage *message, struct cv_arena *arena)
{
    size_t len = cv_codec_size(message);
    uint8_t *at = cv_arena_alloc(arena, len + 1);

    if (at != NULL)
        cv_codec_write(message, at);
    return (struct cv_slice){at, at == NULL ? 0 : len};
}
