#include "base/clock.h"
#include "cases.h"
#include "payload.h"

#include <string.h>

/* Starts a FullDuplexCall and sends this one request. */
static void full_duplex(struct exchange *exchange,
                        const Grpc__Testing__StreamingOutputCallRequest *request)
{
    grpc_testing_test_service_full_duplex_call_start(exchange->client->channel, &exchange->start);
    grpc_testing_test_service_full_duplex_call_client_send(exchange_call(exchange), &exchange->send,
                                                           request);
    exchange_sent(exchange);
}

void case_timeout_on_sleeping_server(struct client *client)
{
    Grpc__Testing__StreamingOutputCallRequest request =
        GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
    Grpc__Testing__Payload payload;
    struct exchange exchange;

    exchange_init(&exchange, client, CV_NS_PER_MS, NULL);
    EXPECT(cv_ok(payload_init(&payload, 27182, &exchange.arena)), "out of memory");
    request.payload = &payload;
    full_duplex(&exchange, &request);
    exchange_expect(&exchange, CV_DEADLINE_EXCEEDED);
    exchange_free(&exchange);
}

void case_cancel_after_begin(struct client *client)
{
    struct exchange exchange;

    exchange_init(&exchange, client, 0, NULL);
    grpc_testing_test_service_streaming_input_call_start(client->channel, &exchange.start);
    exchange_cancel(&exchange);
    exchange_expect(&exchange, CV_CANCELLED);
    exchange_free(&exchange);
}

void case_cancel_after_first_response(struct client *client)
{
    Grpc__Testing__StreamingOutputCallRequest request =
        GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
    Grpc__Testing__ResponseParameters parameters;
    Grpc__Testing__ResponseParameters *pointer;
    Grpc__Testing__Payload payload;
    struct exchange exchange;

    exchange_init(&exchange, client, 0, NULL);
    EXPECT(cv_ok(payload_init(&payload, 27182, &exchange.arena)), "out of memory");
    request.payload = &payload;
    request.response_parameters = &pointer;
    ask_for(&request, &parameters, 31415);
    full_duplex(&exchange, &request);
    EXPECT(exchange_receive(&exchange), "no answer");
    exchange_cancel(&exchange);
    exchange_expect(&exchange, CV_CANCELLED);
    exchange_free(&exchange);
}

/* ---- the server's own status ---- */

static void expect_message(const struct cv_status *status, const char *message)
{
    EXPECT(status->message != NULL && strcmp(status->message, message) == 0,
           "the status says \"%s\", expected \"%s\"",
           status->message == NULL ? "" : status->message, message);
}

static Grpc__Testing__EchoStatus unknown(const char *message)
{
    Grpc__Testing__EchoStatus status = GRPC__TESTING__ECHO_STATUS__INIT;

    status.code = CV_UNKNOWN;
    status.message = (char *)(uintptr_t)message;
    return status;
}

static void unary_status(struct client *client, const char *message)
{
    Grpc__Testing__SimpleRequest request = GRPC__TESTING__SIMPLE_REQUEST__INIT;
    Grpc__Testing__EchoStatus status = unknown(message);
    struct unary unary;

    request.response_status = &status;
    unary_init(&unary, client, 0, NULL);
    grpc_testing_test_service_unary_call(client->channel, &unary.op, &request);
    unary_expect(&unary, CV_UNKNOWN);
    expect_message(&unary.op.start.status, message);
    unary_free(&unary);
}

void case_status_code_and_message(struct client *client)
{
    static const char MESSAGE[] = "test status message";
    Grpc__Testing__StreamingOutputCallRequest request =
        GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
    Grpc__Testing__EchoStatus status = unknown(MESSAGE);
    struct exchange exchange;

    unary_status(client, MESSAGE);
    request.response_status = &status;
    exchange_init(&exchange, client, 0, NULL);
    full_duplex(&exchange, &request);
    exchange_close(&exchange);
    exchange_expect(&exchange, CV_UNKNOWN);
    expect_message(&exchange.start.status, MESSAGE);
    exchange_free(&exchange);
}

void case_special_status_message(struct client *client)
{
    unary_status(client, "\t\ntest with whitespace\r\nand Unicode BMP \xe2\x98\xba and non-BMP "
                         "\xf0\x9f\x98\x88\t\n");
}

/* ---- metadata ---- */

static const char INITIAL[] = "test_initial_metadata_value";
static const uint8_t TRAILING[] = {0xab, 0xab, 0xab};

static void expect_metadata(const struct cv_metadata *metadata, const char *key, const void *value,
                            size_t len)
{
    const struct cv_metadatum *found = cv_metadata_find(metadata, key);

    EXPECT(found != NULL, "%s did not come back", key);
    EXPECT(found->value.len == len && memcmp(found->value.at, value, len) == 0,
           "%s came back changed", key);
}

static void expect_both(const struct cv_start *start)
{
    expect_metadata(&start->headers, ECHO_INITIAL, INITIAL, sizeof(INITIAL) - 1);
    expect_metadata(&start->trailers, ECHO_TRAILING, TRAILING, sizeof(TRAILING));
}

static void unary_metadata(struct client *client, const struct cv_metadata *metadata)
{
    struct unary unary;

    unary_init(&unary, client, 0, metadata);
    large_unary_start(&unary, LARGE_REQUEST, LARGE_RESPONSE);
    unary_expect(&unary, CV_OK);
    expect_both(&unary.op.start);
    unary_free(&unary);
}

void case_custom_metadata(struct client *client)
{
    Grpc__Testing__StreamingOutputCallRequest request =
        GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
    Grpc__Testing__ResponseParameters parameters;
    Grpc__Testing__ResponseParameters *pointer;
    struct cv_metadata metadata = {0};
    struct exchange exchange;

    (void)cv_metadata_add_text(&metadata, &client->arena, ECHO_INITIAL, INITIAL);
    (void)cv_metadata_add(&metadata, &client->arena, ECHO_TRAILING, TRAILING, sizeof(TRAILING));
    unary_metadata(client, &metadata);
    request.response_parameters = &pointer;
    ask_for(&request, &parameters, LARGE_RESPONSE);
    exchange_init(&exchange, client, 0, &metadata);
    full_duplex(&exchange, &request);
    EXPECT(exchange_receive(&exchange), "no answer");
    exchange_close(&exchange);
    EXPECT(!exchange_receive(&exchange), "one answer too many");
    exchange_expect(&exchange, CV_OK);
    expect_both(&exchange.start);
    exchange_free(&exchange);
}

/* ---- what no server has ---- */

static void unimplemented(struct client *client, const char *path)
{
    static const Grpc__Testing__Empty EMPTY = GRPC__TESTING__EMPTY__INIT;
    const struct cv_method method = {path, "UnimplementedCall", CV_UNARY,
                                     &grpc__testing__empty__descriptor,
                                     &grpc__testing__empty__descriptor};
    struct unary unary;

    unary_init(&unary, client, 0, NULL);
    unary.op.start.method = &method;
    unary.op.request = &EMPTY.base;
    cv_unary_submit(client->channel, &unary.op);
    unary_expect(&unary, CV_UNIMPLEMENTED);
    unary_free(&unary);
}

void case_unimplemented_method(struct client *client)
{
    unimplemented(client, "/grpc.testing.TestService/UnimplementedCall");
}

void case_unimplemented_service(struct client *client)
{
    unimplemented(client, "/grpc.testing.UnimplementedService/UnimplementedCall");
}
