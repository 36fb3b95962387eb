#include "app/reflection.h"

#include "base/arena.h"
#include "base/list.h"
#include "grpc/reflection/v1/reflection.caravan.h"
#include "grpc/reflection/v1alpha/reflection.caravan.h"
#include "rpc/codec.h"

#include <string.h>

#define FILES_MAX    64
#define SERVICES_MAX 64

typedef Grpc__Reflection__V1__ServerReflectionRequest request_message;
typedef Grpc__Reflection__V1__ServerReflectionResponse response_message;

/* A file and all it imports, each once, imports first. */
struct files {
    const struct cv_file *list[FILES_MAX];
    size_t count;
};

static void collect(struct files *files, const struct cv_file *file)
{
    for (size_t i = 0; i < files->count; i++) {
        if (files->list[i] == file)
            return;
    }
    for (size_t i = 0; file->imports[i] != NULL; i++)
        collect(files, file->imports[i]);
    if (files->count < FILES_MAX)
        files->list[files->count++] = file;
}

static void collect_all(const struct cv_server *server, struct files *files)
{
    const struct cv_service_type *type;

    for (size_t i = 0; (type = cv_server_service(server, i)) != NULL; i++)
        collect(files, type->file);
}

static const struct cv_file *by_name(const struct files *files, const char *name)
{
    for (size_t i = 0; i < files->count; i++) {
        if (strcmp(files->list[i]->name, name) == 0)
            return files->list[i];
    }
    return NULL;
}

static const struct cv_file *by_symbol(const struct files *files, const char *symbol)
{
    for (size_t i = 0; i < files->count; i++) {
        for (const char *const *at = files->list[i]->symbols; *at != NULL; at++) {
            if (strcmp(*at, symbol) == 0)
                return files->list[i];
        }
    }
    return NULL;
}

/* ---- answers: everything an answer points to, kept until it is sent ---- */

struct answer {
    response_message message;
    Grpc__Reflection__V1__ErrorResponse error;
    Grpc__Reflection__V1__FileDescriptorResponse descriptors;
    ProtobufCBinaryData bytes[FILES_MAX];
    Grpc__Reflection__V1__ListServiceResponse services;
    Grpc__Reflection__V1__ServiceResponse service[SERVICES_MAX];
    Grpc__Reflection__V1__ServiceResponse *service_list[SERVICES_MAX];
};

static void answer_error(struct answer *answer, enum cv_code code, const char *text)
{
    grpc__reflection__v1__error_response__init(&answer->error);
    answer->error.error_code = (int32_t)code;
    answer->error.error_message = (char *)(uintptr_t)text;
    answer->message.message_response_case =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_ERROR_RESPONSE;
    answer->message.error_response = &answer->error;
}

static void answer_file(struct answer *answer, const struct cv_file *file)
{
    struct files files = {.count = 0};

    if (file == NULL) {
        answer_error(answer, CV_NOT_FOUND, "no such file or symbol");
        return;
    }
    collect(&files, file);
    grpc__reflection__v1__file_descriptor_response__init(&answer->descriptors);
    for (size_t i = 0; i < files.count; i++) { /* the one asked for first */
        const struct cv_file *at = files.list[files.count - 1 - i];

        answer->bytes[i].data = (uint8_t *)(uintptr_t)at->bytes;
        answer->bytes[i].len = at->len;
    }
    answer->descriptors.n_file_descriptor_proto = files.count;
    answer->descriptors.file_descriptor_proto = answer->bytes;
    answer->message.message_response_case =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_FILE_DESCRIPTOR_RESPONSE;
    answer->message.file_descriptor_response = &answer->descriptors;
}

static void answer_services(struct answer *answer, const struct cv_server *server)
{
    const struct cv_service_type *type;
    size_t count = 0;

    grpc__reflection__v1__list_service_response__init(&answer->services);
    while (count < SERVICES_MAX && (type = cv_server_service(server, count)) != NULL) {
        grpc__reflection__v1__service_response__init(&answer->service[count]);
        answer->service[count].name = (char *)(uintptr_t)type->name;
        answer->service_list[count] = &answer->service[count];
        count++;
    }
    answer->services.n_service = count;
    answer->services.service = answer->service_list;
    answer->message.message_response_case =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_LIST_SERVICES_RESPONSE;
    answer->message.list_services_response = &answer->services;
}

static void make_answer(struct answer *answer, const struct cv_server *server,
                        request_message *request)
{
    struct files files = {.count = 0};

    grpc__reflection__v1__server_reflection_response__init(&answer->message);
    answer->message.valid_host = request->host;
    answer->message.original_request = request;
    collect_all(server, &files);
    switch (request->message_request_case) {
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_BY_FILENAME:
        answer_file(answer, by_name(&files, request->file_by_filename));
        break;
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_CONTAINING_SYMBOL:
        answer_file(answer, by_symbol(&files, request->file_containing_symbol));
        break;
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_LIST_SERVICES:
        answer_services(answer, server);
        break;
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_CONTAINING_EXTENSION:
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_ALL_EXTENSION_NUMBERS_OF_TYPE:
        answer_error(answer, CV_NOT_FOUND, "proto3 has no extensions");
        break;
    default:
        answer_error(answer, CV_INVALID_ARGUMENT, "the request asks nothing");
        break;
    }
}

/* ---- the call ---- */

struct info {
    struct cv_call *call;
    struct cv_receive receive;
    struct cv_send send;
};

/* v1alpha differs from v1 in its name alone: the same bytes are read as the other type. */
static request_message *as_v1(const ProtobufCMessage *message, struct cv_arena *arena)
{
    ProtobufCMessage *request = NULL;
    struct cv_slice bytes = cv_codec_encode(message, arena);

    if (bytes.at != NULL)
        (void)cv_codec_decode(&grpc__reflection__v1__server_reflection_request__descriptor, bytes,
                              arena, &request);
    return (request_message *)request;
}

static void on_received(struct cv_receive *op)
{
    struct info *info = CV_CONTAINER_OF(op, struct info, receive);
    struct cv_arena arena;
    request_message *request;
    struct answer answer;

    if (!cv_ok(op->status) || op->message == NULL) {
        cv_call_finish(info->call, op->status);
        return;
    }
    cv_arena_init(&arena, 1024 * 1024);
    request = as_v1(op->message, &arena);
    if (request == NULL) {
        cv_arena_release(&arena);
        cv_call_finish(info->call, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory"));
        return;
    }
    make_answer(&answer, cv_call_service(info->call), request);
    cv_call_send(info->call, &info->send, &answer.message.base);
    cv_arena_release(&arena);
}

static void on_sent(struct cv_send *op)
{
    struct info *info = CV_CONTAINER_OF(op, struct info, send);

    if (cv_ok(op->status))
        cv_call_receive(info->call, &info->receive);
    else
        cv_call_finish(info->call, op->status);
}

static void serve_info(struct cv_call *call, void *state)
{
    struct info *info = state;

    info->call = call;
    info->receive.done = on_received;
    info->send.done = on_sent;
    cv_call_receive(call, &info->receive);
}

struct cv_status cv_reflection_add(struct cv_server *server)
{
    static const struct grpc_reflection_v1_server_reflection_server_reflection_info_method V1 = {
        serve_info, sizeof(struct info)};
    static const struct grpc_reflection_v1alpha_server_reflection_server_reflection_info_method
        V1ALPHA = {serve_info, sizeof(struct info)};
    const struct grpc_reflection_v1_server_reflection_handlers v1 = {&V1};
    const struct grpc_reflection_v1alpha_server_reflection_handlers v1alpha = {&V1ALPHA};
    struct cv_status status = grpc_reflection_v1_server_reflection_serve(server, &v1, server);

    if (!cv_ok(status))
        return status;
    return grpc_reflection_v1alpha_server_reflection_serve(server, &v1alpha, server);
}
