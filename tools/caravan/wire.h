/* The protobuf encoding, value by value, without knowing any type. Hostile bytes are ordinary. */
#ifndef CARAVAN_WIRE_H
#define CARAVAN_WIRE_H

#include "base/buf.h"

enum wire_type {
    WIRE_VARINT = 0,
    WIRE_FIXED64 = 1,
    WIRE_LENGTH = 2,
    WIRE_GROUP = 3,
    WIRE_GROUP_END = 4,
    WIRE_FIXED32 = 5,
};

struct wire_value {
    uint32_t number;
    enum wire_type type;   /* never WIRE_GROUP_END */
    uint64_t bits;         /* varint and fixed */
    struct cv_slice bytes; /* length, and the inside of a group; of the bytes read */
};

/* The next field of a message, taken off `rest`. False: the end, or with bytes left in `rest`: what
 * is left is no message. */
bool wire_next(struct cv_slice *rest, struct wire_value *value);
/* The next value of a packed list, in the same manner. */
bool wire_next_packed(struct cv_slice *rest, enum wire_type type, uint64_t *bits);

void wire_put_tag(struct cv_buf *out, uint32_t number, enum wire_type type);
/* VARINT, FIXED32 or FIXED64, without the tag. */
void wire_put(struct cv_buf *out, enum wire_type type, uint64_t bits);
void wire_put_bytes(struct cv_buf *out, uint32_t number, struct cv_slice bytes);
/* All that was written since out->len was `from` becomes the value of field `number`. */
void wire_enclose(struct cv_buf *out, uint32_t number, size_t from);

#endif
