#include "payload.h"

struct cv_status payload_init(Grpc__Testing__Payload *payload, int64_t size, struct cv_arena *arena)
{
    grpc__testing__payload__init(payload);
    if (size < 0)
        return cv_status(CV_INVALID_ARGUMENT, NULL, "a payload of less than no bytes");
    payload->body.len = (size_t)size;
    payload->body.data = cv_arena_zalloc(arena, (size_t)size + 1);
    if (payload->body.data == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the payload");
    return CV_STATUS_OK;
}
