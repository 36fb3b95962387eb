/* A message nobody here looks into: its bytes, as they travel. For programs that learn a type only
 * at run time, and for those that pass calls on.
 *
 * A method whose request or response is cv_raw_descriptor takes and gives struct cv_raw; nothing is
 * decoded or checked, only the size limits hold.
 *
 * Memory   `bytes` of a received one live as long as the message; of one to send: until it is sent,
 *          which is when the submit returns. */
#ifndef CV_RPC_RAW_H
#define CV_RPC_RAW_H

#include "base/assert.h"
#include "base/buf.h"

#include <protobuf-c/protobuf-c.h>

struct cv_raw {
    ProtobufCMessage base;
    struct cv_slice bytes;
};

extern const ProtobufCMessageDescriptor cv_raw_descriptor;

static inline struct cv_raw cv_raw(struct cv_slice bytes)
{
    return (struct cv_raw){{&cv_raw_descriptor, 0, NULL}, bytes};
}

static inline const struct cv_raw *cv_raw_of(const ProtobufCMessage *message)
{
    CV_ASSERT(message->descriptor == &cv_raw_descriptor);
    return (const struct cv_raw *)message;
}

#endif
