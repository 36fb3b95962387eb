#include "cases.h"
#include "payload.h"

static const int32_t REQUESTS[] = {27182, 8, 1828, 45904};
static const int32_t RESPONSES[] = {31415, 9, 2653, 58979};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void expect_payload(const Grpc__Testing__Payload *payload, int64_t size)
{
    int64_t len = payload == NULL ? 0 : (int64_t)payload->body.len;

    EXPECT(len == size, "a payload of %lld bytes, expected %lld", (long long)len, (long long)size);
}

static void fill(Grpc__Testing__Payload *payload, int32_t size, struct cv_arena *arena)
{
    struct cv_status status = payload_init(payload, size, arena);

    EXPECT(cv_ok(status), "%s", status.message);
}

void case_empty_unary(struct client *client)
{
    static const Grpc__Testing__Empty EMPTY = GRPC__TESTING__EMPTY__INIT;
    struct unary unary;

    unary_init(&unary, client, 0, NULL);
    grpc_testing_test_service_empty_call(client->channel, &unary.op, &EMPTY);
    unary_expect(&unary, CV_OK);
    unary_free(&unary);
}

void large_unary_start(struct unary *unary, int32_t request_size, int32_t response_size)
{
    Grpc__Testing__SimpleRequest request = GRPC__TESTING__SIMPLE_REQUEST__INIT;
    Grpc__Testing__Payload payload;

    fill(&payload, request_size, &unary->arena);
    request.response_size = response_size;
    request.payload = &payload;
    grpc_testing_test_service_unary_call(unary->client->channel, &unary->op, &request);
}

void case_large_unary(struct client *client)
{
    struct unary unary;

    unary_init(&unary, client, 0, NULL);
    large_unary_start(&unary, LARGE_REQUEST, LARGE_RESPONSE);
    unary_expect(&unary, CV_OK);
    expect_payload(grpc_testing_test_service_unary_call_response(&unary.op)->payload,
                   LARGE_RESPONSE);
    unary_free(&unary);
}

void case_client_streaming(struct client *client)
{
    struct exchange exchange;
    int32_t total = 0;

    exchange_init(&exchange, client, 0, NULL);
    grpc_testing_test_service_streaming_input_call_start(client->channel, &exchange.start);
    for (size_t i = 0; i < COUNT(REQUESTS); i++) {
        Grpc__Testing__StreamingInputCallRequest request =
            GRPC__TESTING__STREAMING_INPUT_CALL_REQUEST__INIT;
        Grpc__Testing__Payload payload;

        fill(&payload, REQUESTS[i], &exchange.arena);
        request.payload = &payload;
        total += REQUESTS[i];
        grpc_testing_test_service_streaming_input_call_client_send(exchange_call(&exchange),
                                                                   &exchange.send, &request);
        exchange_sent(&exchange);
    }
    exchange_close(&exchange);
    EXPECT(exchange_receive(&exchange), "no answer");
    EXPECT(grpc_testing_test_service_streaming_input_call_client_received(&exchange.receive)
                   ->aggregated_payload_size == total,
           "the sum is not %d", total);
    exchange_expect(&exchange, CV_OK);
    exchange_free(&exchange);
}

void ask_for(Grpc__Testing__StreamingOutputCallRequest *request,
             Grpc__Testing__ResponseParameters *parameters, int32_t size)
{
    grpc__testing__response_parameters__init(parameters);
    parameters->size = size;
    request->response_parameters[request->n_response_parameters++] = parameters;
}

void case_server_streaming(struct client *client)
{
    Grpc__Testing__StreamingOutputCallRequest request =
        GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
    Grpc__Testing__ResponseParameters parameters[COUNT(RESPONSES)];
    Grpc__Testing__ResponseParameters *pointers[COUNT(RESPONSES)];
    struct exchange exchange;

    request.response_parameters = pointers;
    for (size_t i = 0; i < COUNT(RESPONSES); i++)
        ask_for(&request, &parameters[i], RESPONSES[i]);
    exchange_init(&exchange, client, 0, NULL);
    grpc_testing_test_service_streaming_output_call_start(client->channel, &exchange.start);
    grpc_testing_test_service_streaming_output_call_client_send(exchange_call(&exchange),
                                                                &exchange.send, &request);
    exchange_sent(&exchange);
    exchange_close(&exchange);
    for (size_t i = 0; i < COUNT(RESPONSES); i++) {
        EXPECT(exchange_receive(&exchange), "answer %zu is missing", i + 1);
        expect_payload(
            grpc_testing_test_service_streaming_output_call_client_received(&exchange.receive)
                ->payload,
            RESPONSES[i]);
    }
    EXPECT(!exchange_receive(&exchange), "one answer too many");
    exchange_expect(&exchange, CV_OK);
    exchange_free(&exchange);
}

static void ping(struct exchange *exchange, size_t i)
{
    Grpc__Testing__StreamingOutputCallRequest request =
        GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
    Grpc__Testing__ResponseParameters parameters;
    Grpc__Testing__ResponseParameters *pointer;
    Grpc__Testing__Payload payload;

    fill(&payload, REQUESTS[i], &exchange->arena);
    request.payload = &payload;
    request.response_parameters = &pointer;
    ask_for(&request, &parameters, RESPONSES[i]);
    grpc_testing_test_service_full_duplex_call_client_send(exchange_call(exchange), &exchange->send,
                                                           &request);
    exchange_sent(exchange);
    EXPECT(exchange_receive(exchange), "answer %zu is missing", i + 1);
    expect_payload(
        grpc_testing_test_service_full_duplex_call_client_received(&exchange->receive)->payload,
        RESPONSES[i]);
}

void case_ping_pong(struct client *client)
{
    struct exchange exchange;

    exchange_init(&exchange, client, 0, NULL);
    grpc_testing_test_service_full_duplex_call_start(client->channel, &exchange.start);
    for (size_t i = 0; i < COUNT(REQUESTS); i++)
        ping(&exchange, i);
    exchange_close(&exchange);
    EXPECT(!exchange_receive(&exchange), "one answer too many");
    exchange_expect(&exchange, CV_OK);
    exchange_free(&exchange);
}

void case_empty_stream(struct client *client)
{
    struct exchange exchange;

    exchange_init(&exchange, client, 0, NULL);
    grpc_testing_test_service_full_duplex_call_start(client->channel, &exchange.start);
    exchange_close(&exchange);
    EXPECT(!exchange_receive(&exchange), "an answer to nothing");
    exchange_expect(&exchange, CV_OK);
    exchange_free(&exchange);
}
