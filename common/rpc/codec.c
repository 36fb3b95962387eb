#include "rpc/codec.h"

#include "base/utf8.h"
#include "rpc/limits.h"
#include "rpc/raw.h"

#include <string.h>

/* Wire types of the protobuf encoding. */
enum wire {
    WIRE_VARINT = 0,
    WIRE_FIXED64 = 1,
    WIRE_LENGTH = 2,
    WIRE_FIXED32 = 5
};

struct scan {
    struct cv_arena *arena;
    unsigned elements;
    unsigned unknown;
    struct cv_status status;
};

static bool refuse(struct scan *scan, enum cv_code code, const char *reason, const char *message)
{
    scan->status = cv_status(code, reason, message);
    return false;
}

static bool malformed(struct scan *scan)
{
    return refuse(scan, CV_INTERNAL, NULL, "the bytes are no message of this type");
}

/* A name on the way back up from the field that was refused. */
static void name_field(struct scan *scan, const char *name)
{
    const char *below = scan->status.field;

    scan->status.field = below == NULL ? name : cv_arena_printf(scan->arena, "%s.%s", name, below);
}

static bool read_varint(const uint8_t **at, const uint8_t *end, uint64_t *value)
{
    uint64_t result = 0;

    for (unsigned shift = 0; shift < 70 && *at < end; shift += 7) {
        uint8_t byte = *(*at)++;

        if (shift == 63 && byte > 1)
            return false;
        result |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *value = result;
            return true;
        }
    }
    return false;
}

static enum wire wire_of(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
        return WIRE_FIXED32;
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return WIRE_FIXED64;
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
        return WIRE_LENGTH;
    default:
        return WIRE_VARINT;
    }
}

static bool count(struct scan *scan, size_t n)
{
    if (n <= CV_ELEMENTS_MAX - scan->elements) {
        scan->elements += (unsigned)n;
        return true;
    }
    return refuse(scan, CV_RESOURCE_EXHAUSTED, "MESSAGE_TOO_COMPLEX",
                  "a message of more than 262144 elements");
}

static bool scan_packed(struct scan *scan, enum wire wire, struct cv_slice bytes)
{
    size_t n = 0;

    if (wire == WIRE_FIXED32 || wire == WIRE_FIXED64) {
        size_t width = wire == WIRE_FIXED32 ? 4 : 8;

        return bytes.len % width == 0 ? count(scan, bytes.len / width) : malformed(scan);
    }
    for (size_t i = 0; i < bytes.len; i++)
        n += bytes.at[i] < 0x80;
    if (bytes.len > 0 && bytes.at[bytes.len - 1] >= 0x80)
        return malformed(scan);
    return count(scan, n);
}

static bool scan_message(struct scan *scan, const ProtobufCMessageDescriptor *type,
                         struct cv_slice bytes, unsigned depth);

static bool scan_length(struct scan *scan, const ProtobufCFieldDescriptor *field,
                        struct cv_slice bytes, unsigned depth)
{
    bool fine = true;

    switch (field->type) {
    case PROTOBUF_C_TYPE_BYTES:
        return true;
    case PROTOBUF_C_TYPE_STRING:
        fine = cv_utf8_valid(bytes.at, bytes.len) ||
               refuse(scan, CV_INVALID_ARGUMENT, "BAD_TEXT", "text must be UTF-8 without NUL");
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        fine = scan_message(scan, field->descriptor, bytes, depth + 1);
        break;
    default:
        return field->label == PROTOBUF_C_LABEL_REPEATED
                   ? scan_packed(scan, wire_of(field->type), bytes)
                   : malformed(scan);
    }
    if (!fine && scan->status.code == CV_INVALID_ARGUMENT)
        name_field(scan, field->name);
    return fine;
}

/* One value of wire type `wire`; `field` NULL: unknown. */
static bool scan_value(struct scan *scan, const ProtobufCFieldDescriptor *field, enum wire wire,
                       const uint8_t **at, const uint8_t *end, unsigned depth)
{
    size_t width = wire == WIRE_FIXED32 ? 4 : 8;
    struct cv_slice bytes;
    uint64_t value;

    if (field != NULL && wire != WIRE_LENGTH && wire_of(field->type) != wire)
        return malformed(scan);
    switch (wire) {
    case WIRE_VARINT:
        return read_varint(at, end, &value) || malformed(scan);
    case WIRE_FIXED32:
    case WIRE_FIXED64:
        if ((size_t)(end - *at) < width)
            return malformed(scan);
        *at += width;
        return true;
    case WIRE_LENGTH:
        if (!read_varint(at, end, &value) || value > (uint64_t)(end - *at))
            return malformed(scan);
        bytes = (struct cv_slice){*at, (size_t)value};
        *at += value;
        return field == NULL || scan_length(scan, field, bytes, depth);
    default: /* groups are not proto3 */
        return malformed(scan);
    }
}

static bool scan_message(struct scan *scan, const ProtobufCMessageDescriptor *type,
                         struct cv_slice bytes, unsigned depth)
{
    const uint8_t *at = bytes.at;
    const uint8_t *end = bytes.at + bytes.len;
    unsigned next = 0; /* fields mostly come in the order of the descriptor */

    if (depth > CV_NESTING_MAX)
        return refuse(scan, CV_RESOURCE_EXHAUSTED, "MESSAGE_TOO_DEEP",
                      "a message nested deeper than 100 levels");
    while (at < end) {
        const ProtobufCFieldDescriptor *field = NULL;
        uint64_t tag;
        uint64_t id;

        if (!read_varint(&at, end, &tag) || tag > UINT32_MAX || (id = tag >> 3) == 0)
            return malformed(scan);
        while (next < type->n_fields && type->fields[next].id < id)
            next++;
        if (next < type->n_fields && type->fields[next].id == id)
            field = &type->fields[next];
        else
            field = protobuf_c_message_descriptor_get_field(type, (unsigned)id);
        if (!count(scan, 1))
            return false;
        if (field == NULL && ++scan->unknown > CV_UNKNOWN_FIELDS_MAX)
            return refuse(scan, CV_RESOURCE_EXHAUSTED, "MESSAGE_TOO_COMPLEX",
                          "a message of more than 1024 unknown fields");
        if (!scan_value(scan, field, (enum wire)(tag & 7), &at, end, depth))
            return false;
    }
    return true;
}

struct cv_status cv_codec_scan(const ProtobufCMessageDescriptor *type, struct cv_slice bytes,
                               struct cv_arena *arena)
{
    struct scan scan = {.arena = arena};

    if (bytes.len > 0 && type != &cv_raw_descriptor)
        (void)scan_message(&scan, type, bytes, 1);
    return scan.status;
}

static void *arena_alloc(void *arena, size_t size)
{
    return cv_arena_alloc(arena, size);
}

static void arena_free(void *arena, void *at)
{
    (void)arena;
    (void)at;
}

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
    ProtobufCAllocator allocator = {arena_alloc, arena_free, arena};
    bool exhausted = arena->exhausted;
    struct cv_status status;

    if (type == &cv_raw_descriptor)
        return decode_raw(bytes, arena, message);
    *message = NULL;
    status = cv_codec_scan(type, bytes, arena);
    if (!cv_ok(status))
        return status;
    arena->exhausted = false;
    *message = protobuf_c_message_unpack(type, &allocator, bytes.len, bytes.at);
    if (*message == NULL)
        status = arena->exhausted
                     ? cv_status(CV_RESOURCE_EXHAUSTED, "MESSAGE_TOO_COMPLEX",
                                 "the message unpacks to more memory than a call may have")
                     : cv_status(CV_INTERNAL, NULL, "the bytes are no message of this type");
    arena->exhausted = arena->exhausted || exhausted;
    return status;
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
