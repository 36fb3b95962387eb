/* What a call says of itself, and what is added to its metadata. */
#include "rpc/call_internal.h"

const struct cv_method *cv_call_method(const struct cv_call *call)
{
    return call->method;
}

const struct cv_scope *cv_call_scope(const struct cv_call *call)
{
    return &call->scope;
}

const struct cv_identity *cv_call_peer_identity(const struct cv_call *call)
{
    return call->identity;
}

const char *cv_call_peer(const struct cv_call *call)
{
    return call->session == NULL ? "gone" : cv_session_peer(call->session);
}

void cv_call_set_principal(struct cv_call *call, const struct cv_principal *principal)
{
    CV_ASSERT(!call->client);
    call->scope.principal = principal;
}

const struct cv_metadata *cv_call_metadata(const struct cv_call *call)
{
    return &call->headers;
}

struct cv_slice cv_call_request_bytes(const struct cv_call *call)
{
    return call->request;
}

void *cv_call_service(const struct cv_call *call)
{
    return call->route->service;
}

const void *cv_call_binding(const struct cv_call *call)
{
    return call->route->binding;
}

const struct cv_metadata *cv_call_headers(const struct cv_call *call)
{
    return &call->headers;
}

struct cv_status cv_call_add_header(struct cv_call *call, const char *key, const void *value,
                                    size_t len)
{
    CV_ASSERT(!call->headers_sent || call->is_over); /* a late one goes nowhere */
    return cv_metadata_add(&call->out_headers, call->arena, key, value, len);
}

struct cv_status cv_call_add_trailer(struct cv_call *call, const char *key, const void *value,
                                     size_t len)
{
    return cv_metadata_add(&call->out_trailers, call->arena, key, value, len);
}
