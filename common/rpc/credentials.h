/* What a call shows of its caller beside the connection: an access token, a signed header. Of a
 * channel (every call shows it) or of one call; both are asked, the channel's first.
 *
 * Thread   The loop's.
 * Memory   Embed the struct and find what is yours with CV_CONTAINER_OF; borrowed as long as the
 *          channel lives, or until the call is done. A request lives until cv_credentials_done().
 * Ending   cv_credentials_done() exactly once for each fetch, from inside it or later, on the loop.
 *          A call that ends meanwhile does not wait for it; the channel does, before it is closed.
 * Safety   A call over a connection without TLS ends with UNAUTHENTICATED instead of showing them,
 *          unless allow_cleartext.
 * Source   grpc doc/auth; gRFC A54 for the codes: those that a control plane may not end calls
 *          with arrive as INTERNAL. */
#ifndef CV_RPC_CREDENTIALS_H
#define CV_RPC_CREDENTIALS_H

#include "base/status.h"
#include "rpc/method.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cv_credentials_request {
    const struct cv_method *method;
    const char *audience;         /* for tokens that name one: "https://host/package.Service" */
    uint64_t deadline_ns;         /* of the call */
    struct cv_credentials *giver; /* private */
    struct cv_call *call;         /* private */
};

struct cv_credentials {
    /* Once for each call, before it is sent; its retries show the same. */
    void (*fetch)(struct cv_credentials *self, struct cv_credentials_request *request);
    bool allow_cleartext;
};

/* Metadata to show; copied. Errors as in cv_metadata_add(). */
struct cv_status cv_credentials_add(struct cv_credentials_request *request, const char *key,
                                    const void *value, size_t len);
/* That is all; not OK: the call ends with it. */
void cv_credentials_done(struct cv_credentials_request *request, struct cv_status status);

#endif
