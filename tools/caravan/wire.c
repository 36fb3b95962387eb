#include "wire.h"

#include "rpc/limits.h"

#include <string.h>

#define VARINT_MAX 10

static bool take_varint(struct cv_slice *rest, uint64_t *value)
{
    uint64_t result = 0;

    for (size_t i = 0; i < VARINT_MAX && i < rest->len; i++) {
        uint8_t byte = rest->at[i];

        if (i == VARINT_MAX - 1 && byte > 1)
            return false;
        result |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            rest->at += i + 1;
            rest->len -= i + 1;
            *value = result;
            return true;
        }
    }
    return false;
}

static bool take_fixed(struct cv_slice *rest, size_t width, uint64_t *value)
{
    uint64_t result = 0;

    if (rest->len < width)
        return false;
    for (size_t i = 0; i < width; i++)
        result |= (uint64_t)rest->at[i] << (8 * i);
    rest->at += width;
    rest->len -= width;
    *value = result;
    return true;
}

static bool take_length(struct cv_slice *rest, struct cv_slice *bytes)
{
    uint64_t len;

    if (!take_varint(rest, &len) || len > rest->len)
        return false;
    *bytes = (struct cv_slice){rest->at, (size_t)len};
    rest->at += len;
    rest->len -= (size_t)len;
    return true;
}

static bool take_tag(struct cv_slice *rest, struct wire_value *value)
{
    uint64_t tag;

    if (!take_varint(rest, &tag) || tag > UINT32_MAX || tag >> 3 == 0)
        return false;
    value->number = (uint32_t)(tag >> 3);
    value->type = (enum wire_type)(tag & 7);
    return true;
}

/* Every kind of value but a group and its end. */
static bool take_plain(struct cv_slice *rest, struct wire_value *value)
{
    switch (value->type) {
    case WIRE_VARINT:
        return take_varint(rest, &value->bits);
    case WIRE_FIXED64:
        return take_fixed(rest, 8, &value->bits);
    case WIRE_FIXED32:
        return take_fixed(rest, 4, &value->bits);
    case WIRE_LENGTH:
        return take_length(rest, &value->bytes);
    default:
        return false;
    }
}

/* Behind the tag that opened it: `inside` becomes all up to the tag that ends it. Groups within are
 * told by a stack of their numbers. */
static bool take_group(struct cv_slice *rest, uint32_t number, struct cv_slice *inside)
{
    uint32_t open[CV_NESTING_MAX];
    size_t depth = 0;
    const uint8_t *from = rest->at;

    open[depth++] = number;
    while (rest->len > 0) {
        const uint8_t *before = rest->at;
        struct wire_value value;

        if (!take_tag(rest, &value))
            return false;
        if (value.type == WIRE_GROUP) {
            if (depth == CV_NESTING_MAX)
                return false;
            open[depth++] = value.number;
        } else if (value.type == WIRE_GROUP_END) {
            if (open[--depth] != value.number)
                return false;
            *inside = (struct cv_slice){from, (size_t)(before - from)};
            if (depth == 0)
                return true;
        } else if (!take_plain(rest, &value)) {
            return false;
        }
    }
    return false;
}

bool wire_next(struct cv_slice *rest, struct wire_value *value)
{
    struct cv_slice left = *rest;
    bool fine;

    *value = (struct wire_value){0};
    if (left.len == 0 || !take_tag(&left, value))
        return false;
    if (value->type == WIRE_GROUP)
        fine = take_group(&left, value->number, &value->bytes);
    else
        fine = take_plain(&left, value);
    if (fine)
        *rest = left;
    return fine;
}

bool wire_next_packed(struct cv_slice *rest, enum wire_type type, uint64_t *bits)
{
    struct wire_value value = {.type = type};
    struct cv_slice left = *rest;

    if (left.len == 0 || type == WIRE_LENGTH || !take_plain(&left, &value))
        return false;
    *rest = left;
    *bits = value.bits;
    return true;
}

static size_t print_varint(uint8_t out[VARINT_MAX], uint64_t value)
{
    size_t n = 0;

    while (value >= 0x80) {
        out[n++] = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    out[n++] = (uint8_t)value;
    return n;
}

void wire_put(struct cv_buf *out, enum wire_type type, uint64_t bits)
{
    uint8_t bytes[VARINT_MAX];
    size_t n = 0;

    if (type == WIRE_VARINT)
        n = print_varint(bytes, bits);
    else
        for (; n < (type == WIRE_FIXED32 ? 4u : 8u); n++)
            bytes[n] = (uint8_t)(bits >> (8 * n));
    cv_buf_add(out, bytes, n);
}

void wire_put_tag(struct cv_buf *out, uint32_t number, enum wire_type type)
{
    wire_put(out, WIRE_VARINT, (uint64_t)number << 3 | type);
}

void wire_put_bytes(struct cv_buf *out, uint32_t number, struct cv_slice bytes)
{
    wire_put_tag(out, number, WIRE_LENGTH);
    wire_put(out, WIRE_VARINT, bytes.len);
    cv_buf_add(out, bytes.at, bytes.len);
}

void wire_enclose(struct cv_buf *out, uint32_t number, size_t from)
{
    uint8_t head[2 * VARINT_MAX];
    size_t len = out->len - from;
    size_t n = print_varint(head, (uint64_t)number << 3 | WIRE_LENGTH);

    n += print_varint(head + n, len);
    cv_buf_add(out, head, n); /* makes the room; what it wrote is moved over */
    if (out->failed)
        return;
    memmove(out->at + from + n, out->at + from, len);
    memcpy(out->at + from, head, n);
}
