/* connectrpc.conformance.v1.ConformanceService: answers as each request says, and tells what it saw
 * of it. */
#ifndef CONNECT_SERVICE_H
#define CONNECT_SERVICE_H

#include "connectrpc/conformance/v1/service.caravan.h"

struct cv_status service_add(struct cv_server *server);

/* What the answer to `call` shall carry before and after its messages. */
struct cv_status service_metadata(struct cv_call *call,
                                  Connectrpc__Conformance__V1__Header *const *headers,
                                  size_t header_count,
                                  Connectrpc__Conformance__V1__Header *const *trailers,
                                  size_t trailer_count);

/* Compress the answer as the client may take it. */
void service_compress(struct cv_call *call);

/* Its methods: those that answer with one message, and those that answer with many. */
extern const struct connectrpc_conformance_v1_conformance_service_unary_method unary_method;
extern const struct connectrpc_conformance_v1_conformance_service_client_stream_method
    client_stream_method;
extern const struct connectrpc_conformance_v1_conformance_service_server_stream_method
    server_stream_method;
extern const struct connectrpc_conformance_v1_conformance_service_bidi_stream_method
    bidi_stream_method;

#endif
