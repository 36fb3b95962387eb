/* Bytes of a message into protobuf-c's structs, in one pass and in one arena.
 *
 * protobuf_c_message_unpack() recurses without a limit, takes any bytes for text, lets a few bytes
 * of wire become many of heap, and walks every message twice. Here what is refused is refused
 * before memory is spent on it, and each byte is looked at once. What is taken means the same;
 * where a submessage comes twice it is merged as protobuf says, also inside a oneof.
 * Source: the protobuf encoding guide; protobuf-c.h for the layout of its structs. */
#include "rpc/decode.h"

#include "base/utf8.h"
#include "rpc/limits.h"
#include "rpc/protobuf_wire.h"

#include <string.h>

struct decoder {
    struct cv_arena *arena;
    unsigned elements;
    unsigned unknown;
    struct cv_status status;
};

/* ---- refusals ---- */

static bool refuse(struct decoder *decoder, enum cv_code code, const char *reason,
                   const char *message)
{
    decoder->status = cv_status(code, reason, message);
    return false;
}

static bool malformed(struct decoder *decoder)
{
    return refuse(decoder, CV_INTERNAL, NULL, "the bytes are no message of this type");
}

static bool exhausted(struct decoder *decoder)
{
    return refuse(decoder, CV_RESOURCE_EXHAUSTED, "MESSAGE_TOO_COMPLEX",
                  "the message unpacks to more memory than a call may have");
}

/* A name on the way back up from the field that was refused. */
static void name_field(struct decoder *decoder, const char *name)
{
    const char *below = decoder->status.field;

    decoder->status.field =
        below == NULL ? name : cv_arena_printf(decoder->arena, "%s.%s", name, below);
}

static inline bool count(struct decoder *decoder, size_t n)
{
    if (n > CV_ELEMENTS_MAX - decoder->elements)
        return refuse(decoder, CV_RESOURCE_EXHAUSTED, "MESSAGE_TOO_COMPLEX",
                      "a message of more than 262144 elements");
    decoder->elements += (unsigned)n;
    return true;
}

/* ---- values ---- */

static bool decode_message(struct decoder *decoder, ProtobufCMessage *message,
                           struct cv_slice bytes, unsigned depth);

static ProtobufCMessage *new_message(struct decoder *decoder,
                                     const ProtobufCMessageDescriptor *type)
{
    ProtobufCMessage *message = cv_arena_alloc(decoder->arena, type->sizeof_message);

    if (message == NULL)
        (void)exhausted(decoder);
    else
        type->message_init(message);
    return message;
}

static bool decode_varint(struct decoder *decoder, ProtobufCType type, struct cv_wire_input *input,
                          void *to)
{
    uint64_t value;
    uint32_t half;

    if (!cv_wire_varint(input, &value))
        return malformed(decoder);
    switch (type) {
    case PROTOBUF_C_TYPE_SINT64:
        value = value >> 1 ^ (0 - (value & 1));
        __attribute__((fallthrough));
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
        memcpy(to, &value, sizeof(value));
        return true;
    case PROTOBUF_C_TYPE_SINT32:
        half = (uint32_t)value >> 1 ^ (0 - ((uint32_t)value & 1));
        break;
    case PROTOBUF_C_TYPE_BOOL:
        half = value != 0;
        break;
    default:
        half = (uint32_t)value;
        break;
    }
    memcpy(to, &half, sizeof(half));
    return true;
}

static bool decode_fixed(struct decoder *decoder, struct cv_wire_input *input, void *to,
                         size_t width)
{
    uint64_t value = 0;
    uint32_t half;

    if ((size_t)(input->end - input->at) < width)
        return malformed(decoder);
    for (size_t i = 0; i < width; i++)
        value |= (uint64_t)input->at[i] << (8 * i);
    input->at += width;
    half = (uint32_t)value;
    memcpy(to, width == 4 ? (const void *)&half : (const void *)&value, width);
    return true;
}

static bool decode_text(struct decoder *decoder, struct cv_slice bytes, void *to)
{
    char *text;

    if (!cv_utf8_valid(bytes.at, bytes.len))
        return refuse(decoder, CV_INVALID_ARGUMENT, "BAD_TEXT", "text must be UTF-8 without NUL");
    text = cv_arena_alloc(decoder->arena, bytes.len + 1);
    if (text == NULL)
        return exhausted(decoder);
    memcpy(text, bytes.at, bytes.len);
    text[bytes.len] = '\0';
    memcpy(to, &text, sizeof(text));
    return true;
}

static bool decode_bytes(struct decoder *decoder, struct cv_slice bytes, void *to)
{
    ProtobufCBinaryData data = {bytes.len, NULL};

    if (bytes.len > 0) {
        data.data = cv_arena_copy(decoder->arena, bytes.at, bytes.len);
        if (data.data == NULL)
            return exhausted(decoder);
    }
    memcpy(to, &data, sizeof(data));
    return true;
}

static bool decode_below(struct decoder *decoder, const ProtobufCMessageDescriptor *type,
                         struct cv_slice bytes, void *to, unsigned depth)
{
    ProtobufCMessage *message;

    memcpy(&message, to, sizeof(message));
    if (message == NULL) {
        message = new_message(decoder, type);
        if (message == NULL)
            return false;
        memcpy(to, &message, sizeof(message));
    }
    return decode_message(decoder, message, bytes, depth + 1);
}

/* One value to `to`; where a message belongs, one that is there already is added to. */
static bool decode_value(struct decoder *decoder, const ProtobufCFieldDescriptor *field,
                         struct cv_wire_input *input, void *to, unsigned depth)
{
    struct cv_slice bytes;
    bool fine;

    switch (cv_wire_of(field->type)) {
    case CV_WIRE_VARINT:
        return decode_varint(decoder, field->type, input, to);
    case CV_WIRE_FIXED32:
        return decode_fixed(decoder, input, to, 4);
    case CV_WIRE_FIXED64:
        return decode_fixed(decoder, input, to, 8);
    default:
        break;
    }
    if (!cv_wire_length(input, &bytes))
        return malformed(decoder);
    if (field->type == PROTOBUF_C_TYPE_BYTES)
        return decode_bytes(decoder, bytes, to);
    if (field->type == PROTOBUF_C_TYPE_STRING)
        fine = decode_text(decoder, bytes, to);
    else
        fine = decode_below(decoder, field->descriptor, bytes, to, depth);
    if (!fine && decoder->status.code == CV_INVALID_ARGUMENT)
        name_field(decoder, field->name);
    return fine;
}

/* ---- fields ---- */

static void *member(ProtobufCMessage *message, unsigned offset)
{
    return (char *)message + offset;
}

/* Room for `more` elements behind those that are there; NULL: no memory. An array has always as
 * many places as the next power of two, so that elements that come one by one are not moved each
 * time. */
static char *reserve(struct decoder *decoder, ProtobufCMessage *message,
                     const ProtobufCFieldDescriptor *field, size_t more)
{
    size_t size = cv_wire_member_size(field->type);
    size_t *n = member(message, field->quantifier_offset);
    char **array = member(message, field->offset);
    size_t cap = *n == 0 ? 0 : 1;
    size_t wanted = 1;
    char *bigger;

    while (cap < *n)
        cap *= 2;
    while (wanted < *n + more)
        wanted *= 2;
    if (wanted > cap) {
        bigger = cv_arena_alloc(decoder->arena, wanted * size);
        if (bigger == NULL) {
            (void)exhausted(decoder);
            return NULL;
        }
        if (*n > 0)
            memcpy(bigger, *array, *n * size);
        *array = bigger;
    }
    memset(*array + *n * size, 0, more * size);
    return *array + *n * size;
}

static bool decode_packed(struct decoder *decoder, ProtobufCMessage *message,
                          const ProtobufCFieldDescriptor *field, struct cv_wire_input *input)
{
    enum cv_wire wire = cv_wire_of(field->type);
    size_t width = wire == CV_WIRE_FIXED32 ? 4 : 8;
    size_t *n = member(message, field->quantifier_offset);
    struct cv_slice bytes;
    struct cv_wire_input inner;
    size_t more = 0;
    char *to;

    if (!cv_wire_length(input, &bytes))
        return malformed(decoder);
    if (wire != CV_WIRE_VARINT && bytes.len % width != 0)
        return malformed(decoder);
    for (size_t i = 0; wire == CV_WIRE_VARINT && i < bytes.len; i++)
        more += bytes.at[i] < 0x80;
    if (wire != CV_WIRE_VARINT)
        more = bytes.len / width;
    if (!count(decoder, more))
        return false;
    if (bytes.len == 0)
        return true;
    to = reserve(decoder, message, field, more);
    if (to == NULL)
        return false;
    inner = (struct cv_wire_input){bytes.at, bytes.at + bytes.len};
    for (; inner.at < inner.end; to += cv_wire_member_size(field->type)) {
        if (!decode_value(decoder, field, &inner, to, 0)) /* the last one may be cut off */
            return false;
        ++*n;
    }
    return true;
}

/* How many values of this field follow one another, the one at `input` included. */
static size_t run_length(struct cv_wire_input input, uint64_t tag)
{
    size_t length = 0;
    uint64_t next = tag;

    while (next == tag && cv_wire_skip(&input, (enum cv_wire)(tag & 7))) {
        length++;
        if (!cv_wire_varint(&input, &next))
            break;
    }
    return length;
}

static bool decode_repeated(struct decoder *decoder, ProtobufCMessage *message,
                            const ProtobufCFieldDescriptor *field, uint64_t tag,
                            struct cv_wire_input *input, unsigned depth)
{
    enum cv_wire wire = (enum cv_wire)(tag & 7);
    size_t *n = member(message, field->quantifier_offset);
    size_t more;
    char *to;

    if (wire == CV_WIRE_LENGTH && cv_wire_of(field->type) != CV_WIRE_LENGTH)
        return decode_packed(decoder, message, field, input);
    more = run_length(*input, tag);
    if (more == 0)
        return malformed(decoder);
    if (!count(decoder, more - 1))
        return false;
    to = reserve(decoder, message, field, more);
    if (to == NULL)
        return false;
    for (size_t i = 0; i < more; i++, to += cv_wire_member_size(field->type)) {
        if ((i > 0 && !cv_wire_varint(input, &tag)) ||
            !decode_value(decoder, field, input, to, depth))
            return false;
        ++*n;
    }
    return true;
}

static bool decode_single(struct decoder *decoder, ProtobufCMessage *message,
                          const ProtobufCFieldDescriptor *field, struct cv_wire_input *input,
                          unsigned depth)
{
    void *to = member(message, field->offset);

    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0) {
        uint32_t *chosen = member(message, field->quantifier_offset);

        if (*chosen != field->id)
            memset(to, 0, cv_wire_member_size(field->type));
        *chosen = field->id;
    } else if (field->quantifier_offset != 0) {
        *(protobuf_c_boolean *)member(message, field->quantifier_offset) = 1;
    }
    return decode_value(decoder, field, input, to, depth);
}

/* Kept, so that a program that passes the message on loses nothing. */
static bool keep_unknown(struct decoder *decoder, ProtobufCMessage *message, uint64_t tag,
                         struct cv_wire_input *input)
{
    const uint8_t *from = input->at;
    unsigned n = message->n_unknown_fields;
    ProtobufCMessageUnknownField *field;

    if (++decoder->unknown > CV_UNKNOWN_FIELDS_MAX)
        return refuse(decoder, CV_RESOURCE_EXHAUSTED, "MESSAGE_TOO_COMPLEX",
                      "a message of more than 1024 unknown fields");
    if (!cv_wire_skip(input, (enum cv_wire)(tag & 7)))
        return malformed(decoder);
    if ((n & (n - 1)) == 0) { /* none, or a power of two: full */
        field = cv_arena_alloc(decoder->arena, (n == 0 ? 1 : 2 * (size_t)n) * sizeof(*field));
        if (field == NULL)
            return exhausted(decoder);
        if (n > 0)
            memcpy(field, message->unknown_fields, n * sizeof(*field));
        message->unknown_fields = field;
    }
    field = &message->unknown_fields[n];
    *field = (ProtobufCMessageUnknownField){
        .tag = (uint32_t)(tag >> 3),
        .wire_type = (ProtobufCWireType)(tag & 7),
        .len = (size_t)(input->at - from),
        .data = cv_arena_copy(decoder->arena, from, (size_t)(input->at - from)),
    };
    message->n_unknown_fields += field->data != NULL;
    return field->data != NULL || exhausted(decoder);
}

/* ---- messages ---- */

/* proto2: is each field that must be there among the first 64 that were `seen`? */
static bool has_required(const ProtobufCMessageDescriptor *type, uint64_t seen)
{
    for (unsigned i = 0; i < type->n_fields && i < 64; i++) {
        if (type->fields[i].label == PROTOBUF_C_LABEL_REQUIRED && (seen >> i & 1) == 0)
            return false;
    }
    return true;
}

static bool decode_field(struct decoder *decoder, ProtobufCMessage *message,
                         const ProtobufCFieldDescriptor *field, uint64_t tag,
                         struct cv_wire_input *input, unsigned depth)
{
    bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
    enum cv_wire wire = (enum cv_wire)(tag & 7);

    if (wire != cv_wire_of(field->type) && !(repeated && wire == CV_WIRE_LENGTH))
        return malformed(decoder);
    if (repeated)
        return decode_repeated(decoder, message, field, tag, input, depth);
    return decode_single(decoder, message, field, input, depth);
}

static bool decode_message(struct decoder *decoder, ProtobufCMessage *message,
                           struct cv_slice bytes, unsigned depth)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    struct cv_wire_input input = {bytes.at, bytes.at + bytes.len};
    unsigned next = 0; /* fields mostly come in the order of the descriptor */
    uint64_t seen = 0;

    if (depth > CV_NESTING_MAX)
        return refuse(decoder, CV_RESOURCE_EXHAUSTED, "MESSAGE_TOO_DEEP",
                      "a message nested deeper than 100 levels");
    while (input.at < input.end) {
        const ProtobufCFieldDescriptor *field = NULL;
        uint64_t tag;
        uint64_t id;

        if (!cv_wire_varint(&input, &tag) || tag > UINT32_MAX || (id = tag >> 3) == 0)
            return malformed(decoder);
        while (next < type->n_fields && type->fields[next].id < id)
            next++;
        if (next < type->n_fields && type->fields[next].id == id)
            field = &type->fields[next];
        else
            field = protobuf_c_message_descriptor_get_field(type, (unsigned)id);
        if (!count(decoder, 1))
            return false;
        if (field == NULL) {
            if (!keep_unknown(decoder, message, tag, &input))
                return false;
            continue;
        }
        if (!decode_field(decoder, message, field, tag, &input, depth))
            return false;
        if (field->label == PROTOBUF_C_LABEL_REQUIRED && field - type->fields < 64)
            seen |= UINT64_C(1) << (field - type->fields);
    }
    return has_required(type, seen) || malformed(decoder);
}

struct cv_status cv_decode(const ProtobufCMessageDescriptor *type, struct cv_slice bytes,
                           struct cv_arena *arena, ProtobufCMessage **message)
{
    struct decoder decoder = {.arena = arena};
    ProtobufCMessage *made = new_message(&decoder, type);

    *message = NULL;
    if (made != NULL && (bytes.len == 0 ? has_required(type, 0) || malformed(&decoder)
                                        : decode_message(&decoder, made, bytes, 1)))
        *message = made;
    return decoder.status;
}
