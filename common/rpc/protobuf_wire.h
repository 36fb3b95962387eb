/* Reading the protobuf encoding, piece by piece; each says false where the bytes end too soon or
 * are none of it. Source: the protobuf encoding guide. */
#ifndef CV_RPC_PROTOBUF_WIRE_H
#define CV_RPC_PROTOBUF_WIRE_H

#include "base/buf.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cv_wire {
    CV_WIRE_VARINT = 0,
    CV_WIRE_FIXED64 = 1,
    CV_WIRE_LENGTH = 2,
    CV_WIRE_FIXED32 = 5
};

/* Where reading stands. */
struct cv_wire_input {
    const uint8_t *at;
    const uint8_t *end;
};

bool cv_wire_long_varint(struct cv_wire_input *input, uint64_t *value);

static inline bool cv_wire_varint(struct cv_wire_input *input, uint64_t *value)
{
    if (input->at < input->end && *input->at < 0x80) {
        *value = *input->at++;
        return true;
    }
    return cv_wire_long_varint(input, value);
}

static inline bool cv_wire_length(struct cv_wire_input *input, struct cv_slice *bytes)
{
    uint64_t len;

    if (!cv_wire_varint(input, &len) || len > (uint64_t)(input->end - input->at))
        return false;
    *bytes = (struct cv_slice){input->at, (size_t)len};
    input->at += len;
    return true;
}

bool cv_wire_skip(struct cv_wire_input *input, enum cv_wire wire);

/* How values of a type are written, and how many bytes one takes in a struct of protobuf-c. */
struct cv_wire_type {
    uint8_t wire; /* enum cv_wire */
    uint8_t member_size;
};
extern const struct cv_wire_type cv_wire_types[]; /* by ProtobufCType */

static inline enum cv_wire cv_wire_of(ProtobufCType type)
{
    return (enum cv_wire)cv_wire_types[type].wire;
}

static inline size_t cv_wire_member_size(ProtobufCType type)
{
    return cv_wire_types[type].member_size;
}

#endif
