/* Unary and ClientStream: one answer, when all requests have come. */
#include "base/list.h"
#include "convert.h"
#include "pause.h"
#include "seen.h"
#include "service.h"

static const struct cv_status NO_MEMORY = {.code = CV_RESOURCE_EXHAUSTED};

struct answer {
    struct cv_call *call;
    struct seen seen;
    struct pause pause;
    struct cv_receive receive;
    const Connectrpc__Conformance__V1__UnaryResponseDefinition *definition; /* NULL: none */
};

static void reply(struct answer *answer)
{
    Connectrpc__Conformance__V1__Response response = CONNECTRPC__CONFORMANCE__V1__RESPONSE__INIT;
    Connectrpc__Conformance__V1__ConformancePayload payload =
        CONNECTRPC__CONFORMANCE__V1__CONFORMANCE_PAYLOAD__INIT;

    payload.request_info = seen_tell(&answer->seen);
    if (answer->definition != NULL)
        payload.data = answer->definition->response_data;
    response.payload = &payload;
    connectrpc_conformance_v1_conformance_service_unary_reply(answer->call, &response);
}

static void pause_ended(struct pause *pause)
{
    struct answer *answer = CV_CONTAINER_OF(pause, struct answer, pause);
    const Connectrpc__Conformance__V1__UnaryResponseDefinition *definition = answer->definition;

    if (definition->response_case ==
        CONNECTRPC__CONFORMANCE__V1__UNARY_RESPONSE_DEFINITION__RESPONSE_ERROR)
        cv_call_finish(answer->call, seen_error(&answer->seen, definition->error));
    else
        reply(answer);
}

/* All requests have come. */
static void begin(struct answer *answer)
{
    const Connectrpc__Conformance__V1__UnaryResponseDefinition *definition = answer->definition;
    struct cv_status status;

    if (definition == NULL) {
        reply(answer);
        return;
    }
    status =
        service_metadata(answer->call, definition->response_headers, definition->n_response_headers,
                         definition->response_trailers, definition->n_response_trailers);
    if (cv_ok(status))
        pause_begin(&answer->pause, definition->response_delay_ms);
    else
        cv_call_finish(answer->call, status);
}

static void init(struct answer *answer, struct cv_call *call)
{
    answer->call = call;
    answer->seen.call = call;
    answer->pause.call = call;
    answer->pause.over = pause_ended;
    service_compress(call);
}

/* ---- Unary ---- */

static void unary(struct cv_call *call, void *state,
                  const Connectrpc__Conformance__V1__UnaryRequest *request)
{
    struct answer *answer = state;

    init(answer, call);
    answer->definition = request->response_definition;
    if (seen_add(&answer->seen, &request->base))
        begin(answer);
    else
        cv_call_finish(call, NO_MEMORY);
}

const struct connectrpc_conformance_v1_conformance_service_unary_method unary_method = {
    unary,
    sizeof(struct answer),
};

/* ---- ClientStream ---- */

/* The first request says what to answer, but it is gone when the next one comes. */
static bool take(struct answer *answer,
                 const Connectrpc__Conformance__V1__ClientStreamRequest *request)
{
    bool first = answer->seen.count == 0;

    if (!seen_add(&answer->seen, &request->base))
        return false;
    if (!first || request->response_definition == NULL)
        return true;
    answer->definition = (const Connectrpc__Conformance__V1__UnaryResponseDefinition *)message_copy(
        &request->response_definition->base, cv_call_scope(answer->call)->arena);
    return answer->definition != NULL;
}

static void received(struct cv_receive *op)
{
    struct answer *answer = CV_CONTAINER_OF(op, struct answer, receive);
    const Connectrpc__Conformance__V1__ClientStreamRequest *request =
        connectrpc_conformance_v1_conformance_service_client_stream_received(op);

    if (!cv_ok(op->status))
        cv_call_finish(answer->call, op->status);
    else if (request == NULL)
        begin(answer);
    else if (take(answer, request))
        cv_call_receive(answer->call, op);
    else
        cv_call_finish(answer->call, NO_MEMORY);
}

static void client_stream(struct cv_call *call, void *state)
{
    struct answer *answer = state;

    init(answer, call);
    answer->receive.done = received;
    cv_call_receive(call, &answer->receive);
}

const struct connectrpc_conformance_v1_conformance_service_client_stream_method
    client_stream_method = {client_stream, sizeof(struct answer)};
