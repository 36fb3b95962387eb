#include "seen.h"

#include "base/clock.h"
#include "convert.h"

#include <string.h>

static struct cv_arena *arena_of(const struct seen *seen)
{
    return cv_call_scope(seen->call)->arena;
}

static bool make_room(struct seen *seen)
{
    size_t room = 2 * seen->room + 8;
    Google__Protobuf__Any **requests;

    if (seen->count < seen->room)
        return true;
    requests = cv_arena_array(arena_of(seen), room, sizeof(*requests));
    if (requests == NULL)
        return false;
    if (seen->count > 0)
        memcpy(requests, seen->requests, seen->count * sizeof(*requests));
    seen->requests = requests;
    seen->room = room;
    return true;
}

bool seen_add(struct seen *seen, const ProtobufCMessage *request)
{
    Google__Protobuf__Any *any = any_of(request, arena_of(seen));

    if (any == NULL || !make_room(seen))
        return false;
    seen->requests[seen->count++] = any;
    return true;
}

static void tell_once(struct seen *seen,
                      Connectrpc__Conformance__V1__ConformancePayload__RequestInfo *info)
{
    uint64_t deadline_ns = cv_call_scope(seen->call)->deadline_ns;
    uint64_t now_ns = cv_clock_ns();

    seen->told = true;
    info->n_request_headers =
        headers_print(cv_call_metadata(seen->call), arena_of(seen), &info->request_headers);
    if (deadline_ns == CV_NEVER)
        return;
    info->timeout_case =
        CONNECTRPC__CONFORMANCE__V1__CONFORMANCE_PAYLOAD__REQUEST_INFO__TIMEOUT_TIMEOUT_MS;
    if (deadline_ns > now_ns)
        info->timeout_ms = (int64_t)((deadline_ns - now_ns) / CV_NS_PER_MS);
}

Connectrpc__Conformance__V1__ConformancePayload__RequestInfo *seen_tell(struct seen *seen)
{
    Connectrpc__Conformance__V1__ConformancePayload__RequestInfo *info =
        cv_arena_alloc(arena_of(seen), sizeof(*info));

    if (info == NULL)
        return NULL;
    connectrpc__conformance__v1__conformance_payload__request_info__init(info);
    if (!seen->told)
        tell_once(seen, info);
    info->requests = seen->requests;
    info->n_requests = seen->count;
    seen->requests = NULL;
    seen->count = 0;
    seen->room = 0;
    return info;
}

struct cv_status seen_error(struct seen *seen, const Connectrpc__Conformance__V1__Error *error)
{
    struct cv_arena *arena = arena_of(seen);
    struct cv_detail *detail = cv_arena_zalloc(arena, sizeof(*detail));
    const Google__Protobuf__Any *any;

    if (seen->told || detail == NULL)
        return error_read(error, NULL, arena);
    any = any_of((const ProtobufCMessage *)seen_tell(seen), arena);
    if (any == NULL)
        return error_read(error, NULL, arena);
    *detail = (struct cv_detail){
        .type_url = any->type_url,
        .value = any->value.data,
        .value_len = any->value.len,
    };
    return error_read(error, detail, arena);
}
