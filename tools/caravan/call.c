/* caravan call METHOD [JSON|@FILE|-]: any method of any server with reflection. */
#include "commands.h"
#include "exchange.h"
#include "headers.h"
#include "input.h"
#include "target.h"

#include <string.h>

#define ANSWER_MEMORY_MAX ((size_t)512 * 1024 * 1024) /* to read one answer */
#define ANSWER_TEXT_MAX   ((size_t)512 * 1024 * 1024)

struct calling {
    const struct run *run;
    struct client client;
    struct cv_metadata metadata;
    struct schema schema;
    struct reflect reflect;
    const struct schema_method *method;
    struct input_messages messages;
};

/* ---- what is asked for ---- */

static enum exit_code find_method(struct calling *calling)
{
    struct target target;

    if (!target_parse(calling->run->operands[0], calling->run->arena, &target)) {
        (void)fprintf(stderr,
                      T("caravan call: METHOD must be package.Service/Method, not %s\n",
                        "caravan call：METHOD 必须写作 package.Service/Method，而不是 %s\n"),
                      calling->run->operands[0]);
        return EXIT_USAGE;
    }
    reflect_init(&calling->reflect, &calling->client, &calling->schema, &calling->metadata);
    return target_method(&calling->reflect, &target, &calling->method);
}

static enum exit_code encode_input(struct calling *calling, const struct input *input)
{
    static struct cv_slice nothing;
    struct transcode with = {reflect_find, &calling->reflect, NULL};
    bool many = (calling->method->rpc.kind & CV_CLIENT_STREAMING) != 0;
    enum exit_code code =
        input_encode(input, calling->run, &with, calling->method->request, &calling->messages);

    if (code != EXIT_DONE || many)
        return code;
    if (calling->messages.count > 1) {
        (void)fprintf(stderr,
                      T("caravan call: %s takes one message, and here are %zu\n",
                        "caravan call：%s 只接收一条消息，这里有 %zu 条\n"),
                      calling->method->rpc.path + 1, calling->messages.count);
        return EXIT_REFUSED;
    }
    if (calling->messages.count == 0)
        calling->messages = (struct input_messages){&nothing, 1};
    return EXIT_DONE;
}

/* ---- what comes back ---- */

/* Write one message to `out`; false: `*status` says why not, its text in the run's arena. */
static bool print_message(struct calling *calling, const struct schema_message *type,
                          struct cv_slice wire, bool pretty, FILE *out, struct cv_status *status)
{
    struct cv_arena scratch;
    struct cv_buf text;
    struct transcode with = {reflect_find, &calling->reflect, &scratch};
    struct json_writer writer = {.out = &text, .pretty = pretty};

    cv_arena_init(&scratch, ANSWER_MEMORY_MAX);
    cv_buf_init(&text, ANSWER_TEXT_MAX);
    *status = transcode_to_json(&with, type, wire, &writer);
    if (cv_ok(*status)) {
        cv_buf_add(&text, "\n", 1);
        (void)fwrite(text.at, 1, text.len, out);
        (void)fflush(out); /* a stream's answers are read as they come */
    } else {
        status->message = text_printable(status->message, calling->run->arena);
    }
    cv_buf_free(&text);
    cv_arena_release(&scratch);
    return cv_ok(*status);
}

static void print_detail(struct calling *calling, const struct schema_message *any,
                         struct cv_slice bytes)
{
    struct cv_status status;

    (void)fputs("  ", stderr);
    if (!print_message(calling, any, bytes, false, stderr, &status))
        (void)fprintf(stderr, "%s\n", status.message);
}

/* Each detail of a google.rpc.Status: its field 3. */
static void print_details(struct calling *calling, struct cv_slice details)
{
    static const char ANY[] = "google.protobuf.Any";
    const struct schema_message *any =
        reflect_find(&calling->reflect, (struct cv_slice){(const uint8_t *)ANY, sizeof(ANY) - 1});
    struct wire_value value;

    while (any != NULL && wire_next(&details, &value)) {
        if (value.number == 3 && value.type == WIRE_LENGTH)
            print_detail(calling, any, value.bytes);
    }
}

static enum exit_code tell_end(struct calling *calling, const struct cv_start *end)
{
    struct cv_status status = end->status;
    const char *message = text_printable(status.message, calling->run->arena);

    if (cv_ok(status))
        return EXIT_DONE;
    (void)fprintf(stderr, "caravan: %s: %s%s%s\n", calling->method->rpc.path + 1,
                  cv_code_name(status.code), message[0] == '\0' ? "" : ": ", message);
    print_details(calling, end->details);
    return client_exit_code(status.code);
}

static enum exit_code exchange_all(struct calling *calling)
{
    bool pretty = run_option(calling->run, "--json") == NULL;
    struct cv_metadata *metadata = &calling->metadata;
    struct exchange exchange;
    struct cv_slice answer;
    enum exit_code code = EXIT_DONE;
    struct cv_status status;

    exchange_start(&exchange, &calling->client, &calling->method->rpc, metadata,
                   calling->messages.list, calling->messages.count);
    while (code == EXIT_DONE && exchange_next(&exchange, &answer)) {
        if (!print_message(calling, calling->method->response, answer, pretty, stdout, &status)) {
            (void)fprintf(stderr, T("caravan: the answer: %s\n", "caravan：答复：%s\n"),
                          status.message);
            code = EXIT_FAILED;
        }
    }
    exchange_cancel(&exchange);
    if (code == EXIT_DONE)
        code = tell_end(calling, &exchange.start);
    exchange_free(&exchange);
    return code;
}

/* ---- the command ---- */

static enum exit_code call(struct calling *calling, const struct input *input)
{
    enum exit_code code = headers_read(calling->run, &calling->metadata);

    if (code == EXIT_DONE)
        code = find_method(calling);
    if (code == EXIT_DONE)
        code = encode_input(calling, input);
    return code == EXIT_DONE ? exchange_all(calling) : code;
}

static enum exit_code run_call(struct run *run)
{
    struct calling calling = {.run = run};
    struct input input;
    enum exit_code code = input_read(&input, run, run->operand_count > 1 ? run->operands[1] : NULL);

    if (code != EXIT_DONE)
        return code;
    schema_init(&calling.schema, run->arena);
    code = client_open(&calling.client, run);
    if (code == EXIT_DONE)
        code = call(&calling, &input);
    client_close(&calling.client);
    return code;
}

static const struct option OPTIONS[] = {
    HEADERS_OPTION,
    {.name = "--json", .help = {"one answer a line, for programs", "每条答复一行，供程序读取"}},
    {.name = NULL},
};

const struct command command_call = {
    .name = "call",
    .operands = "METHOD [JSON|@FILE|-]",
    .operands_min = 1,
    .operands_max = 2,
    .calls = true,
    .options = OPTIONS,
    .summary = {"call any method of any gRPC server with reflection, in JSON",
                "用 JSON 调用任何支持反射的 gRPC 服务器的任何方法"},
    .help = {"METHOD is caravan.projects.v1.Projects/GetProject, or the same with a dot for the "
             "slash.\nThe message is JSON as protobuf writes it, from the command line, a file, or "
             "stdin (-);\nnone means an empty one. A method that takes a stream gets all values of "
             "the input, one\nafter the other. Each answer is printed as one JSON value.\n\n"
             "  caravan call caravan.projects.v1.Projects/GetProject '{\"name\": "
             "\"programmes/jw/projects/0042\"}'\n\n"
             "An error of the server is told on stderr with its code, message and details, and "
             "ends the\nprogram as `caravan help` lists.\n",
             "METHOD 写作 caravan.projects.v1.Projects/GetProject，斜杠也可写成点。消息是 "
             "protobuf\n的 JSON，来自命令行、文件或标准输入（-）；省略则为空消息。"
             "接收流的方法依次得到输入中的\n每个值。每条答复打印为一个 JSON 值。\n\n"
             "  caravan call caravan.projects.v1.Projects/GetProject '{\"name\": "
             "\"programmes/jw/projects/0042\"}'\n\n"
             "服务器的错误（代码、说明、详情）写到标准错误；退出码见 `caravan help`。\n"},
    .run = run_call,
};
