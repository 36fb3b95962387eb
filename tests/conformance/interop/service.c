#include "service.h"

#include "payload.h"

#include <string.h>

struct cv_status service_echo_metadata(struct cv_call *call)
{
    const struct cv_metadata *sent = cv_call_metadata(call);
    const struct cv_metadatum *initial = cv_metadata_find(sent, ECHO_INITIAL);
    const struct cv_metadatum *trailing = cv_metadata_find(sent, ECHO_TRAILING);
    struct cv_status status = CV_STATUS_OK;

    if (initial != NULL)
        status = cv_call_add_header(call, ECHO_INITIAL, initial->value.at, initial->value.len);
    if (cv_ok(status) && trailing != NULL)
        status = cv_call_add_trailer(call, ECHO_TRAILING, trailing->value.at, trailing->value.len);
    return status;
}

struct cv_status service_compressed(const Grpc__Testing__BoolValue *expected, bool compressed)
{
    if (expected == NULL || is_set(expected) == compressed)
        return CV_STATUS_OK;
    return cv_status(CV_INVALID_ARGUMENT, NULL,
                     compressed ? "the message is compressed" : "the message is not compressed");
}

struct cv_status service_status(const Grpc__Testing__EchoStatus *status)
{
    if (status == NULL || status->code == CV_OK)
        return CV_STATUS_OK;
    if (status->code < 0 || status->code >= CV_CODE_COUNT)
        return cv_status(CV_UNKNOWN, NULL, status->message);
    return cv_status((enum cv_code)status->code, NULL, status->message);
}

/* ---- EmptyCall ---- */

static void empty_call(struct cv_call *call, void *state, const Grpc__Testing__Empty *request)
{
    (void)state;
    grpc_testing_test_service_empty_call_reply(call, request);
}

/* ---- UnaryCall ---- */

static struct cv_status answer(struct cv_call *call, const Grpc__Testing__SimpleRequest *request,
                               Grpc__Testing__SimpleResponse *response)
{
    struct service *service = cv_call_service(call);
    struct cv_status status =
        service_compressed(request->expect_compressed, cv_call_request_compressed(call));

    if (request->response_compressed != NULL)
        cv_call_compress(call, is_set(request->response_compressed) ? CV_GZIP : CV_IDENTITY);
    if (cv_ok(status))
        status = service_echo_metadata(call);
    if (cv_ok(status))
        status = service_status(request->response_status);
    if (cv_ok(status) && request->orca_per_query_report != NULL)
        status = load_trailer(call, request->orca_per_query_report);
    if (cv_ok(status))
        status =
            payload_init(response->payload, request->response_size, cv_call_scope(call)->arena);
    if (request->fill_server_id)
        response->server_id = service->id;
    return status;
}

static void unary_call(struct cv_call *call, void *state,
                       const Grpc__Testing__SimpleRequest *request)
{
    Grpc__Testing__SimpleResponse response = GRPC__TESTING__SIMPLE_RESPONSE__INIT;
    Grpc__Testing__Payload payload;
    struct cv_status status;

    (void)state;
    response.payload = &payload;
    status = answer(call, request, &response);
    if (cv_ok(status))
        grpc_testing_test_service_unary_call_reply(call, &response);
    else
        cv_call_finish(call, status);
}

/* ---- StreamingInputCall ---- */

struct sum {
    struct cv_call *call;
    struct cv_receive receive;
    int32_t bytes;
};

static void received(struct cv_receive *op)
{
    struct sum *sum = CV_CONTAINER_OF(op, struct sum, receive);
    const Grpc__Testing__StreamingInputCallRequest *request =
        grpc_testing_test_service_streaming_input_call_received(op);
    Grpc__Testing__StreamingInputCallResponse response =
        GRPC__TESTING__STREAMING_INPUT_CALL_RESPONSE__INIT;
    struct cv_status status = op->status;

    if (cv_ok(status) && request != NULL)
        status = service_compressed(request->expect_compressed, op->compressed);
    if (!cv_ok(status)) {
        cv_call_finish(sum->call, status);
    } else if (request == NULL) {
        response.aggregated_payload_size = sum->bytes;
        grpc_testing_test_service_streaming_input_call_reply(sum->call, &response);
    } else {
        if (request->payload != NULL)
            sum->bytes += (int32_t)request->payload->body.len;
        cv_call_receive(sum->call, op);
    }
}

static void streaming_input_call(struct cv_call *call, void *state)
{
    struct sum *sum = state;

    sum->call = call;
    sum->receive.done = received;
    cv_call_receive(call, &sum->receive);
}

struct cv_status service_add(struct cv_server *server, struct service *service)
{
    static const struct grpc_testing_test_service_empty_call_method EMPTY = {empty_call, 0};
    static const struct grpc_testing_test_service_unary_call_method UNARY = {unary_call, 0};
    static const struct grpc_testing_test_service_streaming_input_call_method INPUT = {
        streaming_input_call, sizeof(struct sum)};
    const struct grpc_testing_test_service_handlers handlers = {
        .empty_call = &EMPTY,
        .unary_call = &UNARY,
        .streaming_output_call = &streaming_output_call_method,
        .streaming_input_call = &INPUT,
        .full_duplex_call = &full_duplex_call_method,
        .half_duplex_call = &half_duplex_call_method,
    };
    struct cv_status status = load_add(server, service);

    if (cv_ok(status))
        status = grpc_testing_test_service_serve(server, &handlers, service);
    return status;
}
