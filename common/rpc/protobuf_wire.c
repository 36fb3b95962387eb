#include "rpc/protobuf_wire.h"

bool cv_wire_long_varint(struct cv_wire_input *input, uint64_t *value)
{
    uint64_t result = 0;

    for (unsigned shift = 0; shift < 70 && input->at < input->end; shift += 7) {
        uint8_t byte = *input->at++;

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

bool cv_wire_skip(struct cv_wire_input *input, enum cv_wire wire)
{
    size_t width = wire == CV_WIRE_FIXED32 ? 4 : 8;
    struct cv_slice bytes;
    uint64_t value;

    switch (wire) {
    case CV_WIRE_VARINT:
        return cv_wire_varint(input, &value);
    case CV_WIRE_LENGTH:
        return cv_wire_length(input, &bytes);
    case CV_WIRE_FIXED32:
    case CV_WIRE_FIXED64:
        if ((size_t)(input->end - input->at) < width)
            return false;
        input->at += width;
        return true;
    default: /* groups are not proto3 */
        return false;
    }
}

const struct cv_wire_type cv_wire_types[] = {
    [PROTOBUF_C_TYPE_INT32] = {CV_WIRE_VARINT, 4},
    [PROTOBUF_C_TYPE_SINT32] = {CV_WIRE_VARINT, 4},
    [PROTOBUF_C_TYPE_SFIXED32] = {CV_WIRE_FIXED32, 4},
    [PROTOBUF_C_TYPE_INT64] = {CV_WIRE_VARINT, 8},
    [PROTOBUF_C_TYPE_SINT64] = {CV_WIRE_VARINT, 8},
    [PROTOBUF_C_TYPE_SFIXED64] = {CV_WIRE_FIXED64, 8},
    [PROTOBUF_C_TYPE_UINT32] = {CV_WIRE_VARINT, 4},
    [PROTOBUF_C_TYPE_FIXED32] = {CV_WIRE_FIXED32, 4},
    [PROTOBUF_C_TYPE_UINT64] = {CV_WIRE_VARINT, 8},
    [PROTOBUF_C_TYPE_FIXED64] = {CV_WIRE_FIXED64, 8},
    [PROTOBUF_C_TYPE_FLOAT] = {CV_WIRE_FIXED32, 4},
    [PROTOBUF_C_TYPE_DOUBLE] = {CV_WIRE_FIXED64, 8},
    [PROTOBUF_C_TYPE_BOOL] = {CV_WIRE_VARINT, sizeof(protobuf_c_boolean)},
    [PROTOBUF_C_TYPE_ENUM] = {CV_WIRE_VARINT, 4},
    [PROTOBUF_C_TYPE_STRING] = {CV_WIRE_LENGTH, sizeof(char *)},
    [PROTOBUF_C_TYPE_BYTES] = {CV_WIRE_LENGTH, sizeof(ProtobufCBinaryData)},
    [PROTOBUF_C_TYPE_MESSAGE] = {CV_WIRE_LENGTH, sizeof(ProtobufCMessage *)},
};
