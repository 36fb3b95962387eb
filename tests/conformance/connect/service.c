#include "service.h"

#include "convert.h"

typedef struct cv_status add_metadata(struct cv_call *call, const char *key, const void *value,
                                      size_t len);

static struct cv_status add_all(struct cv_call *call, add_metadata *add,
                                Connectrpc__Conformance__V1__Header *const *headers, size_t count)
{
    struct cv_metadata metadata = {0};
    struct cv_status status = headers_read(headers, count, cv_call_scope(call)->arena, &metadata);

    for (const struct cv_metadatum *at = metadata.first; at != NULL && cv_ok(status); at = at->next)
        status = add(call, (const char *)at->key.at, at->value.at, at->value.len);
    return status;
}

struct cv_status service_metadata(struct cv_call *call,
                                  Connectrpc__Conformance__V1__Header *const *headers,
                                  size_t header_count,
                                  Connectrpc__Conformance__V1__Header *const *trailers,
                                  size_t trailer_count)
{
    struct cv_status status = add_all(call, cv_call_add_header, headers, header_count);

    if (!cv_ok(status))
        return status;
    return add_all(call, cv_call_add_trailer, trailers, trailer_count);
}

void service_compress(struct cv_call *call)
{
    for (unsigned encoding = CV_IDENTITY + 1; encoding < CV_ENCODING_COUNT; encoding++)
        cv_call_compress(call, (enum cv_encoding)encoding);
}

static void unimplemented(struct cv_call *call, void *state,
                          const Connectrpc__Conformance__V1__UnimplementedRequest *request)
{
    (void)state;
    (void)request;
    cv_call_finish(call, cv_status(CV_UNIMPLEMENTED, NULL, "left out on purpose"));
}

struct cv_status service_add(struct cv_server *server)
{
    static const struct connectrpc_conformance_v1_conformance_service_unimplemented_method
        LEFT_OUT = {unimplemented, 0};
    const struct connectrpc_conformance_v1_conformance_service_handlers handlers = {
        .unary = &unary_method,
        .server_stream = &server_stream_method,
        .client_stream = &client_stream_method,
        .bidi_stream = &bidi_stream_method,
        .unimplemented = &LEFT_OUT,
    };

    return connectrpc_conformance_v1_conformance_service_serve(server, &handlers, NULL);
}
