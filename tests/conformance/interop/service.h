/* grpc.testing.TestService and, beside it, xds.service.orca.v3.OpenRcaService. */
#ifndef INTEROP_SERVICE_H
#define INTEROP_SERVICE_H

#include "grpc/testing/test.caravan.h"
#include "xds/data/orca/v3/orca_load_report.pb-c.h"

/* What all its calls share; they run on one thread. */
struct service {
    char id[32];          /* of this process */
    struct cv_slice load; /* the OrcaLoadReport to tell, encoded */
    uint8_t load_bytes[512];
};

struct cv_status service_add(struct cv_server *server, struct service *service);

extern const struct grpc_testing_test_service_unary_call_method unary_call_method;
extern const struct grpc_testing_test_service_streaming_output_call_method
    streaming_output_call_method;
extern const struct grpc_testing_test_service_streaming_input_call_method
    streaming_input_call_method;
extern const struct grpc_testing_test_service_full_duplex_call_method full_duplex_call_method;
extern const struct grpc_testing_test_service_half_duplex_call_method half_duplex_call_method;

/* ---- service.c: for the methods ---- */
/* What the client wants to have back. */
struct cv_status service_echo_metadata(struct cv_call *call);
/* INVALID_ARGUMENT: a message came compressed and should not have, or the other way round. */
struct cv_status service_compressed(const Grpc__Testing__BoolValue *expected, bool compressed);
/* The status a request asks for; OK when it asks for none. */
struct cv_status service_status(const Grpc__Testing__EchoStatus *status);

/* ---- load.c ---- */
struct cv_status load_add(struct cv_server *server, struct service *service);
/* Tell it in the trailer of this call. */
struct cv_status load_trailer(struct cv_call *call, const Grpc__Testing__TestOrcaReport *report);
/* Tell it to who listens, from now on. */
struct cv_status load_set(struct service *service, const Grpc__Testing__TestOrcaReport *report,
                          struct cv_arena *arena);

#endif
