/* What stands between every call and its handler (server) or its caller (client): identity, quotas,
 * logging, metrics, changes to metadata and messages. The same struct on both sides.
 *
 * Order    What travels away from whoever began the call passes the first added first: `begin` and
 *          requests. What travels back passes it last: responses and the `end`. So the first added
 *          is the outermost on both sides; each sees the calls that those before it let pass.
 * Thread   That of the call's loop. One interceptor serves all loops of a server: what it keeps
 *          outside `state` and they change needs to be atomic.
 * Memory   Embed the struct and find what is yours with CV_CONTAINER_OF. It is borrowed as long as
 *          the server or channel lives. `state` is zeroed memory of state_size bytes, one for each
 *          call, gone with it.
 * Ending   For each `begin` there is exactly one `end`, also when the client leaves, the deadline
 *          passes or the server stops; it is the last that an interceptor hears of a call. Calls
 *          that name no method, have a broken header block or expired before they came are
 *          answered before any interceptor.
 * Retries  Attempts of one call are one call here; `again` tells of those that failed. */
#ifndef CV_RPC_INTERCEPTOR_H
#define CV_RPC_INTERCEPTOR_H

#include "rpc/call.h"

#define CV_INTERCEPTORS_MAX 16

struct cv_server;
struct cv_channel;

struct cv_interceptor {
    size_t state_size;

    /* Before the handler begins, or before the call is sent. It may look at the call's method, peer
     * and metadata, add metadata (cv_call_add_header(), on servers cv_call_add_trailer() too), and
     * on servers set who calls (cv_call_set_principal()). It ends with cv_call_proceed(), exactly
     * once. NULL: it lets all pass. */
    void (*begin)(struct cv_interceptor *self, struct cv_call *call, void *state);

    /* A message on its way. It may put another in its place, which lives in the call's arena or is
     * static. Not OK: the call ends with that. A message that somebody encoded himself comes as a
     * struct cv_raw (rpc/raw.h). NULL: they pass. */
    struct cv_status (*request)(struct cv_interceptor *self, struct cv_call *call, void *state,
                                const ProtobufCMessage **message);
    struct cv_status (*response)(struct cv_interceptor *self, struct cv_call *call, void *state,
                                 const ProtobufCMessage **message);

    /* How it ends. It may turn OK into an error and an error into another, never an error into OK,
     * and on servers add trailers; it starts nothing on the call. On servers the client may have
     * left, then nobody hears it (CANCELLED). NULL: it is not told. */
    void (*end)(struct cv_interceptor *self, struct cv_call *call, void *state,
                struct cv_status *status);

    /* Clients: an attempt has failed with this code, and another follows. `transparent`: no server
     * had looked at it, so that it does not count as one of the policy's. It starts nothing on the
     * call. NULL: it is not told. */
    void (*again)(struct cv_interceptor *self, struct cv_call *call, void *state, enum cv_code code,
                  bool transparent);
};

/* Go on with the next interceptor, and after the last with the handler or the sending; not OK: end
 * the call with it. Server: from inside `begin` or later, on the loop, also when the call is over
 * by then. Client: before `begin` returns; what takes time there belongs to rpc/credentials.h. */
void cv_call_proceed(struct cv_call *call, struct cv_status status);

/* Before the server runs, before the channel's first call. RESOURCE_EXHAUSTED: over
 * CV_INTERCEPTORS_MAX. */
struct cv_status cv_server_intercept(struct cv_server *server, struct cv_interceptor *interceptor);
struct cv_status cv_channel_intercept(struct cv_channel *channel,
                                      struct cv_interceptor *interceptor);

#endif
