#include "client_call.h"

#include "base/clock.h"
#include "base/list.h"
#include "connectrpc/conformance/v1/service.caravan.h"
#include "convert.h"

#include <string.h>

#define CALL_MEMORY_MAX (64u * 1024 * 1024) /* what the suite sends in one call is far less */

static void send_next(struct client_call *call);

static bool pause(struct client_call *call, cv_timer_fire *then, uint32_t milliseconds)
{
    call->timer.fire = then;
    return cv_timer_arm(cv_loop_timers(call->loop), &call->timer,
                        cv_clock_ns() + milliseconds * CV_NS_PER_MS);
}

/* An answer comes between any two requests. */
static bool alternates(const struct client_call *call)
{
    return call->request->stream_type ==
           CONNECTRPC__CONFORMANCE__V1__STREAM_TYPE__STREAM_TYPE_FULL_DUPLEX_BIDI_STREAM;
}

/* ---- the end of sending ---- */

static void time_to_cancel(struct cv_timer *timer, uint64_t now_ns)
{
    (void)now_ns;
    cv_call_cancel(CV_CONTAINER_OF(timer, struct client_call, timer)->start.call);
}

static void all_sent(struct client_call *call)
{
    const Connectrpc__Conformance__V1__ClientCompatRequest__Cancel *cancel = call->request->cancel;

    if (cancel != NULL &&
        cancel->timing_case ==
            CONNECTRPC__CONFORMANCE__V1__CLIENT_COMPAT_REQUEST__CANCEL__TIMING_BEFORE_CLOSE_SEND) {
        cv_call_cancel(call->start.call);
        return;
    }
    cv_call_close_send(call->start.call);
    if (cancel == NULL ||
        cancel->timing_case ==
            CONNECTRPC__CONFORMANCE__V1__CLIENT_COMPAT_REQUEST__CANCEL__TIMING_AFTER_NUM_RESPONSES)
        return;
    if (!pause(call, time_to_cancel, cancel->after_close_send_ms))
        cv_call_cancel(call->start.call);
}

/* ---- sending ---- */

static void send_one(struct client_call *call)
{
    const Google__Protobuf__Any *any = call->request->request_messages[call->sent];
    ProtobufCMessage *message = protobuf_c_message_unpack(call->start.method->request, NULL,
                                                          any->value.len, any->value.data);

    if (message == NULL) {
        cv_call_cancel(call->start.call);
        return;
    }
    cv_call_send(call->start.call, &call->send, message);
    protobuf_c_message_free_unpacked(message, NULL);
}

static void sent(struct cv_send *op)
{
    struct client_call *call = CV_CONTAINER_OF(op, struct client_call, send);

    if (!cv_ok(op->status))
        return; /* the end is on its way */
    call->sent++;
    if (!alternates(call))
        send_next(call);
}

static void time_to_send(struct cv_timer *timer, uint64_t now_ns)
{
    (void)now_ns;
    send_one(CV_CONTAINER_OF(timer, struct client_call, timer));
}

static void send_next(struct client_call *call)
{
    uint32_t delay_ms = call->request->request_delay_ms;

    if (call->sent == call->request->n_request_messages)
        all_sent(call);
    else if (delay_ms == 0 || !pause(call, time_to_send, delay_ms))
        send_one(call);
}

/* ---- receiving ---- */

static bool make_room(struct client_call *call)
{
    Connectrpc__Conformance__V1__ClientResponseResult *response = &call->response;
    size_t room = 2 * call->payload_room + 8;
    void *more = cv_arena_array(&call->arena, room, sizeof(*response->payloads));

    if (more == NULL)
        return false;
    if (response->n_payloads > 0)
        memcpy(more, response->payloads, response->n_payloads * sizeof(*response->payloads));
    response->payloads = more;
    call->payload_room = room;
    return true;
}

/* The message is gone when the next one is asked for. */
static bool keep(struct client_call *call, const Connectrpc__Conformance__V1__Response *message)
{
    static const Connectrpc__Conformance__V1__ConformancePayload EMPTY =
        CONNECTRPC__CONFORMANCE__V1__CONFORMANCE_PAYLOAD__INIT;
    const Connectrpc__Conformance__V1__ConformancePayload *payload =
        message->payload == NULL ? &EMPTY : message->payload;
    Connectrpc__Conformance__V1__ClientResponseResult *response = &call->response;
    ProtobufCMessage *copy = message_copy(&payload->base, &call->arena);

    if (copy == NULL)
        return false;
    if (response->n_payloads == call->payload_room && !make_room(call))
        return false;
    response->payloads[response->n_payloads++] =
        (Connectrpc__Conformance__V1__ConformancePayload *)copy;
    return true;
}

static bool is_enough(const struct client_call *call)
{
    const Connectrpc__Conformance__V1__ClientCompatRequest__Cancel *cancel = call->request->cancel;

    return cancel != NULL &&
           cancel->timing_case ==
               CONNECTRPC__CONFORMANCE__V1__CLIENT_COMPAT_REQUEST__CANCEL__TIMING_AFTER_NUM_RESPONSES &&
           call->response.n_payloads == cancel->after_num_responses;
}

static void received(struct cv_receive *op)
{
    struct client_call *call = CV_CONTAINER_OF(op, struct client_call, receive);

    call->received = op->status;
    if (!cv_ok(op->status) || op->message == NULL)
        return; /* the end is on its way */
    if (!keep(call, (const Connectrpc__Conformance__V1__Response *)op->message) ||
        is_enough(call)) {
        cv_call_cancel(call->start.call);
        return;
    }
    cv_call_receive(call->start.call, op);
    if (alternates(call))
        send_next(call);
}

/* ---- the call ---- */

static enum cv_encoding encoding_of(Connectrpc__Conformance__V1__Compression compression)
{
    switch (compression) {
    case CONNECTRPC__CONFORMANCE__V1__COMPRESSION__COMPRESSION_GZIP:
        return CV_GZIP;
    case CONNECTRPC__CONFORMANCE__V1__COMPRESSION__COMPRESSION_ZSTD:
        return CV_ZSTD;
    default:
        return CV_IDENTITY;
    }
}

static void ended(struct cv_start *start)
{
    struct client_call *call = CV_CONTAINER_OF(start, struct client_call, start);
    Connectrpc__Conformance__V1__ClientResponseResult *response = &call->response;
    struct cv_status status = cv_ok(start->status) ? call->received : start->status;

    cv_timer_disarm(cv_loop_timers(call->loop), &call->timer);
    response->n_response_headers =
        headers_print(&start->headers, &call->arena, &response->response_headers);
    response->n_response_trailers =
        headers_print(&start->trailers, &call->arena, &response->response_trailers);
    if (!cv_ok(status))
        response->error = error_print(status, start->details, &call->arena);
    response->num_unsent_requests = (int32_t)(call->request->n_request_messages - call->sent);
    call->done(call);
}

static const struct cv_method *method_named(const char *name)
{
    const struct cv_service_type *type = &connectrpc_conformance_v1_conformance_service_type;

    for (size_t i = 0; i < type->method_count; i++)
        if (strcmp(type->methods[i].name, name) == 0)
            return &type->methods[i];
    return NULL;
}

void client_call_init(struct client_call *call)
{
    cv_arena_init(&call->arena, CALL_MEMORY_MAX);
    connectrpc__conformance__v1__client_response_result__init(&call->response);
    call->scope = (struct cv_scope){.arena = &call->arena, .deadline_ns = CV_NEVER};
    call->start.scope = &call->scope;
    call->start.done = ended;
    call->send.done = sent;
    call->receive.done = received;
}

struct cv_status client_call_start(struct client_call *call, struct cv_channel *channel)
{
    const Connectrpc__Conformance__V1__ClientCompatRequest *request = call->request;
    struct cv_metadata metadata = {0};
    struct cv_status status =
        headers_read(request->request_headers, request->n_request_headers, &call->arena, &metadata);

    call->start.method = method_named(request->method);
    if (call->start.method == NULL)
        status = cv_status(CV_INVALID_ARGUMENT, NULL, "no such method");
    if (!cv_ok(status))
        return status;
    call->start.metadata = &metadata;
    call->start.compression = encoding_of(request->compression);
    if (request->timeout_case ==
        CONNECTRPC__CONFORMANCE__V1__CLIENT_COMPAT_REQUEST__TIMEOUT_TIMEOUT_MS)
        call->scope.deadline_ns = cv_clock_ns() + request->timeout_ms * CV_NS_PER_MS;
    cv_call_start(channel, &call->start);
    if (call->start.call == NULL)
        return CV_STATUS_OK; /* out of memory; the end is on its way */
    cv_call_receive(call->start.call, &call->receive);
    send_next(call);
    return CV_STATUS_OK;
}

void client_call_free(struct client_call *call)
{
    cv_arena_release(&call->arena);
}
