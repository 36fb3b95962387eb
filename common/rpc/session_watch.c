/* What a client keeps us waiting for, and what it makes us keep meanwhile. Looked at now and then,
 * not by a timer for each: the times are lower bounds. */
#include "base/clock.h"
#include "rpc/session_internal.h"

bool cv_session_waits(const struct cv_session *session)
{
    return session->call_count > 0 || session->in_block;
}

/* Only the peer can move it on: a part of a message is here, or not yet all that starts a handler.
 */
static bool awaits_message(const struct cv_call *call)
{
    if (call->state == CV_CALL_PLAIN)
        return !call->remote_closed;
    if (call->state != CV_CALL_OPEN || call->is_over || call->has_message || call->remote_closed ||
        (call->holds & CV_HOLD_INFLATE) != 0)
        return false;
    return call->reader.prefix_len > 0 || (!call->started && !cv_call_receives_many(call));
}

/* All is decided and the peer makes no room for it. */
static bool awaits_room(const struct cv_call *call)
{
    return call->state == CV_CALL_REPLYING && (call->holds & CV_HOLD_STREAM) != 0;
}

/* `since_ns`: when it was first seen so, 0: it has moved. */
static bool stalled(uint64_t *since_ns, uint64_t limit_ns, uint64_t now_ns)
{
    if (*since_ns == 0)
        *since_ns = now_ns;
    return now_ns - *since_ns >= limit_ns;
}

static void watch_call(struct cv_call *call, uint64_t now_ns)
{
    if (awaits_message(call)) {
        if (stalled(&call->stalled_ns, CV_STALL_NS, now_ns))
            cv_call_refuse(call, cv_status(CV_DEADLINE_EXCEEDED, "MESSAGE_TOO_SLOW",
                                           "a message did not arrive within 60 s"));
    } else if (awaits_room(call)) {
        if (stalled(&call->stalled_ns, CV_STALL_NS, now_ns))
            cv_session_reset(call, CV_H2_CANCEL);
    } else {
        call->stalled_ns = 0;
    }
}

void cv_session_watch(struct cv_session *session, uint64_t now_ns)
{
    struct cv_list *node = session->calls.next;

    while (node != &session->calls) {
        struct cv_list *next = node->next; /* a reset may free the call */

        watch_call(CV_CONTAINER_OF(node, struct cv_call, link), now_ns);
        node = next;
    }
    if (session->in_block && stalled(&session->block_since_ns, CV_BLOCK_NS, now_ns)) {
        (void)nghttp2_session_terminate_session(session->h2, NGHTTP2_ENHANCE_YOUR_CALM);
        cv_session_dirty(session);
    }
}

/* ---- memory ---- */

bool cv_session_is_full(const struct cv_session *session)
{
    return session->weight + CV_MESSAGE_BYTES_MAX > CV_CONNECTION_WEIGHT_MAX;
}

bool cv_call_weigh(struct cv_call *call, size_t bytes)
{
    struct cv_session *session = call->session;
    size_t more;

    if (bytes <= CV_WEIGHTLESS || bytes <= call->weight || call->client || session == NULL)
        return true;
    more = bytes - call->weight;
    if (session->weight + more > CV_CONNECTION_WEIGHT_MAX ||
        call->lane->weight + more > CV_THREAD_WEIGHT_MAX)
        return false;
    call->weight = bytes;
    session->weight += more;
    call->lane->weight += more;
    return true;
}
