/* What a handler tells its caller of the request it got.
 *
 * Memory   All of it lives in the arena of the call. */
#ifndef CONNECT_SEEN_H
#define CONNECT_SEEN_H

#include "connectrpc/conformance/v1/service.pb-c.h"
#include "rpc/call.h"

struct seen {
    struct cv_call *call;
    Google__Protobuf__Any **requests; /* received since they were last told */
    size_t count;
    size_t room;
    bool told; /* at least once: metadata and timeout are said only then */
};

/* False: the call's memory is used up. */
bool seen_add(struct seen *seen, const ProtobufCMessage *request);
/* All that was not told yet; NULL: no memory. */
Connectrpc__Conformance__V1__ConformancePayload__RequestInfo *seen_tell(struct seen *seen);
/* The status to end with: `error`, and with it what was seen, if nothing was told before. */
struct cv_status seen_error(struct seen *seen, const Connectrpc__Conformance__V1__Error *error);

#endif
