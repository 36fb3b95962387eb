#include "command.h"

#include "base/assert.h"
#include "base/status.h"
#include "encoding.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#ifndef CV_VERSION
#define CV_VERSION "0.0.0"
#endif

#define PROGRAM_MEMORY_MAX ((size_t)1024 * 1024 * 1024)
#define HELP_COLUMN        28

static const struct option COMMON[] = {
    {.name = "--lang",
     .value = "en|zh",
     .variable = "CARAVAN_LANG",
     .help = {"language of what is said; otherwise that of LC_ALL or LANG",
              "显示语言；默认取自 LC_ALL 或 LANG"}},
    {.name = "--help", .help = {"print this", "显示本说明"}},
    {.name = NULL},
};

static const struct option CALLING[] = {
    {.name = "--server",
     .value = "ADDRESS",
     .variable = "CARAVAN_SERVER",
     .fallback = "127.0.0.1:7101",
     .help = {"HOST:PORT, unix:PATH or another target of gRPC, such as dns:///HOST:PORT",
              "HOST:PORT、unix:PATH 或其他 gRPC 目标，如 dns:///HOST:PORT"}},
    {.name = "--timeout",
     .value = "SECONDS",
     .fallback = "60",
     .help = {"how long to wait for the server; 0.1 to 86400",
              "等待服务器的时间（秒），0.1 至 86400"}},
    {.name = "--tls-ca",
     .value = "FILE",
     .variable = "CARAVAN_TLS_CA",
     .help = {"speak TLS with a server that one of these authorities vouches for (PEM)",
              "使用 TLS；服务器证书须由文件中的机构签发（PEM）"}},
    {.name = "--tls-cert",
     .value = "FILE",
     .variable = "CARAVAN_TLS_CERT",
     .help = {"with --tls-ca: the certificate to show (PEM)", "配合 --tls-ca：出示的证书（PEM）"}},
    {.name = "--tls-key",
     .value = "FILE",
     .variable = "CARAVAN_TLS_KEY",
     .help = {"its key, which nobody else may read (PEM)", "证书的私钥，他人不得可读（PEM）"}},
    {.name = "--as",
     .value = "SUBJECT",
     .variable = "CARAVAN_AS",
     .help = {"who does it, for the server to record; otherwise whoever the server takes\n"
              "everybody for",
              "以谁的身份执行，由服务器记录；默认为服务器设定的身份"}},
    {.name = "--service-config",
     .value = "FILE",
     .help = {"gRPC's service config (JSON): timeouts and retries of each method",
              "gRPC 服务配置（JSON）：各方法的超时与重试"}},
    {.name = NULL},
};

/* ---- options ---- */

/* The next table after `at`: the command's own, those of calls, those of all. */
static const struct option *table(const struct command *command, size_t at)
{
    static const struct option NONE[] = {{.name = NULL}};
    const struct option *const TABLES[] = {
        command->options == NULL ? NONE : command->options,
        command->calls ? CALLING : NONE,
        COMMON,
        NULL,
    };

    return TABLES[at];
}

static const struct option *find_option(const struct command *command, const char *name, size_t len)
{
    const struct option *option;

    for (size_t t = 0; (option = table(command, t)) != NULL; t++) {
        for (; option->name != NULL; option++) {
            if (strlen(option->name) == len && memcmp(option->name, name, len) == 0)
                return option;
        }
    }
    return NULL;
}

static const char *option_name(const void *arg, size_t index)
{
    const struct option *option;

    for (size_t t = 0; (option = table(arg, t)) != NULL; t++) {
        for (; option->name != NULL; option++) {
            if (index-- == 0)
                return option->name;
        }
    }
    return NULL;
}

/* NULL: it was not. */
static const char *given_value(const struct run *run, const struct option *option)
{
    const char *value;

    for (size_t i = run->given_count; i-- > 0;) {
        if (run->given[i].option == option)
            return run->given[i].value;
    }
    value = option->variable == NULL ? NULL : getenv(option->variable);
    return value == NULL || *value == '\0' ? NULL : value;
}

const char *run_option(const struct run *run, const char *name)
{
    const struct option *option = find_option(run->command, name, strlen(name));
    const char *value;

    CV_ASSERT(option != NULL);
    value = given_value(run, option);
    return value == NULL ? option->fallback : value;
}

bool run_given(const struct run *run, const char *name)
{
    const struct option *option = find_option(run->command, name, strlen(name));

    CV_ASSERT(option != NULL);
    return given_value(run, option) != NULL;
}

bool run_takes(const struct run *run, const char *name)
{
    return find_option(run->command, name, strlen(name)) != NULL;
}

const char *run_option_nth(const struct run *run, const char *name, size_t n)
{
    const struct option *option = find_option(run->command, name, strlen(name));

    CV_ASSERT(option != NULL && option->repeated);
    for (size_t i = 0; i < run->given_count; i++) {
        if (run->given[i].option == option && n-- == 0)
            return run->given[i].value;
    }
    return NULL;
}

static enum exit_code where_help_is(const struct run *run)
{
    (void)fprintf(
        stderr,
        T("`caravan help %s` says what there is.\n", "`caravan help %s` 列出可用的选项。\n"),
        run->command->name);
    return EXIT_USAGE;
}

enum exit_code run_refuse_option(const struct run *run, const char *name, const char *format, ...)
{
    va_list args;

    (void)fprintf(stderr, "caravan %s: %s ", run->command->name, name);
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fputc('\n', stderr);
    return where_help_is(run);
}

/* One argument that starts with a dash, and perhaps the one behind it. */
static enum exit_code parse_option(struct run *run, char **argv, int argc, int *at)
{
    const char *word = argv[*at];
    const char *equals = strchr(word, '=');
    size_t len = equals == NULL ? strlen(word) : (size_t)(equals - word);
    const struct option *option = find_option(run->command, word, len);
    const char *value = equals == NULL ? NULL : equals + 1;
    const char *nearest;

    if (option == NULL) {
        nearest = text_nearest(word, option_name, run->command);
        if (nearest != NULL)
            return run_refuse_option(
                run, word, T("is no option; is %s meant?", "不是选项；是否想用 %s？"), nearest);
        return run_refuse_option(run, word, "%s", T("is no option", "不是选项"));
    }
    if (option->value == NULL && value != NULL)
        return run_refuse_option(run, option->name, "%s", T("takes no value", "不带值"));
    if (option->value != NULL && value == NULL && *at + 1 == argc)
        return run_refuse_option(run, option->name, T("needs a value: %s", "需要一个值：%s"),
                                 option->value);
    if (option->value == NULL)
        value = "1";
    else if (value == NULL)
        value = argv[++*at];
    run->given[run->given_count++] = (struct given){option, value};
    return EXIT_DONE;
}

static enum exit_code parse(struct run *run, int argc, char **argv, int at)
{
    enum exit_code code = EXIT_DONE;
    bool literal = false; /* behind "--" */

    for (; code == EXIT_DONE && at < argc; at++) {
        if (!literal && strcmp(argv[at], "--") == 0)
            literal = true;
        else if (!literal && argv[at][0] == '-' && argv[at][1] != '\0')
            code = parse_option(run, argv, argc, &at);
        else
            run->operands[run->operand_count++] = argv[at];
    }
    return code;
}

static enum exit_code check_operands(const struct run *run)
{
    const struct command *command = run->command;

    if (run->operand_count < command->operands_min) {
        (void)fprintf(stderr, T("caravan %s: it needs %s\n", "caravan %s：缺少 %s\n"),
                      command->name, command->operands);
        return where_help_is(run);
    }
    if (run->operand_count > command->operands_max) {
        (void)fprintf(stderr,
                      T("caravan %s: %s is one word too many\n", "caravan %s：多余的参数 %s\n"),
                      command->name, run->operands[command->operands_max]);
        return where_help_is(run);
    }
    return EXIT_DONE;
}

/* ---- help ---- */

static void put_padded(const char *text, size_t width)
{
    size_t own = encoding_width(text);

    (void)printf("%s%*s", text, own < width ? (int)(width - own) : 0, "");
}

/* `text`, each further line of it under the first. */
static void put_lines(const char *text, size_t indent)
{
    for (; *text != '\0'; text++) {
        (void)putchar(*text);
        if (*text == '\n')
            (void)printf("%*s", (int)indent, "");
    }
    (void)putchar('\n');
}

static void put_option(const struct option *option)
{
    char left[80];

    (void)snprintf(left, sizeof(left), "  %s%s%s", option->name, option->value == NULL ? "" : " ",
                   option->value == NULL ? "" : option->value);
    put_padded(left, HELP_COLUMN);
    if (strlen(left) >= HELP_COLUMN)
        (void)printf("\n%*s", HELP_COLUMN, "");
    put_lines(text_of(option->help), HELP_COLUMN);
    if (option->fallback != NULL && option->variable != NULL)
        (void)printf(T("%*s[default %s; or %s]\n", "%*s[默认 %s；或环境变量 %s]\n"), HELP_COLUMN,
                     "", option->fallback, option->variable);
    else if (option->fallback != NULL)
        (void)printf(T("%*s[default %s]\n", "%*s[默认 %s]\n"), HELP_COLUMN, "", option->fallback);
    else if (option->variable != NULL)
        (void)printf(T("%*s[or %s]\n", "%*s[或环境变量 %s]\n"), HELP_COLUMN, "", option->variable);
}

static void help_of_command(const struct command *command)
{
    const struct option *option;

    (void)printf(T("caravan %s: %s\n\nUsage: caravan %s [options]%s%s\n\n",
                   "caravan %s：%s\n\n用法：caravan %s [选项]%s%s\n\n"),
                 command->name, text_of(command->summary), command->name,
                 command->operands[0] == '\0' ? "" : " ", command->operands);
    for (size_t t = 0; (option = table(command, t)) != NULL; t++) {
        for (; option->name != NULL; option++)
            put_option(option);
    }
    if (command->help.en != NULL)
        (void)printf("\n%s", text_of(command->help));
    if (command->help_more != NULL)
        command->help_more(stdout);
}

static void help_of_program(const struct command *const *commands)
{
    (void)fputs(T("caravan: the back office of a long-distance cooperation programme, from the "
                  "command line\n\nUsage: caravan COMMAND [options]\n\n",
                  "caravan：远距离区域合作项目的后台，命令行程序\n\n用法：caravan 命令 [选项]\n\n"),
                stdout);
    for (; *commands != NULL; commands++) {
        (void)printf("  ");
        put_padded((*commands)->name, 16);
        (void)printf("%s\n", text_of((*commands)->summary));
    }
    (void)fputs(T("\n`caravan help COMMAND` explains one of them. `caravan --version` tells the "
                  "version.\n\n"
                  "Exit codes: 0 done; 1 what was given is wrong, or the server refused it; 2 no "
                  "such\ncommand or option; 3 no server there, or no answer in time; 4 the server "
                  "or this\nmachine failed; 5 a part of what was asked for is missing.\n",
                  "\n`caravan help 命令` 说明其中一个。`caravan --version` 显示版本。\n\n"
                  "退出码：0 完成；1 输入有误，或被服务器拒绝；2 没有这个命令或选项；\n"
                  "3 连不上服务器，或没有及时答复；4 服务器或本机出错；5 缺少一部分。\n"),
                stdout);
}

/* ---- the program ---- */

static const struct command *find_command(const struct command *const *commands, const char *name)
{
    for (; *commands != NULL; commands++) {
        if (strcmp((*commands)->name, name) == 0)
            return *commands;
    }
    return NULL;
}

static const char *command_name(const void *arg, size_t index)
{
    const struct command *const *commands = arg;

    return commands[index] == NULL ? NULL : commands[index]->name;
}

static enum exit_code no_such_command(const struct command *const *commands, const char *name)
{
    const char *nearest = text_nearest(name, command_name, commands);

    if (nearest != NULL)
        (void)fprintf(
            stderr,
            T("caravan: %s is no command; is %s meant?\n", "caravan：没有命令 %s；是否想用 %s？\n"),
            name, nearest);
    else
        (void)fprintf(stderr,
                      T("caravan: %s is no command; `caravan help` lists them\n",
                        "caravan：没有命令 %s；`caravan help` 列出全部命令\n"),
                      name);
    return EXIT_USAGE;
}

static enum exit_code help(const struct command *const *commands, const char *name)
{
    const struct command *command;

    if (name == NULL) {
        help_of_program(commands);
        return EXIT_DONE;
    }
    command = find_command(commands, name);
    if (command == NULL)
        return no_such_command(commands, name);
    help_of_command(command);
    return EXIT_DONE;
}

static enum exit_code run_command(struct run *run, int argc, char **argv)
{
    enum language language;
    enum exit_code code = parse(run, argc, argv, 2);
    const char *lang;

    if (code != EXIT_DONE)
        return code;
    lang = run_option(run, "--lang");
    if (lang != NULL && !text_language_parse(lang, &language))
        return run_refuse_option(run, "--lang",
                                 T("must be en or zh, not %s", "必须是 en 或 zh，而不是 %s"), lang);
    if (run_option(run, "--help") != NULL) {
        help_of_command(run->command);
        return EXIT_DONE;
    }
    code = check_operands(run);
    return code == EXIT_DONE ? run->command->run(run) : code;
}

/* Before anything is said, so that complaints of the command line, too, are in that language. What
 * is no language is complained about later. */
static void choose_language(int argc, char **argv)
{
    const char *wanted = getenv("CARAVAN_LANG");
    enum language language = text_language_of_system();

    for (int at = 1; at < argc; at++) {
        if (strcmp(argv[at], "--lang") == 0 && at + 1 < argc)
            wanted = argv[at + 1];
        else if (strncmp(argv[at], "--lang=", 7) == 0)
            wanted = argv[at] + 7;
    }
    if (wanted != NULL)
        (void)text_language_parse(wanted, &language);
    text_set_language(language);
}

static enum exit_code find_and_run(const struct command *const *commands, struct cv_arena *arena,
                                   int argc, char **argv)
{
    struct run run = {.arena = arena};

    if (argc < 2) {
        help_of_program(commands);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0)
        return help(commands, argc > 2 ? argv[2] : NULL);
    if (strcmp(argv[1], "--version") == 0) {
        (void)printf("caravan %s\n", CV_VERSION);
        return EXIT_DONE;
    }
    run.command = find_command(commands, argv[1]);
    if (run.command == NULL)
        return no_such_command(commands, argv[1]);
    run.operands = cv_arena_array(arena, (size_t)argc, sizeof(*run.operands));
    run.given = cv_arena_array(arena, (size_t)argc, sizeof(*run.given));
    if (run.operands == NULL || run.given == NULL)
        return EXIT_FAILED;
    return run_command(&run, argc, argv);
}

enum exit_code program_run(const struct command *const *commands, int argc, char **argv)
{
    struct cv_arena arena;
    enum exit_code code;

    choose_language(argc, argv);
    cv_arena_init(&arena, PROGRAM_MEMORY_MAX);
    code = find_and_run(commands, &arena, argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        (void)fprintf(
            stderr,
            T("caravan: the output could not be written: %s\n", "caravan：无法写出结果：%s\n"),
            strerror(errno));
        code = code == EXIT_DONE ? EXIT_FAILED : code;
    }
    cv_arena_release(&arena);
    cv_arena_thread_done();
    return code;
}
