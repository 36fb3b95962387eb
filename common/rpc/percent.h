/* The coding of grpc-message: printable ASCII but '%' as it is, all other bytes as %XX.
 * Source: grpc doc/PROTOCOL-HTTP2.md, "Status-Message". */
#ifndef CV_RPC_PERCENT_H
#define CV_RPC_PERCENT_H

#include "base/arena.h"
#include "base/buf.h"

/* `text` itself when nothing needs coding; an empty slice when the arena is full. */
struct cv_slice cv_percent_encode(struct cv_slice text, struct cv_arena *arena);
/* With a NUL behind. What is no code stays as it is: a message is never lost over it. NULL when
 * the arena is full. */
char *cv_percent_decode(struct cv_slice text, struct cv_arena *arena);

#endif
