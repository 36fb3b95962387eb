/* The test cases, by the names of gRPC's descriptions (doc/interop-test-descriptions.md and
 * doc/negative-http2-interop-test-descriptions.md). Each returns when it has passed. */
#ifndef INTEROP_CASES_H
#define INTEROP_CASES_H

#include "exchange.h"

struct soak {
    unsigned iterations;
    unsigned max_failures;
    uint64_t latency_ns; /* more is a failure */
    uint64_t overall_ns;
    uint64_t between_ns; /* least time from start to start */
    int32_t request_size;
    int32_t response_size;
};

/* ---- cases_plain.c ---- */
void case_empty_unary(struct client *client);
void case_large_unary(struct client *client);
void case_client_streaming(struct client *client);
void case_server_streaming(struct client *client);
void case_ping_pong(struct client *client);
void case_empty_stream(struct client *client);

/* ---- cases_ends.c: all that a call may end with ---- */
void case_timeout_on_sleeping_server(struct client *client);
void case_cancel_after_begin(struct client *client);
void case_cancel_after_first_response(struct client *client);
void case_status_code_and_message(struct client *client);
void case_special_status_message(struct client *client);
void case_custom_metadata(struct client *client);
void case_unimplemented_method(struct client *client);
void case_unimplemented_service(struct client *client);

/* ---- cases_load.c: many calls, and what servers say of their load ---- */
void case_pick_first_unary(struct client *client);
void case_orca_per_rpc(struct client *client);
void case_orca_oob(struct client *client);
void case_soak(struct client *client, const struct soak *soak, bool channel_each);

/* ---- cases_compressed.c ---- */
void case_client_compressed_unary(struct client *client);
void case_server_compressed_unary(struct client *client);
void case_client_compressed_streaming(struct client *client);
void case_server_compressed_streaming(struct client *client);

/* ---- cases_negative.c: servers that do wrong ---- */
void case_goaway(struct client *client);
void case_rst_after_header(struct client *client);
void case_rst_during_data(struct client *client);
void case_rst_after_data(struct client *client);
void case_ping(struct client *client);
void case_max_streams(struct client *client);
/* Not of the descriptions: a small call ends with this code. */
void case_unary_code(struct client *client, enum cv_code code);

/* ---- for the cases ---- */
/* Starts the large call of the descriptions. */
void large_unary_start(struct unary *unary, int32_t request_size, int32_t response_size);
/* A request for answers of this size. */
void ask_for(Grpc__Testing__StreamingOutputCallRequest *request,
             Grpc__Testing__ResponseParameters *parameters, int32_t size);
void expect_payload(const Grpc__Testing__Payload *payload, int64_t size);

#endif
