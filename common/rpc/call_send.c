/* Our messages of a call: encoded, queued, pulled by its session. */
#include "rpc/attempt.h"
#include "rpc/call_internal.h"
#include "rpc/codec.h"
#include "rpc/limits.h"

#include <string.h>

void cv_call_enqueue_slice(struct cv_call *call, struct cv_outgoing *out)
{
    if (call->out_last == NULL)
        call->out_first = out;
    else
        call->out_last->next = out;
    call->out_last = out;
    call->out_queued += out->bytes.len;
}

bool cv_call_enqueue(struct cv_call *call, const ProtobufCMessage *message, bool uncompressed)
{
    size_t len = cv_codec_size(message);
    struct cv_arena *arena;
    struct cv_outgoing *out;
    uint8_t *bytes;
    void *first;

    if (!cv_call_weigh(call, len))
        return false;
    arena = cv_arena_new(CV_CALL_MEMORY_MAX, sizeof(*out), &first);
    if (arena == NULL)
        return false;
    out = first;
    bytes = len > UINT32_MAX ? NULL : cv_arena_alloc(arena, len + CV_FRAME_PREFIX);
    if (bytes == NULL) {
        cv_arena_release(arena);
        return false;
    }
    cv_frame_prefix(bytes, false, len);
    cv_codec_write(message, bytes + CV_FRAME_PREFIX);
    *out = (struct cv_outgoing){
        .arena = arena, .bytes = {bytes, len + CV_FRAME_PREFIX}, .framing = CV_FRAME_PREFIX};
    if (call->compressing && !uncompressed)
        (void)cv_call_deflate(call, out, (struct cv_slice){bytes + CV_FRAME_PREFIX, len});
    cv_call_enqueue_slice(call, out);
    return true;
}

/* The service config may have a limit for the method. */
static struct cv_status size_allowed(const struct cv_call *call, const ProtobufCMessage *message)
{
    size_t max = call->config == NULL ? SIZE_MAX : call->config->request_max;

    if (max == SIZE_MAX || cv_codec_size(message) <= max)
        return CV_STATUS_OK;
    return cv_status_f(call->texts, CV_RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE",
                       "a message of %zu bytes where %zu are allowed", cv_codec_size(message), max);
}

/* Into the queue, through the interceptors. */
static struct cv_status take_send(struct cv_call *call, const ProtobufCMessage *message,
                                  bool uncompressed)
{
    struct cv_status status = CV_STATUS_OK;

    if (call->passage.begun > 0)
        status =
            call->client ? cv_chain_request(call, &message) : cv_chain_response(call, &message);
    if (!cv_ok(status) && !call->client)
        cv_call_fail(call, status);
    if (cv_ok(status))
        status = size_allowed(call, message);
    if (cv_ok(status) && !cv_call_enqueue(call, message, uncompressed))
        status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the message");
    return status;
}

void cv_call_send(struct cv_call *call, struct cv_send *op, const ProtobufCMessage *message)
{
    CV_ASSERT(call->send == NULL);
    CV_ASSERT(!call->local_closed ||
              call->is_over); /* ended by us, it was not the caller's doing */
    op->status = CV_STATUS_OK;
    call->send = op;
    if (call->is_over) {
        cv_call_ready(call);
        return;
    }
    op->status = take_send(call, message, op->uncompressed);
    if (!cv_ok(op->status)) {
        if (call->client)
            cv_call_outcome(call, op->status);
        cv_call_ready(call);
        return;
    }
    if (!call->client && !call->headers_sent)
        cv_session_respond(call);
    cv_session_resume(call);
    if (call->out_queued <= CV_SEND_QUEUE_MAX)
        cv_call_ready(call);
}

size_t cv_call_pull(struct cv_call *call, uint8_t *out, size_t cap)
{
    size_t done = 0;

    call->stalled_ns = 0;
    while (call->out_first != NULL && call->out_first->work == NULL && done < cap) {
        struct cv_outgoing *first = call->out_first;
        size_t n = first->bytes.len - call->out_at;

        if (n > cap - done)
            n = cap - done;
        memcpy(out + done, first->bytes.at + call->out_at, n);
        done += n;
        call->out_at += n;
        if (call->out_at < first->bytes.len)
            break;
        call->bytes_sent += first->bytes.len - first->framing;
        call->messages_sent += first->framing > 0;
        call->out_first = first->next;
        call->out_last = call->out_first == NULL ? NULL : call->out_last;
        call->out_at = 0;
        if (call->keeps)
            cv_attempt_keep(call, first);
        else if (first->arena != NULL)
            cv_arena_release(first->arena);
    }
    call->out_queued -= done;
    if (call->send != NULL && call->out_queued <= CV_SEND_QUEUE_MAX)
        cv_call_ready(call);
    return done;
}
