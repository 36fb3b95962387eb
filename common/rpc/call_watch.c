#include "rpc/call_watch.h"

#include "rpc/call_internal.h"

void cv_call_set_trace(struct cv_call *call, const struct cv_trace *trace)
{
    CV_ASSERT(!call->client);
    call->scope.trace = *trace;
}

struct cv_call_watch *cv_call_watched(const struct cv_call *call, void **seen)
{
    *seen = call->watched;
    return call->watched == NULL ? NULL : call->lane->watch;
}

void cv_call_watch_begun(struct cv_call *call)
{
    struct cv_call_watch *watch = call->lane->watch;

    call->watched = watch->begun(watch, call);
}

void cv_call_watch_ended(struct cv_call *call)
{
    struct cv_call_watch *watch = call->lane->watch;
    const struct cv_call_end end = {
        .status = cv_call_was_said(call) ? call->outcome
                                         : cv_status(CV_CANCELLED, NULL, "the client has left"),
        .bytes_received = call->bytes_received,
        .bytes_sent = call->bytes_sent,
        .messages_received = call->messages_received,
        .messages_sent = call->messages_sent,
        .waited_ns = call->waited_ns,
    };
    void *seen = call->watched;

    call->watched = NULL;
    watch->ended(watch, call, seen, &end);
}
