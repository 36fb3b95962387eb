/* Messages to bytes and back, for hostile bytes.
 *
 * Decoding goes along the message descriptor once and refuses what protobuf-c would take: nesting
 * that overflows its stack, bad UTF-8, a NUL inside a string, more elements or unknown fields than
 * a message of ours can sensibly have. It allocates from an arena under its budget. Limits and
 * reasons: rpc/limits.h.
 *
 * Raw      Bytes of a cv_raw_descriptor (rpc/raw.h) are passed on as they are.
 *
 * Errors   INTERNAL for bytes that are no such message (the gRPC code for that), INVALID_ARGUMENT
 *          for bad UTF-8 or NUL with the field's name, RESOURCE_EXHAUSTED over a limit. */
#ifndef CV_RPC_CODEC_H
#define CV_RPC_CODEC_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

#include <protobuf-c/protobuf-c.h>

/* Into `arena`, where the message and all it points to then live. */
struct cv_status cv_codec_decode(const ProtobufCMessageDescriptor *type, struct cv_slice bytes,
                                 struct cv_arena *arena, ProtobufCMessage **message);
/* What a message takes on the wire, and the same written to `out`. */
size_t cv_codec_size(const ProtobufCMessage *message);
void cv_codec_write(const ProtobufCMessage *message, uint8_t *out);
/* Encode into `arena`; slice.at NULL when the arena is full. */
struct cv_slice cv_codec_encode(const ProtobufCMessage *message, struct cv_arena *arena);

#endif
