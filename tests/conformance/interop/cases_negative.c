#include "base/clock.h"
#include "cases.h"
#include "payload.h"

#define MANY 10

/* The server says GOAWAY after the first call; the second needs another connection, and its caller
 * does not notice. */
void case_goaway(struct client *client)
{
    case_large_unary(client);
    client_sleep(client, CV_NS_PER_S); /* as the description has it: GOAWAY has come by then */
    case_large_unary(client);
}

/* RST_STREAM(NO_ERROR) where there is no status yet. */
static void expect_internal(struct client *client)
{
    struct unary unary;

    unary_init(&unary, client, 0, NULL);
    large_unary_start(&unary, LARGE_REQUEST, LARGE_RESPONSE);
    unary_expect(&unary, CV_INTERNAL);
    EXPECT(grpc_testing_test_service_unary_call_response(&unary.op) == NULL,
           "an answer beside an error");
    unary_free(&unary);
}

void case_rst_after_header(struct client *client)
{
    expect_internal(client);
}

void case_rst_during_data(struct client *client)
{
    expect_internal(client);
}

void case_rst_after_data(struct client *client)
{
    expect_internal(client);
}

void case_ping(struct client *client)
{
    case_large_unary(client);
}

/* The first call learns that one stream is allowed at a time; the others wait for each other. */
void case_max_streams(struct client *client)
{
    static struct unary many[MANY];

    case_large_unary(client);
    for (unsigned i = 0; i < MANY; i++) {
        unary_init(&many[i], client, 0, NULL);
        large_unary_start(&many[i], LARGE_REQUEST, LARGE_RESPONSE);
    }
    for (unsigned i = 0; i < MANY; i++) {
        unary_expect(&many[i], CV_OK);
        expect_payload(grpc_testing_test_service_unary_call_response(&many[i].op)->payload,
                       LARGE_RESPONSE);
        unary_free(&many[i]);
    }
}

void case_unary_code(struct client *client, enum cv_code code)
{
    struct unary unary;

    unary_init(&unary, client, 0, NULL);
    large_unary_start(&unary, 1, 1);
    unary_expect(&unary, code);
    unary_free(&unary);
}
