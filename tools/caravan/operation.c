#include "operation.h"

#include "base/assert.h"
#include "base/uuid.h"
#include "caravan/common/v1/money.pb-c.h"
#include "cell.h"
#include "enum_word.h"
#include "google/protobuf/field_mask.pb-c.h"
#include "google/protobuf/timestamp.pb-c.h"
#include "google/type/date.pb-c.h"
#include "json_put.h"
#include "message_view.h"
#include "operation_list.h"
#include "post.h"
#include "post_cell.h"
#include "post_field.h"
#include "report_options.h"

#include <string.h>

#define PAGE 1000

struct doing {
    struct run *run;
    const struct operation *operation;
    const struct cv_method *method;
    struct post_writer writer;
};

static bool is_option(const struct operation_argument *argument)
{
    return argument->name[0] == '-';
}

static enum exit_code refuse(const struct doing *doing, const struct operation_argument *argument,
                             const char *what)
{
    return run_refuse_option(doing->run, argument->name, "%s", what);
}

static enum exit_code kept(bool fine)
{
    return fine ? EXIT_DONE : EXIT_FAILED;
}

/* ---- arguments ---- */

/* The option that says what the first id of such a name is; NULL: none does. */
static const char *context_of(const char *pattern)
{
    if (strncmp(pattern, "hubs/", 5) == 0)
        return "--hub";
    return strncmp(pattern, "corridors/", 10) == 0 ? "--corridor" : NULL;
}

/* The id for the next @, from the text or, if it is missing there, from its option; "": from
 * neither. */
static const char *take_id(const struct doing *doing, const char *pattern, bool missing,
                           const char **text)
{
    const char *option = context_of(pattern);
    size_t len = strcspn(*text, "/");
    const char *id;

    if (missing)
        return option == NULL ? "" : run_option(doing->run, option);
    id = cv_arena_printf(doing->run->arena, "%.*s", (int)len, *text);
    *text += len + ((*text)[len] == '/');
    return id;
}

static const char *not_ids(const char *pattern, struct cv_arena *arena)
{
    const char *text = cv_arena_printf(
        arena, T("must be ids as in %s, with / between them", "必须是形如 %s 的编号，以 / 分隔"),
        pattern);

    return text == NULL ? "" : text;
}

/* "b1" into "hubs/west/bags/b1". */
static const char *make_name(const struct doing *doing, const struct operation_argument *argument,
                             const char *text, const char **wrong)
{
    struct cv_arena *arena = doing->run->arena;
    const char *at = argument->pattern;
    const char *name = "";
    size_t missing = 0;

    for (const char *c = at; *c != '\0'; c++)
        missing += *c == '@';
    missing -= missing > 0;
    for (const char *c = text; *c != '\0'; c++)
        missing -= *c == '/' && missing > 0;
    *wrong = NULL;
    while (*at != '\0' && *wrong == NULL && name != NULL) {
        size_t plain = strcspn(at, "@");
        const char *id = "";

        if (at[plain] == '@') {
            const char *given = take_id(doing, at, missing > 0, &text);

            missing = 0;
            *wrong = given == NULL || *given == '\0' ? not_ids(argument->pattern, arena)
                                                     : cell_id(given, arena, &id);
        }
        name = cv_arena_printf(arena, "%s%.*s%s", name, (int)plain, at, id);
        at += plain + (at[plain] == '@');
    }
    if (*wrong == NULL && *text != '\0')
        *wrong = T("has a / too many", "多了一个 /");
    return name;
}

static enum exit_code take_name(struct doing *doing, const struct operation_argument *argument,
                                const char *text)
{
    const char *wrong;
    const char *name = make_name(doing, argument, text, &wrong);

    if (wrong != NULL)
        return refuse(doing, argument, wrong);
    return kept(name != NULL && post_set_text(&doing->writer, argument->path, name));
}

static enum exit_code take_time(struct doing *doing, const struct operation_argument *argument,
                                const char *text)
{
    struct cv_arena *arena = doing->run->arena;
    Google__Protobuf__Timestamp *stamp;
    struct cell_time time = {0};
    const char *wrong = cell_time(text, "", arena, &time);

    if (wrong != NULL)
        return refuse(doing, argument, wrong);
    stamp = (void *)post_message(&google__protobuf__timestamp__descriptor, arena);
    if (stamp == NULL)
        return EXIT_FAILED;
    stamp->seconds = time.seconds;
    if (argument->offset != NULL &&
        !post_set_integer(&doing->writer, argument->offset, time.offset_minutes))
        return EXIT_FAILED;
    return kept(post_set_message(&doing->writer, argument->path, &stamp->base));
}

static enum exit_code take_date(struct doing *doing, const struct operation_argument *argument,
                                const char *text)
{
    struct cv_arena *arena = doing->run->arena;
    Google__Type__Date *date;
    struct cell_date given;
    const char *wrong = cell_date(text, arena, &given);

    if (wrong != NULL)
        return refuse(doing, argument, wrong);
    date = (void *)post_message(&google__type__date__descriptor, arena);
    if (date == NULL)
        return EXIT_FAILED;
    date->year = given.year;
    date->month = given.month;
    date->day = given.day;
    return kept(post_set_message(&doing->writer, argument->path, &date->base));
}

static const char *words_of(const ProtobufCEnumDescriptor *type, struct cv_arena *arena)
{
    const char *list = "";

    for (unsigned i = 0; list != NULL && i < type->n_values; i++) {
        if (type->values[i].value != 0)
            list = cv_arena_printf(arena, "%s%s%s", list, *list == '\0' ? "" : T(", ", "、"),
                                   enum_word(type, type->values[i].value));
    }
    return list == NULL ? "" : list;
}

static enum exit_code take_word(struct doing *doing, const struct operation_argument *argument,
                                const char *text)
{
    const ProtobufCEnumDescriptor *type =
        post_field(doing->method->request, argument->path)->descriptor;
    int value;

    if (!enum_read(type, text, strlen(text), &value))
        return run_refuse_option(doing->run, argument->name,
                                 T("must be one of %s", "必须是下列之一：%s"),
                                 words_of(type, doing->run->arena));
    return kept(post_set_integer(&doing->writer, argument->path, value));
}

static enum exit_code take_number(struct doing *doing, const struct operation_argument *argument,
                                  const char *text)
{
    struct cv_arena *arena = doing->run->arena;
    int64_t value = 0;
    const char *wrong = argument->how == POST_MASS
                            ? cell_mass(text, "", arena, &value)
                            : cell_integer(text, 0, INT32_MAX, arena, &value);

    if (wrong != NULL)
        return refuse(doing, argument, wrong);
    return kept(post_set_integer(&doing->writer, argument->path, value));
}

static enum exit_code take_money(struct doing *doing, const struct operation_argument *argument,
                                 const char *text)
{
    Caravan__Common__V1__Money *money = cv_arena_alloc(doing->run->arena, sizeof(*money));
    struct cell_money value = {0};
    const char *wrong = cell_money(text, &(struct cell_unit){.currency = ""}, POST_CURRENCY,
                                   doing->run->arena, &value);

    if (wrong != NULL)
        return refuse(doing, argument, wrong);
    if (money == NULL)
        return kept(false);
    caravan__common__v1__money__init(money);
    money->minor_units = value.minor_units;
    money->currency = (char *)(uintptr_t)(*value.currency == '\0' ? POST_CURRENCY : value.currency);
    return kept(post_set_message(&doing->writer, argument->path, &money->base));
}

static enum exit_code take(struct doing *doing, const struct operation_argument *argument,
                           const char *text)
{
    switch (argument->how) {
    case POST_NAME:
        return take_name(doing, argument, text);
    case POST_TIME:
        return take_time(doing, argument, text);
    case POST_DATE:
        return take_date(doing, argument, text);
    case POST_WORD:
        return take_word(doing, argument, text);
    case POST_MONEY:
        return take_money(doing, argument, text);
    case POST_NUMBER:
    case POST_MASS:
        return take_number(doing, argument, text);
    case POST_YES: /* an option without a value: it was given */
        return kept(post_set_integer(&doing->writer, argument->path, 1));
    default:
        return kept(post_set_text(&doing->writer, argument->path, text));
    }
}

/* What a Create makes is in the request, also when nothing is said of it. */
static bool touch_created(struct doing *doing)
{
    const struct operation_argument *argument = doing->operation->arguments;

    if (strncmp(doing->operation->method, "Create", 6) != 0)
        return true;
    while (argument->name != NULL && strchr(argument->path, '.') == NULL)
        argument++;
    return argument->name == NULL || post_touch(&doing->writer, argument->path);
}

/* What the verb takes, filled in; what it needs and has not is refused. */
static enum exit_code take_all(struct doing *doing)
{
    const struct run *run = doing->run;
    enum exit_code code = kept(touch_created(doing));
    size_t word = 1; /* behind the verb */

    for (const struct operation_argument *argument = doing->operation->arguments;
         code == EXIT_DONE && argument->name != NULL; argument++) {
        const char *text = is_option(argument)         ? run_option(run, argument->name)
                           : word < run->operand_count ? run->operands[word++]
                                                       : NULL;

        if (text != NULL)
            code = take(doing, argument, text);
        else if (argument->required)
            code = refuse(doing, argument, T("is needed", "必须给出"));
    }
    if (code == EXIT_DONE && word < run->operand_count)
        code = run_refuse_option(run, run->operands[word], "%s",
                                 T("is one word too many", "是多余的参数"));
    return code;
}

static bool takes(const struct operation *operation, const char *option)
{
    for (const struct operation_argument *argument = operation->arguments; argument->name != NULL;
         argument++) {
        if (strcmp(argument->name, option) == 0)
            return true;
    }
    return false;
}

/* Names may need it. */
static bool is_context(const char *option)
{
    return strcmp(option, "--hub") == 0 || strcmp(option, "--corridor") == 0;
}

/* An option of another verb of the noun means nothing here. */
static enum exit_code check_options(const struct doing *doing, const struct operation *operations)
{
    for (; operations->verb != NULL; operations++) {
        for (const struct operation_argument *argument = operations->arguments;
             argument->name != NULL; argument++) {
            if (is_option(argument) && !is_context(argument->name) &&
                run_option(doing->run, argument->name) != NULL &&
                !takes(doing->operation, argument->name))
                return run_refuse_option(doing->run, argument->name, T("is not of %s", "不用于 %s"),
                                         doing->operation->verb);
        }
    }
    return EXIT_DONE;
}

/* ---- the request ---- */

static bool set_mask(struct doing *doing)
{
    Google__Protobuf__FieldMask *mask =
        (void *)post_message(&google__protobuf__field_mask__descriptor, doing->run->arena);

    if (mask == NULL)
        return false;
    mask->paths = cv_arena_array(doing->run->arena, 1, sizeof(*mask->paths));
    if (mask->paths == NULL)
        return false;
    mask->paths[0] = (char *)(uintptr_t)doing->operation->mask;
    mask->n_paths = 1;
    return post_set_message(&doing->writer, "update_mask", &mask->base);
}

/* What the verb itself says, and an id by which the call counts once. */
static bool fill_rest(struct doing *doing)
{
    const struct operation *operation = doing->operation;
    bool fine = true;
    char id[CV_UUID_TEXT];

    for (size_t i = 0; i < OPERATION_CONSTANTS && operation->constants[i].path != NULL; i++)
        fine = fine && post_set_integer(&doing->writer, operation->constants[i].path,
                                        operation->constants[i].value);
    if (operation->etag != NULL)
        fine = fine && post_set_text(&doing->writer, operation->etag, "*");
    if (operation->mask != NULL)
        fine = fine && set_mask(doing);
    if (operation->rows != NULL && post_field(doing->method->request, "page_size") != NULL)
        fine = fine && post_set_integer(&doing->writer, "page_size", PAGE);
    cv_uuid_print(cv_uuid7(), id);
    if (post_field(doing->method->request, "request_id") != NULL)
        fine = fine && post_set_text(&doing->writer, "request_id", id);
    return fine;
}

/* ---- the call ---- */

static const ProtobufCMessage *ask(struct client *client, struct doing *doing,
                                   struct cv_status *status)
{
    struct client_call call;

    client_prepare(client, &call);
    call.op.start.method = doing->method;
    call.op.request = doing->writer.message;
    cv_unary_submit(client->channel, &call.op);
    *status = client_wait(client, &call);
    return cv_ok(*status) ? call.op.response : NULL;
}

static enum exit_code print_one(const struct run *run, const ProtobufCMessage *answer)
{
    struct json_out out;
    bool done = true;

    if (run_option(run, "--json") != NULL) {
        json_out_begin(&out);
        message_put_json(&out, answer, run->arena);
        done = json_out_end(&out, stdout);
    } else {
        message_print(answer, run->arena, stdout);
    }
    return report_end(run, done);
}

/* All pages, as one list. */
static enum exit_code list_all(struct client *client, struct doing *doing)
{
    struct operation_list list;
    const char *token;
    bool fine = true;

    operation_list_begin(&list, doing->run, doing->operation, doing->method);
    do {
        struct cv_status status;
        const ProtobufCMessage *page = ask(client, doing, &status);

        if (page == NULL) {
            operation_list_drop(&list);
            return client_complain(client, status);
        }
        operation_list_page(&list, page);
        token = message_text(page, "next_page_token", false, doing->run->arena);
        if (*token != '\0')
            fine = post_set_text(&doing->writer, "page_token", token);
    } while (fine && *token != '\0');
    return report_end(doing->run, operation_list_end(&list) && fine);
}

/* ---- the command ---- */

static enum exit_code find_verb(struct doing *doing, const struct operation *operations)
{
    const char *verb = doing->run->operands[0];
    const char *list = "";

    for (const struct operation *at = operations; at->verb != NULL; at++) {
        if (strcmp(at->verb, verb) == 0) {
            doing->operation = at;
            doing->method = post_method(at->service, at->method);
            CV_ASSERT(doing->method != NULL);
            return EXIT_DONE;
        }
        list = cv_arena_printf(doing->run->arena, "%s%s%s", list, at == operations ? "" : ", ",
                               at->verb);
    }
    return run_refuse_option(doing->run, verb, T("must be one of %s", "必须是下列之一：%s"),
                             list == NULL ? "" : list);
}

enum exit_code operation_run(struct run *run, const struct operation *operations)
{
    struct doing doing = {.run = run};
    struct client client;
    enum exit_code code = find_verb(&doing, operations);

    if (doing.operation == NULL)
        return code;
    if (code == EXIT_DONE)
        code = report_read_form(run);
    if (code == EXIT_DONE)
        code = check_options(&doing, operations);
    if (code != EXIT_DONE)
        return code;
    post_writer_begin(&doing.writer, post_message(doing.method->request, run->arena), run->arena);
    if (doing.writer.message == NULL)
        return EXIT_FAILED;
    code = take_all(&doing);
    if (code == EXIT_DONE)
        code = kept(fill_rest(&doing));
    if (code != EXIT_DONE)
        return code;
    code = client_open_service(&client, run, doing.operation->service);
    if (code == EXIT_DONE && doing.operation->rows != NULL) {
        code = list_all(&client, &doing);
    } else if (code == EXIT_DONE) {
        struct cv_status status;
        const ProtobufCMessage *answer = ask(&client, &doing, &status);

        code = answer == NULL ? client_complain(&client, status) : print_one(run, answer);
    }
    client_close(&client);
    return code;
}

/* A table that names no field of the API is a mistake of ours. */
static void check_table(const struct operation *operation)
{
    const struct cv_method *method = post_method(operation->service, operation->method);
    const struct operation_argument *argument = operation->arguments;
    const ProtobufCFieldDescriptor *rows;

    CV_ASSERT(method != NULL);
    for (; argument->name != NULL; argument++)
        CV_ASSERT(post_field(method->request, argument->path) != NULL);
    if (operation->rows == NULL)
        return;
    rows = post_field(method->response, operation->rows);
    CV_ASSERT(rows != NULL && rows->label == PROTOBUF_C_LABEL_REPEATED);
    for (size_t i = 0; i < OPERATION_COLUMNS && operation->columns[i].path != NULL; i++)
        CV_ASSERT(post_field(rows->descriptor, operation->columns[i].path) != NULL);
}

void operations_print(const char *noun, const struct operation *operations, FILE *out)
{
    (void)fputs(T("\nWhat there is to do, what is in brackets may be left out:\n",
                  "\n可做的事，方括号内的可省略：\n"),
                out);
    for (; operations->verb != NULL; operations++) {
        check_table(operations);
        (void)fprintf(out, "  caravan %s %s", noun, operations->verb);
        for (const struct operation_argument *argument = operations->arguments;
             argument->name != NULL; argument++) {
            const char *open = argument->required ? "" : "[";
            const char *close = argument->required ? "" : "]";

            if (!is_context(argument->name))
                (void)fprintf(out, " %s%s%s", open, argument->name, close);
        }
        (void)fprintf(out, "\n      %s\n", text_of(operations->help));
    }
}
