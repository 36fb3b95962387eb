#include "reflect.h"

#include "base/clock.h"
#include "grpc/reflection/v1/reflection.caravan.h"
#include "known_files.h"

#include <string.h>

#define NAME_MAX_ASKED 512

typedef Grpc__Reflection__V1__ServerReflectionRequest request_message;
typedef Grpc__Reflection__V1__ServerReflectionResponse response_message;

void reflect_init(struct reflect *reflect, struct client *client, struct schema *schema,
                  const struct cv_metadata *metadata)
{
    *reflect = (struct reflect){.client = client, .schema = schema, .metadata = metadata};
}

/* ---- one question, one answer ---- */

struct ask {
    struct cv_start start;
    struct cv_send send;
    struct cv_receive receive;
    struct reflect *reflect;
    bool answered;
    bool done;
    struct cv_status status; /* of the answer */
    const char **services;
    size_t service_count;
};

static void take_files(struct ask *ask, const Grpc__Reflection__V1__FileDescriptorResponse *answer)
{
    for (size_t i = 0; cv_ok(ask->status) && i < answer->n_file_descriptor_proto; i++) {
        const ProtobufCBinaryData *file = &answer->file_descriptor_proto[i];

        ask->status = schema_add(ask->reflect->schema, (struct cv_slice){file->data, file->len});
    }
}

static void take_services(struct ask *ask, const Grpc__Reflection__V1__ListServiceResponse *answer)
{
    struct cv_arena *arena = ask->reflect->client->run->arena;

    ask->services = cv_arena_array(arena, answer->n_service + 1, sizeof(*ask->services));
    for (size_t i = 0; ask->services != NULL && i < answer->n_service; i++) {
        ask->services[i] = cv_arena_string(arena, answer->service[i]->name);
        if (ask->services[i] == NULL)
            break;
        ask->service_count++;
    }
}

static void take_answer(struct ask *ask, const response_message *answer)
{
    switch (answer->message_response_case) {
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_FILE_DESCRIPTOR_RESPONSE:
        take_files(ask, answer->file_descriptor_response);
        break;
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_LIST_SERVICES_RESPONSE:
        take_services(ask, answer->list_services_response);
        break;
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_ERROR_RESPONSE:
        ask->status = cv_status_f(ask->reflect->client->run->arena, CV_NOT_FOUND, NULL, "%s",
                                  answer->error_response->error_message);
        break;
    default:
        ask->status = cv_status(CV_INTERNAL, NULL, "the server's reflection answers nothing");
        break;
    }
}

static void on_received(struct cv_receive *op)
{
    struct ask *ask = CV_CONTAINER_OF(op, struct ask, receive);

    if (!cv_ok(op->status) || op->message == NULL)
        return;          /* the end of the call tells */
    if (ask->answered) { /* once more than asked for */
        cv_call_cancel(ask->start.call);
        return;
    }
    ask->answered = true;
    take_answer(ask, (const response_message *)op->message);
    cv_call_receive(ask->start.call, &ask->receive);
}

static void on_sent(struct cv_send *op)
{
    (void)op; /* an error ends the call, and that is told once */
}

static void on_ended(struct cv_start *start)
{
    CV_CONTAINER_OF(start, struct ask, start)->done = true;
}

/* Both versions are the same messages by other names: v1's are used for both. */
static const struct cv_method *method_of(bool alpha)
{
    static const struct cv_method V1ALPHA = {
        .path = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        .name = "ServerReflectionInfo",
        .kind = CV_BIDI_STREAMING,
        .request = &grpc__reflection__v1__server_reflection_request__descriptor,
        .response = &grpc__reflection__v1__server_reflection_response__descriptor,
    };

    return alpha ? &V1ALPHA : &grpc_reflection_v1_server_reflection_type.methods[0];
}

static void ask_version(struct ask *ask, const request_message *request)
{
    struct client *client = ask->reflect->client;
    struct cv_scope scope = {
        .arena = client->run->arena,
        .deadline_ns = ask->reflect->deadline_ns,
    };

    ask->start = (struct cv_start){
        .method = method_of(ask->reflect->alpha),
        .scope = &scope,
        .metadata = ask->reflect->metadata,
        .done = on_ended,
    };
    ask->send.done = on_sent;
    ask->receive.done = on_received;
    ask->answered = false;
    ask->done = false;
    cv_call_start(client->channel, &ask->start);
    if (ask->start.call != NULL) {
        cv_call_send(ask->start.call, &ask->send, &request->base);
        cv_call_close_send(ask->start.call);
        cv_call_receive(ask->start.call, &ask->receive);
    }
    client_run_until(client, &ask->done);
    if (!ask->answered)
        ask->status = ask->start.status;
}

static struct cv_status ask_server(struct reflect *reflect, const request_message *request,
                                   struct ask *ask)
{
    *ask = (struct ask){.reflect = reflect};
    ask_version(ask, request);
    if (!ask->answered && ask->status.code == CV_UNIMPLEMENTED && !reflect->alpha) {
        reflect->alpha = true;
        *ask = (struct ask){.reflect = reflect};
        ask_version(ask, request);
    }
    if (!ask->answered && ask->status.code == CV_UNIMPLEMENTED)
        return cv_status(CV_UNIMPLEMENTED, NULL,
                         "the server has no reflection: its types cannot be known");
    if (!ask->answered && cv_ok(ask->status))
        return cv_status(CV_INTERNAL, NULL, "the server's reflection answers nothing");
    return ask->status;
}

static struct cv_status ask_symbol(struct reflect *reflect, const char *symbol)
{
    request_message request = GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__INIT;
    struct ask ask;

    request.message_request_case =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_CONTAINING_SYMBOL;
    request.file_containing_symbol = (char *)(uintptr_t)symbol;
    return ask_server(reflect, &request, &ask);
}

static struct cv_status ask_file(struct reflect *reflect, const char *name)
{
    request_message request = GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__INIT;
    struct ask ask;

    request.message_request_case =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_BY_FILENAME;
    request.file_by_filename = (char *)(uintptr_t)name;
    return ask_server(reflect, &request, &ask);
}

struct cv_status reflect_services(struct reflect *reflect, const char ***names, size_t *count)
{
    request_message request = GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__INIT;
    struct ask ask;
    struct cv_status status;

    request.message_request_case =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_LIST_SERVICES;
    request.list_services = (char *)(uintptr_t) "*";
    reflect->deadline_ns = cv_clock_ns() + reflect->client->timeout_ns;
    status = ask_server(reflect, &request, &ask);
    *names = ask.services;
    *count = ask.service_count;
    return status;
}

/* ---- a symbol with all it needs ---- */

static bool is_absent(void *arg, const char *name)
{
    const struct reflect *reflect = arg;

    for (size_t i = 0; i < reflect->absent_count; i++) {
        if (strcmp(reflect->absent[i], name) == 0)
            return true;
    }
    return false;
}

static struct cv_status set_absent(struct reflect *reflect, const char *name)
{
    const char *kept = cv_arena_string(reflect->client->run->arena, name);

    if (kept == NULL || reflect->absent_count == REFLECT_ABSENT_MAX)
        return cv_status(CV_RESOURCE_EXHAUSTED, "SCHEMA_TOO_LARGE",
                         "the server names more than 256 files or types that it does not have");
    reflect->absent[reflect->absent_count++] = kept;
    return CV_STATUS_OK;
}

static struct cv_status add_known(struct reflect *reflect, const struct cv_file *file)
{
    return schema_add(reflect->schema, (struct cv_slice){file->bytes, file->len});
}

static struct cv_status add_import(struct reflect *reflect, const char *name)
{
    struct cv_status status = ask_file(reflect, name);

    if (!cv_ok(status) && status.code != CV_NOT_FOUND)
        return status;
    if (cv_ok(status) && schema_has_file(reflect->schema, name))
        return status;
    if (known_file_by_name(name) != NULL)
        return add_known(reflect, known_file_by_name(name));
    return set_absent(reflect, name);
}

static struct cv_status add_imports(struct reflect *reflect)
{
    struct cv_status status = CV_STATUS_OK;
    const char *name;

    while (cv_ok(status) && (name = schema_missing(reflect->schema, is_absent, reflect)) != NULL)
        status = add_import(reflect, name);
    return cv_ok(status) ? schema_link(reflect->schema) : status;
}

struct cv_status reflect_symbol(struct reflect *reflect, const char *symbol)
{
    struct cv_status status;

    reflect->deadline_ns = cv_clock_ns() + reflect->client->timeout_ns;
    status = ask_symbol(reflect, symbol);
    if (cv_ok(status))
        status = add_imports(reflect);
    if (status.code == CV_INVALID_ARGUMENT) /* of the schema: it is the server that is wrong */
        status.code = CV_INTERNAL;
    return status;
}

const struct schema_message *reflect_find(void *arg, struct cv_slice name)
{
    struct reflect *reflect = arg;
    const struct schema_message *found = schema_find_message(reflect->schema, name);
    const struct cv_file *known = known_file_by_symbol(name);
    struct cv_status status;
    char text[NAME_MAX_ASKED];

    if (found != NULL || name.len == 0 || name.len >= sizeof(text))
        return found;
    memcpy(text, name.at, name.len);
    text[name.len] = '\0';
    if (reflect->absent_count == REFLECT_ABSENT_MAX || is_absent(reflect, text))
        return NULL;
    reflect->deadline_ns = cv_clock_ns() + reflect->client->timeout_ns;
    if (known != NULL)
        status = add_known(reflect, known);
    else
        status = ask_symbol(reflect, text);
    if (cv_ok(status))
        (void)add_imports(reflect);
    found = schema_find_message(reflect->schema, name);
    if (found == NULL)
        (void)set_absent(reflect, text);
    return found;
}
