/* ServerStream and BidiStream: as many answers as the first request says. */
#include "base/list.h"
#include "convert.h"
#include "pause.h"
#include "seen.h"
#include "service.h"

static const struct cv_status NO_MEMORY = {.code = CV_RESOURCE_EXHAUSTED};

struct answers {
    struct cv_call *call;
    struct seen seen;
    struct pause pause;
    struct cv_receive receive;
    struct cv_send send;
    const Connectrpc__Conformance__V1__StreamResponseDefinition *definition; /* NULL: none */
    size_t sent;
    bool begun;     /* the first request has come */
    bool alternate; /* an answer to each request */
    bool all_seen;  /* no more requests come */
};

static void end(struct answers *answers)
{
    const Connectrpc__Conformance__V1__Error *error =
        answers->definition == NULL ? NULL : answers->definition->error;

    cv_call_finish(answers->call, error == NULL ? CV_STATUS_OK : seen_error(&answers->seen, error));
}

static bool are_left(const struct answers *answers)
{
    return answers->definition != NULL && answers->sent < answers->definition->n_response_data;
}

static void next(struct answers *answers)
{
    if (are_left(answers))
        pause_begin(&answers->pause, answers->definition->response_delay_ms);
    else
        end(answers);
}

static void pause_ended(struct pause *pause)
{
    struct answers *answers = CV_CONTAINER_OF(pause, struct answers, pause);
    Connectrpc__Conformance__V1__Response response = CONNECTRPC__CONFORMANCE__V1__RESPONSE__INIT;
    Connectrpc__Conformance__V1__ConformancePayload payload =
        CONNECTRPC__CONFORMANCE__V1__CONFORMANCE_PAYLOAD__INIT;

    payload.data = answers->definition->response_data[answers->sent];
    if (answers->alternate || answers->sent == 0)
        payload.request_info = seen_tell(&answers->seen);
    response.payload = &payload;
    connectrpc_conformance_v1_conformance_service_bidi_stream_send(answers->call, &answers->send,
                                                                   &response);
}

static void sent(struct cv_send *op)
{
    struct answers *answers = CV_CONTAINER_OF(op, struct answers, send);

    answers->sent++;
    if (!cv_ok(op->status))
        cv_call_finish(answers->call, op->status);
    else if (answers->alternate && !answers->all_seen)
        cv_call_receive(answers->call, &answers->receive);
    else
        next(answers);
}

static void init(struct answers *answers, struct cv_call *call)
{
    answers->call = call;
    answers->seen.call = call;
    answers->pause.call = call;
    answers->pause.over = pause_ended;
    service_compress(call);
    answers->send.done = sent;
}

/* What is known with the first request. Its metadata goes out before any pause. */
static struct cv_status
begin(struct answers *answers,
      const Connectrpc__Conformance__V1__StreamResponseDefinition *definition)
{
    struct cv_status status;

    answers->begun = true;
    answers->definition = definition;
    if (definition == NULL)
        return CV_STATUS_OK;
    status = service_metadata(answers->call, definition->response_headers,
                              definition->n_response_headers, definition->response_trailers,
                              definition->n_response_trailers);
    if (cv_ok(status) && are_left(answers))
        cv_call_send_headers(answers->call);
    return status;
}

/* ---- ServerStream ---- */

static void server_stream(struct cv_call *call, void *state,
                          const Connectrpc__Conformance__V1__ServerStreamRequest *request)
{
    struct answers *answers = state;
    struct cv_status status = NO_MEMORY;

    init(answers, call);
    if (seen_add(&answers->seen, &request->base))
        status = begin(answers, request->response_definition);
    if (cv_ok(status))
        next(answers);
    else
        cv_call_finish(call, status);
}

const struct connectrpc_conformance_v1_conformance_service_server_stream_method
    server_stream_method = {server_stream, sizeof(struct answers)};

/* ---- BidiStream ---- */

static struct cv_status take(struct answers *answers,
                             const Connectrpc__Conformance__V1__BidiStreamRequest *request)
{
    ProtobufCMessage *definition = NULL;

    if (!seen_add(&answers->seen, &request->base))
        return NO_MEMORY;
    if (answers->begun)
        return CV_STATUS_OK;
    if (request->response_definition != NULL) { /* it is gone when the next request comes */
        definition =
            message_copy(&request->response_definition->base, cv_call_scope(answers->call)->arena);
        if (definition == NULL)
            return NO_MEMORY;
    }
    answers->alternate = request->full_duplex;
    return begin(answers,
                 (const Connectrpc__Conformance__V1__StreamResponseDefinition *)definition);
}

static void received(struct cv_receive *op)
{
    struct answers *answers = CV_CONTAINER_OF(op, struct answers, receive);
    const Connectrpc__Conformance__V1__BidiStreamRequest *request =
        connectrpc_conformance_v1_conformance_service_bidi_stream_received(op);
    struct cv_status status = op->status;

    if (cv_ok(status) && request != NULL)
        status = take(answers, request);
    answers->all_seen = request == NULL;
    if (!cv_ok(status))
        cv_call_finish(answers->call, status);
    else if (answers->alternate || answers->all_seen)
        next(answers);
    else
        cv_call_receive(answers->call, op);
}

static void bidi_stream(struct cv_call *call, void *state)
{
    struct answers *answers = state;

    init(answers, call);
    answers->receive.done = received;
    cv_call_receive(call, &answers->receive);
}

const struct connectrpc_conformance_v1_conformance_service_bidi_stream_method bidi_stream_method = {
    bidi_stream,
    sizeof(struct answers),
};
