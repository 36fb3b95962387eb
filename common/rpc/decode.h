/* Hostile bytes into protobuf-c's structs; see rpc/codec.h for what is refused. */
#ifndef CV_RPC_DECODE_H
#define CV_RPC_DECODE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

#include <protobuf-c/protobuf-c.h>

/* The message and all it points at live in `arena`; `bytes` may go. */
struct cv_status cv_decode(const ProtobufCMessageDescriptor *type, struct cv_slice bytes,
                           struct cv_arena *arena, ProtobufCMessage **message);

#endif
