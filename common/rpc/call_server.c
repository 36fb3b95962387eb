/* The server side of a call: its header block judged, its handler run, its one end. */
#include "base/clock.h"
#include "rpc/call_counts.h"
#include "rpc/call_internal.h"
#include "rpc/codec.h"
#include "rpc/limits.h"
#include "rpc/metadata_wire.h"
#include "rpc/raw.h"
#include "rpc/timeout.h"

#include <string.h>

static bool starts(struct cv_slice text, const char *what)
{
    size_t len = strlen(what);

    return text.len >= len && memcmp(text.at, what, len) == 0;
}

/* Remember the first reason not to take the call; it is answered when the block is complete. */
static void refuse_head(struct cv_call *call, unsigned http_status, struct cv_status status)
{
    if (!cv_ok(call->head.refused))
        return;
    call->head.refused = status;
    call->head.http_status = http_status;
}

/* ---- the header block ---- */

/* More than one traceparent is as good as none. */
static void head_trace(struct cv_call *call, struct cv_slice value)
{
    struct cv_trace *trace = &call->scope.trace;

    if (call->head.has_trace)
        *trace = (struct cv_trace){.state = trace->state};
    else
        (void)cv_trace_parse(value, trace);
    call->head.has_trace = true;
}

/* Several fields are one list; what its end has too much of is the oldest. */
static void head_trace_state(struct cv_call *call, struct cv_slice value)
{
    struct cv_slice *state = &call->scope.trace.state;
    size_t len = state->len + (state->len > 0) + value.len;
    char *both;

    if (value.len == 0 || len > CV_TRACE_STATE_MAX)
        return;
    both = state->len == 0 ? NULL : cv_arena_alloc(call->arena, len + 1);
    if (both != NULL) {
        memcpy(both, state->at, state->len);
        both[state->len] = ',';
        memcpy(both + state->len + 1, value.at, value.len);
        both[len] = '\0';
        *state = (struct cv_slice){(const uint8_t *)both, len};
    } else if (state->len == 0) {
        *state = value;
    }
}

static void head_timeout(struct cv_call *call, struct cv_slice value)
{
    uint64_t timeout_ns;
    uint64_t now;

    if (!cv_timeout_parse(value, &timeout_ns)) {
        refuse_head(call, 400,
                    cv_status(CV_INTERNAL, NULL,
                              "grpc-timeout must be 1 to 8 digits and one of H M S m u n"));
        return;
    }
    now = cv_clock_ns();
    call->scope.deadline_ns = timeout_ns > CV_NEVER - now ? CV_NEVER : now + timeout_ns;
}

static void head_pseudo(struct cv_call *call, struct cv_slice name, struct cv_slice value)
{
    if (cv_slice_is(name, ":path")) {
        call->route = cv_session_route(call->session, value);
        call->method = call->route == NULL ? NULL : call->route->method;
        if (call->route == NULL)
            call->head.at_root = cv_slice_is(value, "/");
        else
            call->head.turned_away = cv_call_is_too_many(call);
    } else if (cv_slice_is(name, ":method")) {
        call->head.has_method = cv_slice_is(value, "POST");
        if (!call->head.has_method) {
            call->head.is_get = cv_slice_is(value, "GET");
            call->head.is_head = cv_slice_is(value, "HEAD");
        }
    }
}

static bool head_grpc(struct cv_call *call, struct cv_slice name, struct cv_slice value)
{
    if (cv_slice_is(name, "grpc-timeout"))
        head_timeout(call, value);
    else if (cv_slice_is(name, "grpc-accept-encoding"))
        call->accepts |= (uint8_t)cv_encoding_list(value);
    else if (cv_slice_is(name, "grpc-encoding") &&
             !cv_encoding_parse(value, &call->reader.encoding))
        refuse_head(call, 0,
                    cv_status(CV_UNIMPLEMENTED, "UNKNOWN_ENCODING",
                              "grpc-encoding must be one of: identity, gzip, zstd"));
    return starts(name, "grpc-");
}

/* gRPC in the one encoding of messages that is spoken here: protobuf, named or not. */
static bool is_grpc(struct cv_slice type)
{
    static const char NAMED[] = "application/grpc+proto";
    static const size_t BARE = sizeof("application/grpc") - 1;
    size_t len = starts(type, NAMED) ? sizeof(NAMED) - 1 : BARE;

    return starts(type, "application/grpc") && (type.len == len || type.at[len] == ';');
}

void cv_call_header_server(struct cv_call *call, struct cv_slice name, struct cv_slice value)
{
    struct cv_status status;

    if (name.at[0] == ':') {
        head_pseudo(call, name, value);
    } else if (cv_slice_is(name, "content-type")) {
        call->head.has_content_type = is_grpc(value);
    } else if (call->head.turned_away || cv_slice_is(name, "te") || head_grpc(call, name, value)) {
        return;
    } else {
        if (cv_slice_is(name, "traceparent"))
            head_trace(call, value);
        status = cv_metadata_add_wire(&call->headers, call->arena, name, value);
        if (!cv_ok(status))
            refuse_head(call, 0, status);
        else if (cv_slice_is(name, "tracestate"))
            head_trace_state(call, call->headers.last->value); /* the copy that stays */
    }
}

static void judge_head(struct cv_call *call)
{
    if (!call->head.has_method)
        refuse_head(call, 405, cv_status(CV_INTERNAL, NULL, "the HTTP method must be POST"));
    if (!call->head.has_content_type)
        refuse_head(call, 415,
                    cv_status(CV_INTERNAL, NULL,
                              "content-type must be application/grpc or application/grpc+proto"));
    if (call->method == NULL)
        refuse_head(call, 0, cv_status(CV_UNIMPLEMENTED, NULL, "no such method on this server"));
    if (call->scope.deadline_ns != CV_NEVER && call->scope.deadline_ns <= cv_clock_ns())
        refuse_head(call, 0, cv_status(CV_DEADLINE_EXCEEDED, NULL, "expired on arrival"));
}

/* GET and HEAD are for people and probes; whatever else is not gRPC is refused as if it were. */
static void answer_plain(struct cv_call *call)
{
    if (!call->head.is_get && !call->head.is_head) {
        cv_call_refuse(call, call->head.refused);
        return;
    }
    cv_call_move(call, CV_CALL_REPLYING);
    call->local_closed = true;
    cv_session_respond_plain(call);
}

static void turn_away(struct cv_call *call)
{
    if (call->head.has_content_type) {
        cv_call_refuse(call, call->head.refused);
        return;
    }
    /* Its sender is no gRPC client and may not understand an answer before the end of a request. */
    cv_call_move(call, CV_CALL_PLAIN);
    if (call->remote_closed)
        answer_plain(call);
}

static void deadline_passed(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_call *call = CV_CONTAINER_OF(timer, struct cv_call, deadline);

    (void)now_ns;
    cv_call_refuse(call, cv_status(CV_DEADLINE_EXCEEDED, NULL, "the deadline passed"));
}

void cv_call_opened_server(struct cv_call *call)
{
    /* A field that is too much or too bad was noted first; the rules come after it. */
    judge_head(call);
    if (call->lane->counts != NULL && call->head.has_content_type)
        cv_call_count_begun(call);
    if (call->lane->watch != NULL && call->head.has_content_type)
        cv_call_watch_begun(call);
    if (!cv_ok(call->head.refused)) {
        turn_away(call);
        return;
    }
    if (call->head.turned_away) {
        cv_call_refuse_early(call);
        return;
    }
    cv_call_is_coming(call);
    cv_call_move(call, CV_CALL_OPEN);
    call->followers.left = cv_call_followers_left;
    call->scope.followers = &call->followers;
    call->scope.principal = cv_session_principal(call->session);
    call->reader.max = cv_session_message_max(call->session);
    if (cv_session_compression(call->session) != CV_IDENTITY)
        cv_call_compress(call, cv_session_compression(call->session));
    if (call->scope.deadline_ns != CV_NEVER) {
        call->deadline.fire = deadline_passed;
        if (!cv_timer_arm(call->lane->timers, &call->deadline, call->scope.deadline_ns)) {
            cv_call_refuse(call, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory"));
            return;
        }
    }
    if (cv_call_receives_many(call))
        cv_call_ready(call);
}

/* ---- the handler ---- */

/* The single request, as the interceptors leave it. */
static struct cv_status take_request(struct cv_call *call, const ProtobufCMessage **request)
{
    ProtobufCMessage *decoded = NULL;
    struct cv_status status =
        cv_codec_decode(call->method->request, call->message, call->arena, &decoded);

    call->has_message = false;
    call->request = call->message;
    *request = decoded;
    if (!cv_ok(status))
        status.reason = NULL; /* as in cv_call_refuse() */
    else if (call->passage.begun > 0)
        status = cv_chain_request(call, request);
    return status;
}

static void run_handler(struct cv_call *call)
{
    const ProtobufCMessage *request = NULL;
    struct cv_status status = CV_STATUS_OK;

    if (!cv_call_receives_many(call))
        status = take_request(call, &request);
    if (cv_ok(status)) {
        call->state_memory = cv_arena_zalloc(call->arena, call->route->state_size + 1);
        if (call->state_memory == NULL)
            status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the call");
    }
    if (!cv_ok(status))
        cv_call_finish(call, status);
    else
        call->route->handler(call, call->state_memory, request);
}

void cv_call_begun_server(struct cv_call *call, struct cv_status status)
{
    if (cv_ok(status) && call->is_over)
        status = call->over; /* nobody waits: the handler need not begin */
    if (cv_ok(status) && call->state == CV_CALL_OPEN)
        run_handler(call);
    else
        cv_call_finish(call, status);
}

static void start_handler(struct cv_call *call)
{
    const struct cv_chain *chain = cv_session_chain(call->session);

    if (cv_session_is_full(call->session)) {
        cv_call_refuse(call, cv_status(CV_RESOURCE_EXHAUSTED, "TOO_MUCH_UNDER_WAY", CV_TOO_HEAVY));
        return;
    }
    if (!cv_call_let_in(call))
        return;
    call->started = true;
    call->holds |= CV_HOLD_USER;
    if (chain == NULL)
        run_handler(call);
    else
        cv_chain_begin(call, chain);
}

void cv_call_run_server(struct cv_call *call)
{
    if (call->is_over && call->passage.begun > 0)
        (void)cv_chain_end(call, call->over); /* the client has left; else they know */
    if (call->started || call->is_over || call->state != CV_CALL_OPEN) {
        if (!call->is_over && call->state == CV_CALL_PLAIN && call->remote_closed)
            answer_plain(call);
        return;
    }
    if (cv_call_receives_many(call) || (call->has_message && call->remote_closed))
        start_handler(call);
    else if ((call->holds & CV_HOLD_INFLATE) != 0)
        return;
    else if (call->remote_closed && call->reader.prefix_len > 0)
        cv_call_refuse(call, cv_status(CV_INTERNAL, NULL, "the request message is incomplete"));
    else if (call->remote_closed)
        cv_call_refuse(call,
                       cv_status(CV_UNIMPLEMENTED, NULL, "no message where the method takes one"));
}

/* ---- the end ---- */

/* What the interceptors make of it. An answer that they turn into an error is not sent. */
static struct cv_status pass_end(struct cv_call *call, struct cv_status status)
{
    struct cv_status passed = cv_chain_end(call, status);

    if (cv_ok(status) && !cv_ok(passed) && (call->method->kind & CV_SERVER_STREAMING) == 0)
        cv_call_drop_outgoing(call);
    return passed;
}

/* What the peer shall hear last. Messages sent before it go first. */
static void decide(struct cv_call *call, struct cv_status status)
{
    if (call->passage.begun > 0)
        status = pass_end(call, status);
    cv_call_move(call, CV_CALL_REPLYING);
    call->outcome = status;
    call->local_closed = true;
    call->stalled_ns = 0;
    cv_timer_disarm(call->lane->timers, &call->deadline);
    if ((call->holds & CV_HOLD_STREAM) == 0)
        return;
    if (call->headers_sent) {
        cv_session_resume(call);
    } else if (cv_ok(status) || call->out_first != NULL || call->out_headers.count > 0) {
        cv_session_respond(call);
    } else {
        cv_session_respond_only(call);
    }
}

/* Of the message of which a part is out already the rest has to follow, or the status could not. */
static void drop_unbegun(struct cv_call *call)
{
    struct cv_outgoing *begun = call->out_at > 0 ? call->out_first : NULL;
    size_t at = call->out_at;

    if (begun != NULL)
        call->out_first = begun->next;
    cv_call_drop_outgoing(call);
    if (begun == NULL)
        return;
    begun->next = NULL;
    call->out_first = call->out_last = begun;
    call->out_at = at;
    call->out_queued = begun->bytes.len - at;
}

void cv_call_fail(struct cv_call *call, struct cv_status status)
{
    if (call->state >= CV_CALL_REPLYING)
        return;
    cv_call_end(call, status);
    drop_unbegun(call);
    decide(call, status);
}

void cv_call_refuse(struct cv_call *call, struct cv_status status)
{
    status.reason = NULL; /* details on the wire are the services' own, as with any gRPC server */
    cv_call_fail(call, status);
}

void cv_call_stream_closed_server(struct cv_call *call)
{
    if ((call->holds & CV_HOLD_USER) != 0)
        cv_call_end(call, cv_status(CV_CANCELLED, NULL, "the client has left"));
    call->is_over = true;
    if (call->begun_ns != 0)
        cv_call_count_ended(call);
    if (call->watched != NULL)
        cv_call_watch_ended(call);
    if ((call->holds & CV_HOLD_INFLATE) != 0)
        cv_call_inflate_needless(call);
    if (call->state != CV_CALL_CLOSED)
        cv_call_move(call, CV_CALL_CLOSED);
    cv_call_hold_drop(call, CV_HOLD_STREAM);
}

void cv_call_finish(struct cv_call *call, struct cv_status status)
{
    CV_ASSERT(!call->client);
    CV_ASSERT(call->started && !call->user_done);
    CV_ASSERT_CMP(status.code, <, CV_CODE_COUNT);
    call->user_done = true;
    if (call->limiter != NULL)
        cv_limiter_leave(call->limiter);
    if (call->state == CV_CALL_OPEN)
        decide(call, status);
    else if (call->passage.begun > 0)
        (void)cv_chain_end(call, status);
    if (call->receive != NULL || call->send != NULL || call->over_op != NULL ||
        call->drain_op != NULL || call->followers.count > 0)
        cv_call_end(call, cv_status(CV_CANCELLED, NULL, "the call has ended"));
    cv_call_hold_drop(call, CV_HOLD_USER);
}

static void reply_with(struct cv_call *call, struct cv_slice bytes, uint8_t *prefix)
{
    struct cv_outgoing *out = cv_arena_zalloc(call->arena, 2 * sizeof(*out));

    if (out == NULL || prefix == NULL || !cv_call_weigh(call, bytes.len)) {
        cv_call_finish(call, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the answer"));
        return;
    }
    out[0].framing = CV_FRAME_PREFIX;
    if (call->compressing && cv_call_deflate(call, out, bytes)) {
        cv_call_enqueue_slice(call, out);
        cv_call_finish(call, CV_STATUS_OK);
        return;
    }
    cv_frame_prefix(prefix, false, bytes.len);
    out[0].bytes = (struct cv_slice){prefix, CV_FRAME_PREFIX};
    if (bytes.at == prefix + CV_FRAME_PREFIX) {
        out[0].bytes.len += bytes.len;
    } else if (bytes.len > 0) {
        out[1].bytes = bytes;
        cv_call_enqueue_slice(call, &out[0]);
        cv_call_enqueue_slice(call, &out[1]);
        cv_call_finish(call, CV_STATUS_OK);
        return;
    }
    cv_call_enqueue_slice(call, &out[0]);
    cv_call_finish(call, CV_STATUS_OK);
}

void cv_call_reply_encoded(struct cv_call *call, struct cv_slice bytes)
{
    struct cv_raw raw;

    CV_ASSERT((call->method->kind & CV_SERVER_STREAMING) == 0);
    if (call->passage.begun > 0) {
        raw = cv_raw(bytes);
        cv_call_reply(call, &raw.base);
        return;
    }
    if (call->state != CV_CALL_OPEN) {
        cv_call_finish(call, CV_STATUS_OK);
        return;
    }
    reply_with(call, bytes, cv_arena_alloc(call->arena, CV_FRAME_PREFIX));
}

void cv_call_reply(struct cv_call *call, const ProtobufCMessage *response)
{
    struct cv_slice bytes = {NULL, 0};
    uint8_t *prefix;

    CV_ASSERT((call->method->kind & CV_SERVER_STREAMING) == 0);
    if (call->state != CV_CALL_OPEN) { /* nobody waits any more */
        cv_call_finish(call, CV_STATUS_OK);
        return;
    }
    if (call->passage.begun > 0) {
        struct cv_status status = cv_chain_response(call, &response);

        if (!cv_ok(status)) {
            cv_call_finish(call, status);
            return;
        }
    }
    bytes.len = cv_codec_size(response);
    prefix = cv_arena_alloc(call->arena, bytes.len + CV_FRAME_PREFIX);
    if (prefix != NULL) {
        cv_codec_write(response, prefix + CV_FRAME_PREFIX);
        bytes.at = prefix + CV_FRAME_PREFIX;
    }
    reply_with(call, bytes, prefix);
}

void cv_call_send_headers(struct cv_call *call)
{
    if (!call->headers_sent && call->state == CV_CALL_OPEN)
        cv_session_respond(call);
}
