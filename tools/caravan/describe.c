/* caravan list [SERVICE], caravan describe SYMBOL: what a server offers. */
#include "commands.h"
#include "headers.h"
#include "proto_text.h"
#include "target.h"

#include <string.h>

struct looking {
    struct run *run;
    struct client client;
    struct cv_metadata metadata;
    struct schema schema;
    struct reflect reflect;
};

/* ---- list ---- */

static enum exit_code list_services(struct looking *looking)
{
    const char **names;
    size_t count;
    struct cv_status status = reflect_services(&looking->reflect, &names, &count);

    if (!cv_ok(status))
        return client_complain(&looking->client, status);
    for (size_t i = 0; i < count; i++)
        (void)printf("%s\n", text_printable(names[i], looking->run->arena));
    return EXIT_DONE;
}

static enum exit_code list(struct looking *looking)
{
    const struct schema_service *service;
    enum exit_code code;

    if (looking->run->operand_count == 0)
        return list_services(looking);
    code = target_service(&looking->reflect, looking->run->operands[0], &service);
    if (code != EXIT_DONE)
        return code;
    for (size_t i = 0; i < service->method_count; i++)
        (void)printf("%s\n", service->methods[i].rpc.path + 1);
    return EXIT_DONE;
}

/* ---- describe ---- */

static void print_symbol(const struct schema_symbol *symbol)
{
    switch (symbol->kind) {
    case SCHEMA_IS_ENUM:
        proto_text_enum(symbol->enumeration, stdout);
        break;
    case SCHEMA_IS_MESSAGE:
        proto_text_message(symbol->message, stdout);
        break;
    case SCHEMA_IS_SERVICE:
        proto_text_service(symbol->service, stdout);
        break;
    }
}

/* A method with both its messages: what somebody about to call it wants to see. */
static enum exit_code describe_method(struct looking *looking, const struct target *target)
{
    const struct schema_method *method;
    enum exit_code code = target_method(&looking->reflect, target, &method);

    if (code != EXIT_DONE)
        return code;
    proto_text_method(method, stdout);
    (void)fputc('\n', stdout);
    proto_text_message(method->request, stdout);
    if (method->response == method->request)
        return EXIT_DONE;
    (void)fputc('\n', stdout);
    proto_text_message(method->response, stdout);
    return EXIT_DONE;
}

static enum exit_code no_such_symbol(const struct looking *looking, const char *word)
{
    (void)fprintf(stderr,
                  T("caravan: %s knows no %s; `caravan list` names its services\n",
                    "caravan：%s 没有 %s；`caravan list` 列出它的服务\n"),
                  looking->client.server, word);
    return EXIT_REFUSED;
}

static enum exit_code describe(struct looking *looking)
{
    const char *word = looking->run->operands[0];
    const struct schema_symbol *symbol;
    struct cv_status status;
    struct target target;

    if (strchr(word, '/') == NULL) {
        word += *word == '.';
        status = reflect_symbol(&looking->reflect, word);
        if (!cv_ok(status) && status.code != CV_NOT_FOUND)
            return client_complain(&looking->client, status);
        symbol =
            schema_find(&looking->schema, (struct cv_slice){(const uint8_t *)word, strlen(word)});
        if (symbol != NULL) {
            print_symbol(symbol);
            return EXIT_DONE;
        }
        if (!cv_ok(status)) /* a server that knows a method's name may answer with its file */
            return no_such_symbol(looking, word);
    }
    return target_parse(word, looking->run->arena, &target) ? describe_method(looking, &target)
                                                            : no_such_symbol(looking, word);
}

/* ---- the commands ---- */

static enum exit_code look(struct run *run, enum exit_code (*act)(struct looking *looking))
{
    struct looking looking = {.run = run};
    enum exit_code code = client_open(&looking.client, run);

    schema_init(&looking.schema, run->arena);
    reflect_init(&looking.reflect, &looking.client, &looking.schema, &looking.metadata);
    if (code == EXIT_DONE)
        code = headers_read(run, &looking.metadata);
    if (code == EXIT_DONE)
        code = act(&looking);
    client_close(&looking.client);
    return code;
}

static enum exit_code run_list(struct run *run)
{
    return look(run, list);
}

static enum exit_code run_describe(struct run *run)
{
    return look(run, describe);
}

static const struct option OPTIONS[] = {
    HEADERS_OPTION,
    {.name = NULL},
};

const struct command command_list = {
    .name = "list",
    .operands = "[SERVICE]",
    .operands_max = 1,
    .calls = true,
    .options = OPTIONS,
    .summary = {"the services of a gRPC server with reflection, or the methods of one",
                "列出支持反射的 gRPC 服务器的服务，或其中一个服务的方法"},
    .run = run_list,
};

const struct command command_describe = {
    .name = "describe",
    .operands = "SYMBOL",
    .operands_min = 1,
    .operands_max = 1,
    .calls = true,
    .options = OPTIONS,
    .summary = {"a service, method, message or enum of such a server, as in a .proto file",
                "以 .proto 形式显示该服务器的服务、方法、消息或枚举"},
    .help = {"SYMBOL is a full name: caravan.projects.v1.Projects, a method of it behind a slash "
             "or dot,\nor a type. A method is shown with its two messages.\n",
             "SYMBOL 为全名：caravan.projects.v1.Projects、其后加斜杠或点的方法名，或类型名。\n"
             "方法连同它的两种消息一起显示。\n"},
    .run = run_describe,
};
