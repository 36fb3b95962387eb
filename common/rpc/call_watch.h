/* Somebody who sees each call of a server begin and end, for logs and traces. Unlike an interceptor
 * he changes nothing on its way, hears of the end when it is on the wire, and of calls that are
 * refused before any handler, too.
 *
 * Thread   That of the call's loop, while bytes are read: he looks and takes notes, and starts or
 *          ends nothing.
 * Memory   Borrowed as long as the server lives. What `begun` keeps may live in the call's arena.
 * Ending   For each `begun` that returned something there is exactly one `ended`; the call's texts
 *          and metadata are still there then. */
#ifndef CV_RPC_CALL_WATCH_H
#define CV_RPC_CALL_WATCH_H

#include "rpc/call.h"

struct cv_call_end {
    struct cv_status status; /* as the client heard it; CANCELLED: he has left before */
    size_t bytes_received;   /* of messages, as they went, without framing */
    size_t bytes_sent;
    unsigned messages_received;
    unsigned messages_sent;
    uint64_t waited_ns; /* in a queue of others (cv_call_waited()) */
};

struct cv_call_watch {
    /* Its header block is whole. cv_call_method() is NULL if the server does not know it. What is
     * returned comes back with its end; NULL: of this one nothing more is told. */
    void *(*begun)(struct cv_call_watch *self, struct cv_call *call);
    void (*ended)(struct cv_call_watch *self, struct cv_call *call, void *seen,
                  const struct cv_call_end *end);
};

/* Inside `begun`: the trace that its scope names from now on. */
void cv_call_set_trace(struct cv_call *call, const struct cv_trace *trace);

/* Who watches this call, and what he keeps of it; NULL: nobody. */
struct cv_call_watch *cv_call_watched(const struct cv_call *call, void **seen);

/* Before the server runs. */
struct cv_server;
void cv_server_watch(struct cv_server *server, struct cv_call_watch *watch);

#endif
