/* One call as a ClientCompatRequest describes it, from its first message to what came of it.
 *
 * Thread   The loop's thread.
 * Memory   Embedded and zeroed by its owner, who fills the first part. The request is borrowed
 * until `done`, the response lives until client_call_free(). */
#ifndef CONNECT_CLIENT_CALL_H
#define CONNECT_CLIENT_CALL_H

#include "base/arena.h"
#include "connectrpc/conformance/v1/compat.pb-c.h"
#include "net/loop.h"
#include "rpc/channel.h"

struct client_call;
typedef void client_call_done(struct client_call *call);
struct client_call {
    const Connectrpc__Conformance__V1__ClientCompatRequest *request;
    struct cv_loop *loop;
    client_call_done *done; /* once, on the loop, never from inside the start */

    Connectrpc__Conformance__V1__ClientResponseResult response; /* result */

    struct cv_arena arena; /* private, and what follows */
    struct cv_scope scope;
    struct cv_start start;
    struct cv_send send;
    struct cv_receive receive;
    struct cv_timer timer;     /* before a message, or before we cancel */
    struct cv_status received; /* how the last receive ended */
    size_t sent;
    size_t payload_room;
};

void client_call_init(struct client_call *call);
/* Not OK: the call cannot be tried, and `done` will not run. */
struct cv_status client_call_start(struct client_call *call, struct cv_channel *channel);
void client_call_free(struct client_call *call);

#endif
