/* Messages that are compressed where they should be, and only there; the encoding is gzip. The
 * probe says that one is compressed which is not: a server that does not notice cannot be tested.
 */
#include "cases.h"
#include "payload.h"

static Grpc__Testing__BoolValue YES = {
    PROTOBUF_C_MESSAGE_INIT(&grpc__testing__bool_value__descriptor), 1};
static Grpc__Testing__BoolValue NO = {
    PROTOBUF_C_MESSAGE_INIT(&grpc__testing__bool_value__descriptor), 0};

/* ---- unary ---- */

static void say(struct client *client, bool compressed, bool announced, enum cv_code code)
{
    Grpc__Testing__SimpleRequest request = GRPC__TESTING__SIMPLE_REQUEST__INIT;
    Grpc__Testing__Payload payload;
    struct unary unary;

    unary_init(&unary, client, 0, NULL);
    EXPECT(cv_ok(payload_init(&payload, LARGE_REQUEST, &unary.arena)), "out of memory");
    request.expect_compressed = announced ? &YES : &NO;
    request.payload = &payload;
    request.response_size = LARGE_RESPONSE;
    unary.op.start.compression = compressed ? CV_GZIP : CV_IDENTITY;
    grpc_testing_test_service_unary_call(client->channel, &unary.op, &request);
    unary_expect(&unary, code);
    if (code == CV_OK)
        expect_payload(grpc_testing_test_service_unary_call_response(&unary.op)->payload,
                       LARGE_RESPONSE);
    unary_free(&unary);
}

void case_client_compressed_unary(struct client *client)
{
    say(client, false, true, CV_INVALID_ARGUMENT); /* the probe */
    say(client, true, true, CV_OK);
    say(client, false, false, CV_OK);
}

static void hear(struct client *client, bool compressed)
{
    Grpc__Testing__SimpleRequest request = GRPC__TESTING__SIMPLE_REQUEST__INIT;
    Grpc__Testing__Payload payload;
    struct unary unary;

    unary_init(&unary, client, 0, NULL);
    EXPECT(cv_ok(payload_init(&payload, LARGE_REQUEST, &unary.arena)), "out of memory");
    request.response_compressed = compressed ? &YES : &NO;
    request.payload = &payload;
    request.response_size = LARGE_RESPONSE;
    grpc_testing_test_service_unary_call(client->channel, &unary.op, &request);
    unary_expect(&unary, CV_OK);
    expect_payload(grpc_testing_test_service_unary_call_response(&unary.op)->payload,
                   LARGE_RESPONSE);
    EXPECT(unary.op.receive.compressed == compressed, "the answer came %scompressed",
           compressed ? "un" : "");
    unary_free(&unary);
}

void case_server_compressed_unary(struct client *client)
{
    hear(client, true);
    hear(client, false);
}

/* ---- streams ---- */

static void send(struct exchange *exchange, int32_t size, bool compressed, bool announced)
{
    Grpc__Testing__StreamingInputCallRequest request =
        GRPC__TESTING__STREAMING_INPUT_CALL_REQUEST__INIT;
    Grpc__Testing__Payload payload;

    EXPECT(cv_ok(payload_init(&payload, size, &exchange->arena)), "out of memory");
    request.payload = &payload;
    request.expect_compressed = announced ? &YES : &NO;
    exchange->send.uncompressed = !compressed;
    grpc_testing_test_service_streaming_input_call_client_send(exchange_call(exchange),
                                                               &exchange->send, &request);
    exchange_sent(exchange);
}

static void begin(struct exchange *exchange, struct client *client)
{
    exchange_init(exchange, client, 0, NULL);
    exchange->start.compression = CV_GZIP;
    grpc_testing_test_service_streaming_input_call_start(client->channel, &exchange->start);
}

void case_client_compressed_streaming(struct client *client)
{
    struct exchange exchange;

    begin(&exchange, client);
    send(&exchange, 27182, false, true); /* the probe */
    exchange_close(&exchange);
    exchange_expect(&exchange, CV_INVALID_ARGUMENT);
    exchange_free(&exchange);

    begin(&exchange, client);
    send(&exchange, 27182, true, true);
    send(&exchange, 45904, false, false);
    exchange_close(&exchange);
    EXPECT(exchange_receive(&exchange), "no answer");
    EXPECT(grpc_testing_test_service_streaming_input_call_client_received(&exchange.receive)
                   ->aggregated_payload_size == 27182 + 45904,
           "the sum is wrong");
    exchange_expect(&exchange, CV_OK);
    exchange_free(&exchange);
}

void case_server_compressed_streaming(struct client *client)
{
    static const int32_t SIZES[] = {31415, 92653};
    Grpc__Testing__StreamingOutputCallRequest request =
        GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
    Grpc__Testing__ResponseParameters parameters[2];
    Grpc__Testing__ResponseParameters *pointers[2];
    struct exchange exchange;

    request.response_parameters = pointers;
    for (size_t i = 0; i < 2; i++)
        ask_for(&request, &parameters[i], SIZES[i]);
    parameters[0].compressed = &YES;
    parameters[1].compressed = &NO;
    exchange_init(&exchange, client, 0, NULL);
    grpc_testing_test_service_streaming_output_call_start(client->channel, &exchange.start);
    grpc_testing_test_service_streaming_output_call_client_send(exchange_call(&exchange),
                                                                &exchange.send, &request);
    exchange_sent(&exchange);
    exchange_close(&exchange);
    for (size_t i = 0; i < 2; i++) {
        EXPECT(exchange_receive(&exchange), "answer %zu is missing", i + 1);
        expect_payload(
            grpc_testing_test_service_streaming_output_call_client_received(&exchange.receive)
                ->payload,
            SIZES[i]);
        EXPECT(exchange.receive.compressed == (i == 0), "answer %zu came %scompressed", i + 1,
               i == 0 ? "un" : "");
    }
    EXPECT(!exchange_receive(&exchange), "one answer too many");
    exchange_expect(&exchange, CV_OK);
    exchange_free(&exchange);
}
