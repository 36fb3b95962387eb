/* What the interop tests send: payloads of zeros. */
#ifndef INTEROP_PAYLOAD_H
#define INTEROP_PAYLOAD_H

#include "base/arena.h"
#include "base/status.h"
#include "grpc/testing/test.pb-c.h"

#define LARGE_REQUEST  271828
#define LARGE_RESPONSE 314159

/* What clients ask to have back, and under which names. */
#define ECHO_INITIAL  "x-grpc-test-echo-initial"
#define ECHO_TRAILING "x-grpc-test-echo-trailing-bin"
#define LOAD_TRAILER  "endpoint-load-metrics-bin"

/* Zeroed bytes in `arena`. INVALID_ARGUMENT for less than none, RESOURCE_EXHAUSTED for too many. */
struct cv_status payload_init(Grpc__Testing__Payload *payload, int64_t size,
                              struct cv_arena *arena);

/* The text of a message's flag: is it there, and set? */
static inline bool is_set(const Grpc__Testing__BoolValue *flag)
{
    return flag != NULL && flag->value;
}

#endif
