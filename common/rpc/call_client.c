/* The client side of a call: from the start to the one status it ends with. */
#include "base/clock.h"
#include "rpc/attempt.h"
#include "rpc/base64.h"
#include "rpc/call_internal.h"
#include "rpc/client_counts.h"
#include "rpc/error_details.h"
#include "rpc/limits.h"
#include "rpc/metadata_wire.h"
#include "rpc/percent.h"

#include <string.h>

static void deadline_passed(struct cv_timer *timer, uint64_t now_ns)
{
    (void)now_ns;
    cv_call_outcome(CV_CONTAINER_OF(timer, struct cv_call, deadline),
                    cv_status(CV_DEADLINE_EXCEEDED, NULL, "the deadline passed"));
}

/* The call it is made for has ended, or nobody waits for that any more. */
static void scope_over(struct cv_follower *follower)
{
    struct cv_call *call = CV_CONTAINER_OF(follower, struct cv_call, follower);
    bool expired = cv_clock_ns() >= call->scope.deadline_ns;

    cv_call_outcome(call, cv_status(expired ? CV_DEADLINE_EXCEEDED : CV_CANCELLED, NULL,
                                    "the call it was made for is over"));
}

struct cv_call *cv_call_new_client(struct cv_lane *lane, struct cv_attempts *attempts,
                                   struct cv_start *start)
{
    struct cv_call *call = cv_call_new(NULL, lane);
    uint64_t now;

    if (call == NULL)
        return NULL;
    call->client = true;
    call->wait_for_ready = start->wait_for_ready;
    call->start = start;
    call->method = start->method;
    call->encoding = (uint8_t)start->compression;
    call->compressing = start->compression != CV_IDENTITY;
    call->scope = *start->scope;
    call->texts = start->scope->arena;
    call->holds = CV_HOLD_USER;
    call->follower.over = scope_over;
    cv_scope_follow(&call->scope, &call->follower);
    cv_call_move(call, CV_CALL_OPEN);
    start->call = call;
    for (const struct cv_metadatum *at = start->metadata == NULL ? NULL : start->metadata->first;
         at != NULL; at = at->next) {
        struct cv_status status = cv_metadata_add(
            &call->out_headers, call->arena, (const char *)at->key.at, at->value.at, at->value.len);
        if (!cv_ok(status))
            cv_call_outcome(call, status);
    }
    now = cv_clock_ns();
    cv_attempt_first(call, attempts, now);
    if (attempts != NULL && attempts->counts != NULL)
        cv_call_count_started(call, now);
    if (cv_scope_over(&call->scope, now)) {
        bool expired = now >= call->scope.deadline_ns;

        cv_call_outcome(call, cv_status(expired ? CV_DEADLINE_EXCEEDED : CV_CANCELLED, NULL,
                                        "over before the call started"));
    } else if (call->scope.deadline_ns != CV_NEVER) {
        call->deadline.fire = deadline_passed;
        if (!cv_timer_arm(lane->timers, &call->deadline, call->scope.deadline_ns))
            cv_call_outcome(call, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory"));
    }
    return call;
}

void cv_call_begun_client(struct cv_call *call, struct cv_status status)
{
    if (!cv_ok(status))
        cv_call_outcome(call, status);
    else if (!call->is_over)
        cv_call_authorize(call, NULL);
}

/* Not what the server does not take, if it has said so in an earlier answer and nothing of this
 * call is compressed yet. */
static void choose_encoding(struct cv_call *call)
{
    unsigned accepts = cv_session_accepts(call->session);

    if (accepts == 0 || (accepts & 1u << call->encoding) != 0 || call->out_first != NULL)
        return;
    call->encoding = CV_IDENTITY;
    call->compressing = false;
}

void cv_call_begin(struct cv_call *call, struct cv_session *session)
{
    if (call->state == CV_CALL_PLAIN) /* the attempt before was answered by a proxy */
        cv_call_move(call, CV_CALL_OPEN);
    cv_session_adopt(session, call);
    call->reader.max = cv_session_message_max(session);
    if (call->config != NULL && call->config->response_max < call->reader.max)
        call->reader.max = call->config->response_max;
    choose_encoding(call);
    if (!cv_session_request(call))
        cv_call_outcome(call, cv_status(CV_UNAVAILABLE, NULL, "the call could not be sent"));
}

void cv_call_unplaced(struct cv_call *call, struct cv_status status)
{
    if (call->begun_ns != 0)
        cv_attempt_count_ended(call, status.code);
    if (!cv_attempt_again(call, status.code, CV_RETRY_FAILED))
        cv_call_outcome(call, status);
}

/* The server has ended it, and its user has not taken all that came before that. */
static void discard(struct cv_call *call, struct cv_status status)
{
    call->answered = false;
    call->has_message = false;
    cv_call_drop_backlog(call);
    call->over = status;
    cv_call_ready(call);
}

void cv_call_outcome(struct cv_call *call, struct cv_status status)
{
    if (call->answered && cv_call_undelivered(call))
        discard(call, status);
    if (call->is_over)
        return;
    if (call->begun_ns != 0)
        cv_attempt_count_ended(call, status.code);
    cv_call_end(call, status);
    cv_call_move(call, CV_CALL_CLOSED);
    cv_call_drop_outgoing(call);
    if ((call->holds & CV_HOLD_STREAM) != 0)
        cv_session_reset(call, CV_H2_CANCEL);
    else
        cv_list_remove(&call->link); /* it may have waited for a connection */
}

void cv_call_spoiled(struct cv_call *call, struct cv_status status)
{
    if (!call->is_over || (call->answered && cv_call_undelivered(call)))
        cv_call_outcome(call, status);
    else if (cv_ok(call->over))
        call->over = status;
}

/* ---- what the server sends ---- */

/* 0 to 999, or -1. */
static int number(struct cv_slice text)
{
    int value = 0;

    if (text.len == 0 || text.len > 3)
        return -1;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return -1;
        value = value * 10 + (text.at[i] - '0');
    }
    return value;
}

static struct cv_slice keep(struct cv_call *call, struct cv_slice value)
{
    uint8_t *at = cv_arena_copy(call->texts, value.at, value.len);

    return at == NULL ? (struct cv_slice){NULL, 0} : (struct cv_slice){at, value.len};
}

void cv_call_header_client(struct cv_call *call, struct cv_slice name, struct cv_slice value)
{
    struct cv_head *head = &call->head;

    if (cv_slice_is(name, ":status")) {
        int status = number(value);

        head->http_status = status < 0 ? 0 : (unsigned)status;
    } else if (cv_slice_is(name, "content-type")) {
        head->has_content_type = value.len >= 16 && memcmp(value.at, "application/grpc", 16) == 0;
    } else if (cv_slice_is(name, "grpc-status")) {
        int code = number(value);

        head->has_status = true;
        head->code = code < 0 || code >= CV_CODE_COUNT ? CV_UNKNOWN : (enum cv_code)code;
    } else if (cv_slice_is(name, "grpc-encoding")) {
        if (!cv_encoding_parse(value, &call->reader.encoding))
            head->encoding = keep(call, value);
    } else if (cv_slice_is(name, "grpc-accept-encoding")) {
        cv_session_learn_accepts(call->session, cv_encoding_list(value));
    } else if (cv_slice_is(name, "grpc-message")) {
        head->message = keep(call, value);
    } else if (cv_slice_is(name, "grpc-status-details-bin")) {
        head->details = keep(call, value);
    } else if (cv_slice_is(name, "grpc-retry-pushback-ms")) {
        head->has_pushback = true;
        head->pushback_ms = cv_retry_pushback(value);
    } else if (name.len < 5 || memcmp(name.at, "grpc-", 5) != 0) {
        /* A field our own rules would refuse is left out; the call still counts. */
        (void)cv_metadata_add_wire(head->complete ? &call->trailers : &call->headers, call->texts,
                                   name, value);
    }
}

void cv_call_headers_done_client(struct cv_call *call, bool last)
{
    struct cv_head *head = &call->head;

    if (head->complete || (head->http_status >= 100 && head->http_status < 200))
        return;
    head->complete = true;
    if (last) { /* Trailers-Only */
        call->trailers = call->headers;
        call->headers = (struct cv_metadata){0};
    } else { /* then how it ended is for the trailers to say, if they come */
        head->has_status = false;
        head->message = (struct cv_slice){NULL, 0};
        head->details = (struct cv_slice){NULL, 0};
        if (call->keeps && head->http_status == 200)
            cv_attempt_commit(call);
        if (head->http_status != 200) /* a page of a proxy, say */
            cv_call_move(call, CV_CALL_PLAIN);
    }
    if (head->http_status == 200 && !head->has_content_type)
        cv_call_outcome(call, cv_status(CV_UNKNOWN, NULL, "the answer's content-type is not gRPC"));
    else if (head->http_status == 200 && !last && head->encoding.len > 0)
        cv_call_outcome(call,
                        cv_status_f(call->texts, CV_INTERNAL, NULL,
                                    "the answer's grpc-encoding is %.*s, which we did not "
                                    "ask for",
                                    (int)head->encoding.len, (const char *)head->encoding.at));
}

/* gRPC's table for answers that are not gRPC: doc/http-grpc-status-mapping.md. */
static enum cv_code code_of_http(unsigned status)
{
    switch (status) {
    case 400:
        return CV_INTERNAL;
    case 401:
        return CV_UNAUTHENTICATED;
    case 403:
        return CV_PERMISSION_DENIED;
    case 404:
        return CV_UNIMPLEMENTED;
    case 429:
    case 502:
    case 503:
    case 504:
        return CV_UNAVAILABLE;
    default:
        return CV_UNKNOWN;
    }
}

/* gRPC's table for RST_STREAM: doc/PROTOCOL-HTTP2.md, "Errors". */
static enum cv_code code_of_reset(uint32_t h2_error)
{
    switch (h2_error) {
    case CV_H2_REFUSED_STREAM:
        return CV_UNAVAILABLE;
    case CV_H2_CANCEL:
        return CV_CANCELLED;
    case CV_H2_ENHANCE_CALM:
        return CV_RESOURCE_EXHAUSTED;
    case CV_H2_INADEQUATE:
        return CV_PERMISSION_DENIED;
    default:
        return CV_INTERNAL;
    }
}

/* A server that knows the deadline ends the call at it, perhaps before our own timer has fired. */
static struct cv_status told_late(const struct cv_call *call, struct cv_status status)
{
    if (status.code == CV_CANCELLED && cv_clock_ns() >= call->scope.deadline_ns)
        return cv_status(CV_DEADLINE_EXCEEDED, NULL, "the deadline passed");
    return status;
}

static struct cv_status said_by_server(struct cv_call *call)
{
    struct cv_head *head = &call->head;
    struct cv_status status = {.code = head->code};
    struct cv_slice details;

    if (cv_ok(status)) {
        head->details = (struct cv_slice){NULL, 0};
        if (call->reader.prefix_len > 0)
            return cv_status(CV_INTERNAL, NULL, "the server answered OK in the midst of a message");
        if (!cv_call_receives_many(call) && !call->had_message)
            return cv_status(CV_UNIMPLEMENTED, NULL, "the server answered OK without a message");
        return status;
    }
    status.message = cv_percent_decode(head->message, call->texts);
    if (head->details.len == 0 || !cv_base64_decode(head->details, call->texts, &details))
        details = (struct cv_slice){NULL, 0};
    else
        cv_error_details_decode(details, call->texts, &status);
    head->details = details;
    return status;
}

/* The stream is closed: what that means. */
static struct cv_status judge_end(struct cv_call *call, uint32_t h2_error)
{
    const struct cv_head *head = &call->head;
    bool grpc = head->http_status == 200 || head->http_status == 0;
    struct cv_status status;

    if (head->has_status)
        status = said_by_server(call);
    else if (h2_error != CV_H2_NO_ERROR || (!call->remote_closed && grpc))
        status = cv_status(code_of_reset(h2_error), NULL, "the server reset the call");
    else if (!grpc)
        status = cv_status_f(call->texts, code_of_http(head->http_status), NULL,
                             "the server answered with HTTP status %u", head->http_status);
    else
        status = cv_status(CV_UNKNOWN, NULL, "the server ended the call without a status");
    return told_late(call, status);
}

/* An attempt has ended, and so the call, unless there is another. */
static void attempt_ended(struct cv_call *call, struct cv_status status, enum cv_retry_how how)
{
    if (call->begun_ns != 0)
        cv_attempt_count_ended(call, status.code);
    if (!call->is_over && !cv_ok(status) && cv_attempt_again(call, status.code, how)) {
        cv_call_hold_drop(call, CV_HOLD_STREAM);
        return;
    }
    call->remote_closed = true;
    if (!call->is_over) {
        if (cv_ok(status) && call->attempts != NULL)
            cv_retry_throttle_success(&call->attempts->throttle);
        call->answered = call->head.has_status;
        cv_call_end(call, status);
        cv_call_drop_outgoing(call);
    }
    if (call->state != CV_CALL_CLOSED)
        cv_call_move(call, CV_CALL_CLOSED);
    cv_call_hold_drop(call, CV_HOLD_STREAM);
}

void cv_call_stream_closed_client(struct cv_call *call, uint32_t h2_error)
{
    bool refused = h2_error == CV_H2_REFUSED_STREAM && !call->head.has_status;

    attempt_ended(call, judge_end(call, h2_error), refused ? CV_RETRY_UNSEEN : CV_RETRY_FAILED);
}

void cv_call_lost_client(struct cv_call *call, struct cv_status status, bool unsent)
{
    if (call->head.has_status)
        status = said_by_server(call);
    attempt_ended(call, status, unsent ? CV_RETRY_UNSENT : CV_RETRY_FAILED);
}

/* ---- what the user does ---- */

void cv_call_run_client(struct cv_call *call)
{
    struct cv_start *start = call->start;

    if (call->due)
        cv_attempt_next(call);
    if (!call->is_over || start == NULL || call->receive != NULL || call->send != NULL ||
        call->over_op != NULL)
        return;
    if (call->answered && cv_call_undelivered(call))
        return; /* the end comes after the last message was taken */
    call->start = NULL;
    start->status = call->over;
    if (call->passage.begun > 0)
        start->status = cv_chain_end(call, start->status);
    if (call->started_ns != 0)
        cv_call_count_done(call, start->status.code);
    start->headers = call->headers;
    start->trailers = call->trailers;
    start->later_ns = call->answered && !cv_ok(call->over) && call->head.has_pushback &&
                              call->head.pushback_ms > 0
                          ? (uint64_t)call->head.pushback_ms * CV_NS_PER_MS
                          : 0;
    start->details =
        call->answered && !cv_ok(call->over) ? call->head.details : (struct cv_slice){NULL, 0};
    start->done(start);
    cv_scope_unfollow(&call->scope, &call->follower);
    cv_call_hold_drop(call, CV_HOLD_USER);
}

void cv_call_close_send(struct cv_call *call)
{
    CV_ASSERT(call->client);
    if (call->local_closed)
        return;
    call->local_closed = true;
    cv_session_resume(call);
}

void cv_call_cancel(struct cv_call *call)
{
    CV_ASSERT(call->client);
    cv_call_outcome(call, cv_status(CV_CANCELLED, NULL, "cancelled by the caller"));
}

/* ---- one out, one back ---- */

static void unary_sent(struct cv_send *op)
{
    (void)op; /* an error ends the call, and that is told once */
}

static void unary_received(struct cv_receive *receive)
{
    struct cv_unary *op = CV_CONTAINER_OF(receive, struct cv_unary, receive);

    op->response = receive->message;
}

static void unary_ended(struct cv_start *start)
{
    struct cv_unary *op = CV_CONTAINER_OF(start, struct cv_unary, start);

    if (cv_ok(start->status) && !cv_ok(op->receive.status))
        start->status = op->receive.status;
    if (!cv_ok(start->status))
        op->response = NULL;
    op->done(op);
}

void cv_unary_submit(struct cv_channel *channel, struct cv_unary *op)
{
    op->response = NULL;
    op->start.done = unary_ended;
    op->send.done = unary_sent;
    op->receive.done = unary_received;
    cv_call_start(channel, &op->start);
    if (op->start.call == NULL)
        return; /* out of memory; the end is on its way */
    cv_call_send(op->start.call, &op->send, op->request);
    cv_call_close_send(op->start.call);
    cv_call_receive(op->start.call, &op->receive);
}
