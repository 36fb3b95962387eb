#include "rpc/call.h"

#include "base/clock.h"
#include "net/tls.h"
#include "rpc/attempt.h"
#include "rpc/call_internal.h"
#include "rpc/codec.h"
#include "rpc/limits.h"

#include <string.h>

static const struct cv_state_row MOVES[] = {
    [CV_CALL_HEADERS] = {"headers", CV_TO(CV_CALL_PLAIN) | CV_TO(CV_CALL_OPEN) |
                                        CV_TO(CV_CALL_REPLYING) | CV_TO(CV_CALL_CLOSED)},
    [CV_CALL_PLAIN] = {"plain",
                       CV_TO(CV_CALL_OPEN) | CV_TO(CV_CALL_REPLYING) | CV_TO(CV_CALL_CLOSED)},
    [CV_CALL_OPEN] = {"open",
                      CV_TO(CV_CALL_PLAIN) | CV_TO(CV_CALL_REPLYING) | CV_TO(CV_CALL_CLOSED)},
    [CV_CALL_REPLYING] = {"replying", CV_TO(CV_CALL_CLOSED)},
    [CV_CALL_CLOSED] = {"closed", 0},
};

void cv_call_move(struct cv_call *call, enum cv_call_state to)
{
    cv_state_move(MOVES, &call->state, to);
}

struct cv_call *cv_call_new(struct cv_session *session, struct cv_lane *lane)
{
    void *first;
    struct cv_arena *arena = cv_arena_new(CV_CALL_MEMORY_MAX, sizeof(struct cv_call), &first);
    struct cv_call *call = first;

    if (arena == NULL)
        return NULL;
    call->arena = arena;
    call->texts = arena;
    call->lane = lane;
    call->scope = (struct cv_scope){
        .arena = arena,
        .deadline_ns = CV_NEVER,
        .cancelled = &call->cancelled,
        .home = lane->home,
    };
    cv_list_init(&call->link);
    cv_list_init(&call->ready);
    cv_list_init(&call->followers.list);
    lane->calls++;
    if (session != NULL)
        cv_session_adopt(session, call);
    return call;
}

static void drop_arena(struct cv_arena **arena)
{
    if (*arena != NULL)
        cv_arena_release(*arena);
    *arena = NULL;
}

void cv_call_drop_outgoing(struct cv_call *call)
{
    while (call->out_first != NULL) {
        struct cv_outgoing *out = call->out_first;

        call->out_first = out->next;
        if (out->work != NULL)
            cv_call_deflate_needless(out);
        else if (out->arena != NULL)
            cv_arena_release(out->arena);
    }
    call->out_last = NULL;
    call->out_queued = 0;
    call->out_at = 0;
    if (call->attempts != NULL)
        cv_attempt_stop(call);
}

static void call_free(struct cv_call *call)
{
    bool orphan = call->session == NULL;

    CV_ASSERT(call->receive == NULL && call->send == NULL && call->over_op == NULL &&
              call->drain_op == NULL);
    cv_session_forget(call);
    cv_timer_disarm(call->lane->timers, &call->deadline);
    call->lane->calls--;
    call->lane->weight -= call->weight;
    if (orphan)
        cv_lane_want(call->lane); /* its owner may wait for the last one */
    cv_call_drop_outgoing(call);
    drop_arena(&call->filling);
    drop_arena(&call->lent);
    cv_buf_free(&call->backlog);
    cv_identity_drop(call->identity);
    cv_arena_release(call->arena);
}

void cv_call_hold_drop(struct cv_call *call, enum cv_call_hold hold)
{
    CV_ASSERT((call->holds & hold) != 0);
    call->holds &= ~(unsigned)hold;
    if (call->holds == 0 && call->followers.count == 0)
        call_free(call);
}

void cv_call_followers_left(struct cv_followers *followers)
{
    struct cv_call *call = CV_CONTAINER_OF(followers, struct cv_call, followers);

    if (call->holds == 0)
        call_free(call);
}

void cv_call_ready(struct cv_call *call)
{
    if (!cv_list_empty(&call->ready))
        return;
    call->holds |= CV_HOLD_READY;
    cv_list_push(&call->lane->ready, &call->ready);
    call->lane->ready_count++;
    cv_lane_want(call->lane);
}

void cv_call_end(struct cv_call *call, struct cv_status status)
{
    if (call->is_over)
        return;
    call->is_over = true;
    call->over = status;
    atomic_store_explicit(&call->cancelled, true, memory_order_relaxed);
    cv_timer_disarm(call->lane->timers, &call->deadline);
    cv_call_ready(call);
}

bool cv_call_receives_many(const struct cv_call *call)
{
    unsigned many = call->client ? CV_SERVER_STREAMING : CV_CLIENT_STREAMING;

    return ((unsigned)call->method->kind & many) != 0;
}

/* ---- the peer's messages ---- */

void cv_call_refuse_bytes(struct cv_call *call, struct cv_status status)
{
    if (call->client)
        cv_call_outcome(call, status);
    else
        cv_call_refuse(call, status);
}

/* Where the payload of the message being read goes. */
static struct cv_arena *payload_arena(struct cv_call *call)
{
    void *first;

    if (!cv_call_receives_many(call) && call->reader.encoding == CV_IDENTITY)
        return call->texts;
    if (call->filling == NULL)
        call->filling = cv_arena_new(CV_CALL_MEMORY_MAX, 1, &first);
    return call->filling;
}

void cv_call_received(struct cv_call *call)
{
    call->has_message = true;
    cv_call_ready(call);
}

static struct cv_status message_whole(struct cv_call *call)
{
    call->stalled_ns = 0;
    call->had_message = true;
    call->bytes_received += call->message.len;
    call->messages_received++;
    call->compressed = cv_frame_compressed(&call->reader);
    if (call->reader.encoding != CV_IDENTITY)
        return cv_call_inflate(call);
    cv_call_received(call);
    return CV_STATUS_OK;
}

/* Feed the frame reader until a message is whole. Returns what is left unread. */
static size_t read_message(struct cv_call *call, const uint8_t *bytes, size_t len)
{
    struct cv_arena *arena = payload_arena(call);
    struct cv_status status = CV_STATUS_OK;

    if (arena == NULL) {
        cv_call_refuse_bytes(call, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory"));
        return 0;
    }
    switch (cv_frame_feed(&call->reader, &bytes, &len, arena, &call->message, &status)) {
    case CV_FRAME_MORE:
        if (call->reader.prefix_len == CV_FRAME_PREFIX && !cv_call_weigh(call, call->reader.len))
            cv_call_refuse_bytes(
                call, cv_status(CV_RESOURCE_EXHAUSTED, "TOO_MUCH_UNDER_WAY", CV_TOO_HEAVY));
        break;
    case CV_FRAME_MESSAGE:
        status = message_whole(call);
        if (cv_ok(status))
            break;
        cv_call_refuse_bytes(call, status);
        return 0;
    case CV_FRAME_REFUSED:
        cv_call_refuse_bytes(call, status);
        return 0;
    }
    return len;
}

size_t cv_call_bytes(struct cv_call *call, const uint8_t *bytes, size_t len)
{
    size_t left = len;

    if (call->is_over || call->state != CV_CALL_OPEN)
        return len;
    if (!call->has_message && (call->holds & CV_HOLD_INFLATE) == 0)
        left = read_message(call, bytes, len);
    if (left == 0 || call->is_over || call->state != CV_CALL_OPEN)
        return len;
    if (cv_call_receives_many(call)) {
        if (!cv_call_keep_back(call, bytes + (len - left), left))
            cv_call_refuse_bytes(call, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory"));
        return len - left;
    }
    cv_call_refuse_bytes(
        call, cv_status(CV_UNIMPLEMENTED, NULL, "more than one message where the method has one"));
    return len;
}

/* The waiting message was taken: read the next one out of the backlog. */
static void read_backlog(struct cv_call *call)
{
    size_t len = cv_call_backlog(call);
    size_t left;

    if (len == 0 || call->has_message || (call->holds & CV_HOLD_INFLATE) != 0)
        return;
    left = read_message(call, call->backlog.at + call->backlog_at, len);
    cv_call_took_back(call, len - left);
    call->taken += len - left;
}

void cv_call_remote_closed(struct cv_call *call)
{
    call->remote_closed = true;
    if (!call->is_over && (call->state == CV_CALL_OPEN || call->state == CV_CALL_PLAIN))
        cv_call_ready(call);
}

bool cv_call_undelivered(const struct cv_call *call)
{
    return call->has_message || (call->holds & CV_HOLD_INFLATE) != 0 || cv_call_backlog(call) > 0;
}

void cv_call_forget_received(struct cv_call *call)
{
    call->reader = (struct cv_frame_reader){.max = call->reader.max};
    drop_arena(&call->filling);
    cv_call_drop_backlog(call);
    call->has_message = false;
    call->had_message = false;
    call->remote_closed = false;
}

/* ---- operations of the user ---- */

void cv_call_receive(struct cv_call *call, struct cv_receive *op)
{
    CV_ASSERT(call->receive == NULL);
    op->message = NULL;
    op->status = CV_STATUS_OK;
    call->receive = op;
    drop_arena(&call->lent);
    if (call->has_message || call->remote_closed || call->is_over)
        cv_call_ready(call);
}

/* Through the interceptors. A request they refuse ends the call; a response is seen to by who asks.
 */
static struct cv_status pass_received(struct cv_call *call, const ProtobufCMessage **message)
{
    struct cv_status status;

    if (call->client)
        return cv_chain_response(call, message);
    status = cv_chain_request(call, message);
    if (!cv_ok(status))
        cv_call_fail(call, status);
    return status;
}

static void take_message(struct cv_call *call, struct cv_receive *op)
{
    const ProtobufCMessageDescriptor *type =
        call->client ? call->method->response : call->method->request;
    struct cv_arena *arena = call->texts;
    ProtobufCMessage *message = NULL;

    if (cv_call_receives_many(call)) {
        call->lent = call->filling;
        call->filling = NULL;
        arena = call->lent;
    }
    call->has_message = false;
    op->compressed = call->compressed;
    op->status = cv_codec_decode(type, call->message, arena, &message);
    op->message = message;
    if (cv_ok(op->status) && call->passage.begun > 0)
        op->status = pass_received(call, &op->message);
    if (!cv_ok(op->status)) {
        op->message = NULL;
        if (call->client)
            cv_call_spoiled(call, op->status);
    }
    read_backlog(call);
}

static bool receive_due(struct cv_call *call, struct cv_receive *op)
{
    bool whole = call->reader.prefix_len == 0;
    bool coming = (call->holds & CV_HOLD_INFLATE) != 0;
    bool late = call->answered && (call->has_message || coming);

    if (call->is_over && !cv_ok(call->over) && !late) {
        op->status = call->over;
        return true;
    }
    if (call->has_message) {
        take_message(call, op);
        return true;
    }
    if (coming)
        return false;
    if (call->remote_closed && !whole)
        op->status = cv_status(CV_INTERNAL, NULL, "the last message is incomplete");
    return call->remote_closed || call->is_over;
}

/* As many as have come, so that a stream of small messages is not a turn of the loop for each. The
 * window opens once for them all. */
static void run_receive(struct cv_call *call)
{
    for (unsigned n = 0; n < CV_RUN_MESSAGES; n++) {
        struct cv_receive *op = call->receive;

        if (op == NULL || !receive_due(call, op))
            break;
        call->receive = NULL;
        op->done(op);
    }
    if (call->taken > 0)
        cv_session_consumed(call, call->taken);
    call->taken = 0;
}

/* Is the send that waits to be told of? */
static bool send_due(const struct cv_call *call, struct cv_send *op)
{
    if (call->is_over)
        op->status =
            cv_ok(call->over) ? cv_status(CV_CANCELLED, NULL, "the call has ended") : call->over;
    return call->is_over || !cv_ok(op->status) || call->out_queued <= CV_SEND_QUEUE_MAX;
}

/* As many as there is room for, so that small messages of a stream share frames and writes. */
static void run_send(struct cv_call *call)
{
    for (unsigned n = 0; n < CV_RUN_MESSAGES; n++) {
        struct cv_send *op = call->send;

        if (op == NULL || !send_due(call, op))
            return;
        call->send = NULL;
        op->done(op);
    }
}

static void tell_followers(struct cv_call *call)
{
    struct cv_list *node;

    while ((node = cv_list_pop(&call->followers.list)) != NULL) {
        struct cv_follower *follower = CV_CONTAINER_OF(node, struct cv_follower, link);

        follower->over(follower);
    }
}

static void run_over(struct cv_call *call)
{
    struct cv_over *op = call->over_op;

    if (call->is_over && call->followers.count > 0)
        tell_followers(call);
    if (op == NULL || !call->is_over)
        return;
    call->over_op = NULL;
    op->done(op);
}

void cv_call_await_over(struct cv_call *call, struct cv_over *op)
{
    CV_ASSERT(call->over_op == NULL);
    call->over_op = op;
    if (call->is_over)
        cv_call_ready(call);
}

static bool drain_due(const struct cv_call *call)
{
    return call->is_over || cv_session_is_draining(call->session);
}

static void run_drain(struct cv_call *call)
{
    struct cv_drain *op = call->drain_op;

    if (op == NULL || !drain_due(call))
        return;
    call->drain_op = NULL;
    op->done(op);
}

void cv_call_await_drain(struct cv_call *call, struct cv_drain *op)
{
    CV_ASSERT(!call->client && call->drain_op == NULL);
    call->drain_op = op;
    if (drain_due(call))
        cv_call_ready(call);
}

void cv_call_run(struct cv_call *call)
{
    call->holds |= CV_HOLD_READY; /* a completion may make it ready again */
    run_send(call);
    run_receive(call);
    run_over(call);
    run_drain(call);
    if (call->client)
        cv_call_run_client(call);
    else
        cv_call_run_server(call);
    if ((call->holds & CV_HOLD_INFLATE) != 0)
        cv_call_inflate_needless(call);
    if (cv_list_empty(&call->ready))
        cv_call_hold_drop(call, CV_HOLD_READY);
}
