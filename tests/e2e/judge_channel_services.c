/* Our channel asks servers of others for health and reflection. */
#include "google/protobuf/descriptor.pb-c.h"
#include "grpc/health/v1/health.caravan.h"
#include "grpc/reflection/v1/reflection.caravan.h"
#include "judge_channel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* ---- health ---- */

static void check(struct bench *bench, const char *service, enum cv_code code)
{
    Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
    struct said said = {.op = {.start = {.scope = &bench->scope}}};

    request.service = bench_text(service);
    said.op.start.method = &grpc_health_v1_health_type.methods[0];
    said.op.request = &request.base;
    said_call(bench, &said);
    said_wait(bench, &said);
    assert_int_equal(said.op.start.status.code, code);
    if (code == CV_OK)
        assert_int_equal(grpc_health_v1_health_check_response(&said.op)->status,
                         GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING);
}

void health(void **state)
{
    check(*state, "", CV_OK);
    check(*state, "judge.v1.Judge", CV_OK);
    check(*state, "none", CV_NOT_FOUND);
}

/* A stream whose messages the test looks at one by one. */
struct watch {
    struct stream stream;
    const ProtobufCMessage *message;
    bool received;
};

static void watch_received(struct cv_receive *op)
{
    struct watch *watch = CV_CONTAINER_OF(op, struct watch, stream.receive);

    watch->message = cv_ok(op->status) ? op->message : NULL;
    watch->received = true;
}

static void watch_sent(struct cv_send *op)
{
    (void)op;
}

static void watch_init(struct bench *bench, struct watch *watch)
{
    *watch = (struct watch){.received = false};
    stream_init(bench, &watch->stream, 0, 0);
    watch->stream.receive.done = watch_received;
    watch->stream.send.done = watch_sent;
}

static bool has_received(void *arg)
{
    return ((const struct watch *)arg)->received;
}

/* The next message; NULL: there is none any more. */
static const ProtobufCMessage *watch_next(struct bench *bench, struct watch *watch)
{
    watch->received = false;
    stream_receive(&watch->stream);
    assert_true(cv_loop_run_until(bench->loop, has_received, watch, PATIENCE));
    return watch->message;
}

void health_watch(void **state)
{
    Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
    struct bench *bench = *state;
    const Grpc__Health__V1__HealthCheckResponse *response;
    struct watch watch;

    watch_init(bench, &watch);
    request.service = bench_text("judge.v1.Judge");
    grpc_health_v1_health_watch_start(bench->channel, &watch.stream.start);
    grpc_health_v1_health_watch_client_send(watch.stream.start.call, &watch.stream.send, &request);
    cv_call_close_send(watch.stream.start.call);
    response = (const Grpc__Health__V1__HealthCheckResponse *)watch_next(bench, &watch);
    assert_non_null(response);
    assert_int_equal(response->status,
                     GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING);
    cv_call_cancel(watch.stream.start.call);
    stream_wait(bench, &watch.stream);
    assert_int_equal(watch.stream.start.status.code, CV_CANCELLED);
}

/* ---- reflection ---- */

static const Grpc__Reflection__V1__ServerReflectionResponse *
ask(struct bench *bench, struct watch *watch,
    const Grpc__Reflection__V1__ServerReflectionRequest *request)
{
    cv_call_send(watch->stream.start.call, &watch->stream.send, &request->base);
    return (const Grpc__Reflection__V1__ServerReflectionResponse *)watch_next(bench, watch);
}

/* The first answer: the list of services. NULL: the server does not know this version. */
static const Grpc__Reflection__V1__ServerReflectionResponse *
list(struct bench *bench, struct watch *watch, const struct cv_method *method)
{
    Grpc__Reflection__V1__ServerReflectionRequest request =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__INIT;

    watch_init(bench, watch);
    watch->stream.start.method = method;
    cv_call_start(bench->channel, &watch->stream.start);
    request.message_request_case =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_LIST_SERVICES;
    request.list_services = bench_text("");
    return ask(bench, watch, &request);
}

static bool lists_the_judge(const Grpc__Reflection__V1__ServerReflectionResponse *response)
{
    if (response->message_response_case !=
        GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_LIST_SERVICES_RESPONSE)
        return false;
    for (size_t i = 0; i < response->list_services_response->n_service; i++) {
        if (strcmp(response->list_services_response->service[i]->name, "judge.v1.Judge") == 0)
            return true;
    }
    return false;
}

static bool is_the_judges(const ProtobufCBinaryData *bytes)
{
    Google__Protobuf__FileDescriptorProto *file =
        google__protobuf__file_descriptor_proto__unpack(NULL, bytes->len, bytes->data);
    bool is = file != NULL && strcmp(file->package, "judge.v1") == 0 && file->n_service == 1 &&
              file->service[0]->n_method > 1 && file->service[0]->method[1]->client_streaming;

    google__protobuf__file_descriptor_proto__free_unpacked(file, NULL);
    return is;
}

static bool holds_the_judge(const Grpc__Reflection__V1__ServerReflectionResponse *response)
{
    bool held = false;

    if (response->message_response_case !=
        GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_FILE_DESCRIPTOR_RESPONSE)
        return false;
    for (size_t i = 0; i < response->file_descriptor_response->n_file_descriptor_proto; i++)
        held |= is_the_judges(&response->file_descriptor_response->file_descriptor_proto[i]);
    return held;
}

void reflection(void **state)
{
    Grpc__Reflection__V1__ServerReflectionRequest request =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__INIT;
    struct cv_method method = grpc_reflection_v1_server_reflection_type.methods[0];
    const Grpc__Reflection__V1__ServerReflectionResponse *response;
    struct bench *bench = *state;
    struct watch watch;

    response = list(bench, &watch, &method);
    if (response == NULL) { /* an old one: the same messages under another name */
        stream_wait(bench, &watch.stream);
        assert_int_equal(watch.stream.start.status.code, CV_UNIMPLEMENTED);
        method.path = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
        response = list(bench, &watch, &method);
    }
    assert_non_null(response);
    assert_true(lists_the_judge(response));
    request.message_request_case =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_CONTAINING_SYMBOL;
    request.file_containing_symbol = bench_text("judge.v1.Judge");
    response = ask(bench, &watch, &request);
    assert_non_null(response);
    assert_true(holds_the_judge(response));
    cv_call_close_send(watch.stream.start.call);
    assert_null(watch_next(bench, &watch));
    stream_wait(bench, &watch.stream);
    assert_int_equal(watch.stream.start.status.code, CV_OK);
}
