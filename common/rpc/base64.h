/* Base64 (RFC 4648, section 4) as gRPC carries "-bin" metadata: written without padding, read with
 * or without. */
#ifndef CV_RPC_BASE64_H
#define CV_RPC_BASE64_H

#include "base/arena.h"
#include "base/buf.h"

/* `at` NULL when the arena is full. */
struct cv_slice cv_base64_encode(struct cv_slice bytes, struct cv_arena *arena);
/* False: not base64, or the arena is full. */
bool cv_base64_decode(struct cv_slice text, struct cv_arena *arena, struct cv_slice *bytes);

#endif
