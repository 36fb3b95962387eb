#include "rpc/raw.h"

/* No fields: whoever asks protobuf-c about it finds an empty message, never a wrong one. */
const ProtobufCMessageDescriptor cv_raw_descriptor = {
    .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
    .name = "(raw bytes)",
    .short_name = "raw",
    .c_name = "cv_raw",
    .package_name = "",
    .sizeof_message = sizeof(struct cv_raw),
};
