/* What we send: header blocks, messages, trailers, resets. */
#include "base/clock.h"
#include "rpc/base64.h"
#include "rpc/call_counts.h"
#include "rpc/error_details.h"
#include "rpc/metadata_wire.h"
#include "rpc/percent.h"
#include "rpc/session_internal.h"
#include "rpc/timeout.h"

#include <string.h>

/* Static text: nghttp2 need not copy it. */
#define PAIR(n, v)                                                                                 \
    {                                                                                              \
        (uint8_t *)(uintptr_t)(n), (uint8_t *)(uintptr_t)(v), sizeof(n) - 1, sizeof(v) - 1,        \
            NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE                           \
    }

static const nghttp2_nv STATUS_200 = PAIR(":status", "200");
static const nghttp2_nv LEADING[] = {PAIR(":status", "200"),
                                     PAIR("content-type", "application/grpc")};
static const nghttp2_nv STATUS_400 = PAIR(":status", "400");
static const nghttp2_nv STATUS_405 = PAIR(":status", "405");
static const nghttp2_nv STATUS_415 = PAIR(":status", "415");
static const nghttp2_nv CONTENT_TYPE = PAIR("content-type", "application/grpc");
static const nghttp2_nv ACCEPT_ENCODING = PAIR("grpc-accept-encoding", "identity,gzip,zstd");
static const nghttp2_nv ENCODINGS[CV_ENCODING_COUNT] = {
    PAIR("grpc-encoding", "identity"),
    PAIR("grpc-encoding", "gzip"),
    PAIR("grpc-encoding", "zstd"),
};
static const nghttp2_nv METHOD_POST = PAIR(":method", "POST");
static const nghttp2_nv SCHEME_HTTP = PAIR(":scheme", "http");
static const nghttp2_nv SCHEME_HTTPS = PAIR(":scheme", "https");
static const nghttp2_nv TE_TRAILERS = PAIR("te", "trailers");

static const nghttp2_nv GRPC_STATUS[CV_CODE_COUNT] = {
    PAIR("grpc-status", "0"),  PAIR("grpc-status", "1"),  PAIR("grpc-status", "2"),
    PAIR("grpc-status", "3"),  PAIR("grpc-status", "4"),  PAIR("grpc-status", "5"),
    PAIR("grpc-status", "6"),  PAIR("grpc-status", "7"),  PAIR("grpc-status", "8"),
    PAIR("grpc-status", "9"),  PAIR("grpc-status", "10"), PAIR("grpc-status", "11"),
    PAIR("grpc-status", "12"), PAIR("grpc-status", "13"), PAIR("grpc-status", "14"),
    PAIR("grpc-status", "15"), PAIR("grpc-status", "16"),
};

#define BLOCK_SMALL 16

/* A header block being put together. */
struct block {
    nghttp2_nv small[BLOCK_SMALL];
    nghttp2_nv *pairs; /* `small`, or in the call's arena */
    size_t count;
};

/* Room for `metadata` and up to ten pairs of our own. */
static bool block_init(struct block *block, struct cv_call *call,
                       const struct cv_metadata *metadata)
{
    block->count = 0;
    block->pairs = block->small;
    if (metadata->count + 10 > BLOCK_SMALL)
        block->pairs = cv_arena_array(call->arena, metadata->count + 10, sizeof(*block->pairs));
    return block->pairs != NULL;
}

static void put(struct block *block, const nghttp2_nv *pair)
{
    block->pairs[block->count++] = *pair;
}

/* Copied by nghttp2: the call may be gone before the frame is written. */
static void put_copy(struct block *block, const char *name, struct cv_slice value)
{
    block->pairs[block->count++] = (nghttp2_nv){
        .name = (uint8_t *)(uintptr_t)name,
        .namelen = strlen(name),
        .value = (uint8_t *)(uintptr_t)value.at,
        .valuelen = value.len,
        .flags = NGHTTP2_NV_FLAG_NONE,
    };
}

/* One that is hardly ever the same twice. The first brings its name into the table of the
 * connection's headers; others would only push out of it what is the same each time. */
static void put_fresh(struct block *block, bool *named, const char *name, struct cv_slice value)
{
    put_copy(block, name, value);
    if (*named)
        block->pairs[block->count - 1].flags |= NGHTTP2_NV_FLAG_NO_INDEX;
    *named = true;
}

static void put_metadata(struct block *block, struct cv_call *call,
                         const struct cv_metadata *metadata)
{
    for (const struct cv_metadatum *at = metadata->first; at != NULL; at = at->next) {
        const char *key = (const char *)at->key.at;
        struct cv_slice value = cv_metadata_wire_value(at, call->arena);

        if (strcmp(key, "traceparent") == 0)
            put_fresh(block, &call->session->trace_named, key, value);
        else
            put_copy(block, key, value);
    }
}

static void put_status(struct block *block, struct cv_call *call)
{
    const struct cv_status *status = &call->outcome;

    put(block, &GRPC_STATUS[status->code]);
    if (cv_ok(*status))
        return;
    if (status->message != NULL)
        put_copy(block, "grpc-message",
                 cv_percent_encode(
                     (struct cv_slice){(const uint8_t *)status->message, strlen(status->message)},
                     call->arena));
    if (status->reason != NULL || status->field != NULL || status->details != NULL) {
        struct cv_slice bytes = cv_error_details_encode(status, call->arena);

        if (bytes.at != NULL)
            put_copy(block, "grpc-status-details-bin", cv_base64_encode(bytes, call->arena));
    }
}

/* ---- bodies ---- */

static int submit_trailers(struct cv_call *call)
{
    struct block block;

    if (!block_init(&block, call, &call->out_trailers))
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    put_status(&block, call);
    put_metadata(&block, call, &call->out_trailers);
    return nghttp2_submit_trailer(call->session->h2, call->stream_id, block.pairs, block.count);
}

static ssize_t read_body(nghttp2_session *h2, int32_t stream_id, uint8_t *out, size_t cap,
                         uint32_t *flags, nghttp2_data_source *source, void *user)
{
    struct cv_call *call = cv_session_call(user, stream_id);
    int error;
    size_t n;

    (void)source;
    if (call == NULL) /* reset a moment ago */
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    n = cv_call_pull(call, out, cap);
    if (call->out_first != NULL || !call->local_closed) { /* there will be more */
        call->stalled = n == 0;
        return n == 0 ? NGHTTP2_ERR_DEFERRED : (ssize_t)n;
    }
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (call->client) {
        call->sent_all = true;
        return (ssize_t)n;
    }
    *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
    if (cv_ok(call->outcome) && call->out_trailers.count == 0) /* nothing to put together */
        error = nghttp2_submit_trailer(h2, stream_id, &GRPC_STATUS[CV_OK], 1);
    else
        error = submit_trailers(call);
    if (error != 0)
        return error == NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE ? error
                                                              : NGHTTP2_ERR_CALLBACK_FAILURE;
    return (ssize_t)n;
}

static const nghttp2_data_provider BODY = {.read_callback = read_body};

/* ---- header blocks ---- */

static void submitted(struct cv_call *call, int error)
{
    call->headers_sent = true;
    if (error != 0)
        cv_session_reset(call, CV_H2_INTERNAL_ERROR);
    else
        cv_session_dirty(call->session);
}

/* Something is compressed. Only who does that wants to know what we take. */
static bool has_encodings(const struct cv_call *call)
{
    return call->encoding != CV_IDENTITY || call->reader.encoding != CV_IDENTITY;
}

void cv_session_respond(struct cv_call *call)
{
    struct block block;

    if ((call->holds & CV_HOLD_STREAM) == 0)
        return;
    if (call->out_headers.count == 0 && !has_encodings(call)) {
        submitted(call, nghttp2_submit_response(call->session->h2, call->stream_id, LEADING,
                                                sizeof(LEADING) / sizeof(LEADING[0]), &BODY));
        return;
    }
    if (!block_init(&block, call, &call->out_headers)) {
        submitted(call, NGHTTP2_ERR_NOMEM);
        return;
    }
    put(&block, &LEADING[0]);
    put(&block, &LEADING[1]);
    if (call->encoding != CV_IDENTITY)
        put(&block, &ENCODINGS[call->encoding]);
    if (call->reader.encoding != CV_IDENTITY)
        put(&block, &ACCEPT_ENCODING);
    put_metadata(&block, call, &call->out_headers);
    submitted(call, nghttp2_submit_response(call->session->h2, call->stream_id, block.pairs,
                                            block.count, &BODY));
}

void cv_session_respond_only(struct cv_call *call)
{
    unsigned http = call->head.http_status;
    struct block block;

    if ((call->holds & CV_HOLD_STREAM) == 0)
        return;
    if (!block_init(&block, call, &call->out_trailers)) {
        submitted(call, NGHTTP2_ERR_NOMEM);
        return;
    }
    put(&block, http == 400   ? &STATUS_400
                : http == 405 ? &STATUS_405
                : http == 415 ? &STATUS_415
                              : &STATUS_200);
    put(&block, &CONTENT_TYPE);
    if (!cv_ok(call->head.refused)) /* perhaps over an encoding: say what we take */
        put(&block, &ACCEPT_ENCODING);
    put_status(&block, call);
    put_metadata(&block, call, &call->out_trailers);
    submitted(call, nghttp2_submit_response(call->session->h2, call->stream_id, block.pairs,
                                            block.count, NULL));
}

#define PUSHBACK(ms) PAIR("grpc-retry-pushback-ms", ms)

/* The same few each time, so that all of it is in the table of the connection's headers. */
void cv_session_respond_later(struct cv_call *call, unsigned pushback)
{
    static const nghttp2_nv LATER[CV_PUSHBACKS] = {
        PUSHBACK("200"), PUSHBACK("225"), PUSHBACK("250"), PUSHBACK("275"),
        PUSHBACK("300"), PUSHBACK("325"), PUSHBACK("350"), PUSHBACK("375"),
    };
    const nghttp2_nv block[] = {STATUS_200, CONTENT_TYPE, GRPC_STATUS[CV_UNAVAILABLE],
                                PAIR("grpc-message", CV_REFUSED_EARLY), LATER[pushback]};
    struct cv_session *session = call->session;

    if (nghttp2_submit_response(session->h2, call->stream_id, block,
                                sizeof(block) / sizeof(block[0]), NULL) != 0) {
        cv_session_reset(call, CV_H2_INTERNAL_ERROR);
        return;
    }
    cv_session_unlink(session, call->stream_id);
    cv_session_dirty(session);
    cv_call_stream_closed_server(call);
}

static void put_timeout(struct block *block, struct cv_call *call, char text[CV_TIMEOUT_TEXT])
{
    uint64_t now = cv_clock_ns();
    uint64_t left = call->scope.deadline_ns > now ? call->scope.deadline_ns - now : 1;

    if (call->scope.deadline_ns == CV_NEVER)
        return;
    put_fresh(block, &call->session->timeout_named, "grpc-timeout",
              (struct cv_slice){(const uint8_t *)text, cv_timeout_print(left, text)});
}

/* How many there were before this one. */
static void put_attempts(struct block *block, unsigned attempts, char digit[1])
{
    if (attempts == 0)
        return;
    digit[0] = (char)('0' + attempts); /* never more than CV_RETRY_ATTEMPTS_MAX */
    put_copy(block, "grpc-previous-rpc-attempts", (struct cv_slice){(const uint8_t *)digit, 1});
}

static struct cv_slice text_slice(const char *text)
{
    return (struct cv_slice){(const uint8_t *)text, strlen(text)};
}

bool cv_session_request(struct cv_call *call)
{
    struct cv_session *session = call->session;
    char timeout[CV_TIMEOUT_TEXT];
    char attempts[1];
    struct block block;
    int32_t id;

    if (!block_init(&block, call, &call->out_headers))
        return false;
    put(&block, &METHOD_POST);
    put(&block, session->config.secure ? &SCHEME_HTTPS : &SCHEME_HTTP);
    put_copy(&block, ":path", text_slice(call->method->path));
    put_copy(&block, ":authority", text_slice(session->config.authority));
    put(&block, &CONTENT_TYPE);
    put(&block, &TE_TRAILERS);
    put(&block, &ACCEPT_ENCODING);
    if (call->encoding != CV_IDENTITY)
        put(&block, &ENCODINGS[call->encoding]);
    put_copy(&block, "user-agent", text_slice(session->config.user_agent));
    put_timeout(&block, call, timeout);
    put_attempts(&block, call->retry.attempts, attempts);
    put_metadata(&block, call, &call->out_headers);
    id = nghttp2_submit_request(session->h2, NULL, block.pairs, block.count, &BODY, call);
    if (id < 0)
        return false;
    session->stream_count++;
    call->stream_id = id;
    call->holds |= CV_HOLD_STREAM;
    call->headers_sent = true;
    cv_session_dirty(session);
    return true;
}

/* What is in them, so that an acknowledgement says which. */
static const char PINGS[][9] = {
    [CV_PING_ALIVE] = "alive?  ",
    [CV_PING_DRAIN] = "draining",
    [CV_PING_MEASURE] = "how far?",
};

bool cv_session_send_ping(struct cv_session *session, enum cv_ping ping)
{
    if (nghttp2_submit_ping(session->h2, NGHTTP2_FLAG_NONE, (const uint8_t *)PINGS[ping]) != 0)
        return false;
    session->pings_out++;
    return true;
}

bool cv_session_is_ping(const nghttp2_frame *frame, enum cv_ping ping)
{
    return memcmp(frame->ping.opaque_data, PINGS[ping], sizeof(frame->ping.opaque_data)) == 0;
}

static void note_used(struct cv_session *session, int32_t stream_id)
{
    const struct cv_call *call = cv_session_call(session, stream_id);

    session->used = call != NULL && call->attempts != NULL;
}

int cv_session_frame_sent(nghttp2_session *h2, const nghttp2_frame *frame, void *user)
{
    struct cv_session *session = user;
    const struct cv_call *call;

    cv_session_sent_counts(session, frame);
    if (frame->hd.type == NGHTTP2_GOAWAY && session->draining && !session->drained)
        return cv_session_send_ping(session, CV_PING_DRAIN) /* no sooner: it would overtake */
                   ? 0
                   : NGHTTP2_ERR_CALLBACK_FAILURE;
    if (session->config.router == NULL) {
        if (!session->used && frame->hd.type == NGHTTP2_HEADERS)
            note_used(session, frame->hd.stream_id);
        return 0;
    }
    if (frame->hd.type != NGHTTP2_HEADERS || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0)
        return 0;
    call = cv_session_call(session, frame->hd.stream_id);
    if (call != NULL ? call->remote_closed
                     : nghttp2_session_get_stream_remote_close(h2, frame->hd.stream_id) != 0)
        return 0;
    /* The answer is complete and the request is not: RFC 9113, 8.1, asks for NO_ERROR. */
    return nghttp2_submit_rst_stream(h2, NGHTTP2_FLAG_NONE, frame->hd.stream_id, NGHTTP2_NO_ERROR);
}

/* ---- flow ---- */

void cv_session_resume(struct cv_call *call)
{
    if ((call->holds & CV_HOLD_STREAM) == 0)
        return;
    if (call->stalled) {
        call->stalled = false;
        (void)nghttp2_session_resume_data(call->session->h2, call->stream_id);
    }
    cv_session_dirty(call->session);
}

void cv_session_reset(struct cv_call *call, uint32_t h2_error)
{
    struct cv_session *session = call->session;

    if ((call->holds & CV_HOLD_STREAM) == 0)
        return;
    cv_session_unlink(session, call->stream_id);
    if (call->client)
        session->stream_count--;
    if (nghttp2_submit_rst_stream(session->h2, NGHTTP2_FLAG_NONE, call->stream_id, h2_error) != 0)
        session->over = true;
    cv_session_dirty(session);
    if ((call->holds & CV_HOLD_USER) != 0)
        cv_call_end(call, cv_status(CV_CANCELLED, NULL, "the call was reset"));
    call->is_over = true;
    if (call->begun_ns != 0)
        cv_call_count_ended(call);
    if (call->state != CV_CALL_CLOSED)
        cv_call_move(call, CV_CALL_CLOSED);
    cv_call_hold_drop(call, CV_HOLD_STREAM);
}

void cv_session_consumed(struct cv_call *call, size_t len)
{
    if ((call->holds & CV_HOLD_STREAM) == 0)
        return;
    (void)nghttp2_session_consume_stream(call->session->h2, call->stream_id, len);
    cv_session_dirty(call->session);
}
