#include "client.h"

#include "app/principal.h"
#include "base/clock.h"
#include "cell.h"
#include "input.h"
#include "net/tls.h"

#include <string.h>

#define CONNECT_NS     (10 * CV_NS_PER_S)
#define TIMEOUT_NS     (60 * CV_NS_PER_S)  /* of a command without --timeout */
#define ANSWER_MAX     (64u * 1024 * 1024) /* a report of many thousand projects */
#define TICK_NS        (100 * CV_NS_PER_MS)
#define CLOSING_NS     (2 * CV_NS_PER_S)
#define TIMEOUT_MAX_MS 86400000

/* ---- open and close ---- */

/* NULL, too, where the command has no such option. */
static const char *option_of(const struct run *run, const char *name)
{
    return run_takes(run, name) ? run_option(run, name) : NULL;
}

static bool parse_timeout(const char *text, struct cv_arena *arena, uint64_t *timeout_ns)
{
    int64_t ms;

    if (cell_count(text, &(struct cell_unit){0}, 3, arena, &ms) != NULL || ms < 100 ||
        ms > TIMEOUT_MAX_MS)
        return false;
    *timeout_ns = (uint64_t)ms * CV_NS_PER_MS;
    return true;
}

static enum exit_code open_tls(struct client *client)
{
    const struct run *run = client->run;
    const struct cv_tls_files files = {
        .cert = run_option(run, "--tls-cert"),
        .key = run_option(run, "--tls-key"),
        .ca = run_option(run, "--tls-ca"),
    };
    struct cv_status status;

    if ((files.cert == NULL) != (files.key == NULL))
        return run_refuse_option(
            run, files.cert == NULL ? "--tls-cert" : "--tls-key", "%s",
            T("certificate and key go together: --tls-cert FILE --tls-key FILE",
              "证书与私钥须同时给出：--tls-cert 文件 --tls-key 文件"));
    if (files.ca == NULL && files.cert != NULL)
        return run_refuse_option(run, "--tls-ca", "%s",
                                 T("must say who vouches for the server, too: --tls-ca FILE",
                                   "还须指定签发服务器证书的机构：--tls-ca 文件"));
    if (files.ca == NULL)
        return EXIT_DONE;
    status = cv_tls_client(&files, run->arena, &client->tls);
    return cv_ok(status) ? EXIT_DONE : run_refuse_option(run, "--tls-ca", "%s", status.message);
}

/* NULL: none was named. Complains of a file that cannot be read. */
static enum exit_code read_service_config(const struct run *run, const char **text)
{
    const char *file = option_of(run, "--service-config");
    struct input input;
    enum exit_code code;

    *text = NULL;
    if (file == NULL)
        return EXIT_DONE;
    code = input_read(&input, run, cv_arena_printf(run->arena, "@%s", file));
    if (code == EXIT_DONE)
        *text = cv_arena_string_n(run->arena, (const char *)input.text.at, input.text.len);
    return code;
}

/* What a channel would not take. */
static enum exit_code refuse(const struct client *client, struct cv_status status)
{
    if (status.reason != NULL && strcmp(status.reason, "BAD_SERVICE_CONFIG") == 0)
        return run_refuse_option(client->run, "--service-config", "%s", status.message);
    return run_refuse_option(client->run,
                             run_takes(client->run, "--server") ? "--server" : "--target", "%s: %s",
                             client->server, status.message);
}

static void add_name(struct cv_interceptor *self, struct cv_call *call, void *state)
{
    const char *subject = CV_CONTAINER_OF(self, struct client_name, interceptor)->subject;

    (void)state;
    cv_call_proceed(call, cv_call_add_header(call, CV_PRINCIPAL_KEY, subject, strlen(subject)));
}

static enum exit_code set_name(struct client *client)
{
    const char *subject = option_of(client->run, "--as");

    if (subject == NULL)
        return EXIT_DONE;
    if (!cv_principal_valid(subject))
        return run_refuse_option(client->run, "--as",
                                 T("must be up to 63 of a-z, 0-9, '.', '_', '@' and '-', not %s",
                                   "最多 63 个字符：a-z、0-9、'.'、'_'、'@'、'-'，而不是 %s"),
                                 subject);
    client->name = (struct client_name){.interceptor.begin = add_name, .subject = subject};
    return EXIT_DONE;
}

static enum exit_code open_channel(struct client *client, const struct cv_channel_config *config)
{
    struct cv_status status = cv_channel_open(client->loop, config, &client->channel);

    if (cv_ok(status) && client->name.subject != NULL)
        status = cv_channel_intercept(client->channel, &client->name.interceptor);
    return cv_ok(status) ? EXIT_DONE : refuse(client, status);
}

static enum exit_code open_on(struct client *client, const struct run *run, const char *server,
                              struct cv_loop *loop)
{
    struct cv_channel_config config = {
        .user_agent = "caravan/" CV_VERSION,
        .receive_message_max = ANSWER_MAX,
        .connect_timeout_ns = CONNECT_NS,
    };
    const char *timeout = option_of(run, "--timeout");
    struct cv_status status;
    enum exit_code code;

    *client = (struct client){.run = run, .server = server, .timeout_ns = TIMEOUT_NS};
    if (timeout != NULL && !parse_timeout(timeout, run->arena, &client->timeout_ns))
        return run_refuse_option(
            run, "--timeout",
            T("must be seconds from 0.1 to 86400, not %s", "必须是 0.1 至 86400 秒，而不是 %s"),
            timeout);
    code = set_name(client);
    if (code == EXIT_DONE)
        code = open_tls(client);
    if (code != EXIT_DONE)
        return code;
    config.tls = client->tls;
    code = read_service_config(run, &config.service_config);
    if (code != EXIT_DONE)
        return code;
    client->beside = loop != NULL;
    client->loop = loop;
    status = client->beside ? CV_STATUS_OK : cv_loop_new(&client->loop);
    if (!cv_ok(status))
        return client_complain(client, status);
    config.target = client->server;
    return open_channel(client, &config);
}

enum exit_code client_open_at(struct client *client, const struct run *run, const char *server)
{
    return open_on(client, run, server, NULL);
}

enum exit_code client_open_beside(struct client *client, const struct client *first,
                                  const char *server)
{
    return open_on(client, first->run, server, first->loop);
}

enum exit_code client_open(struct client *client, const struct run *run)
{
    return client_open_at(client, run, run_option(run, "--server"));
}

enum exit_code client_open_logistics(struct client *client, const struct run *run)
{
    return client_open_at(client, run, run_option(run, "--logistics"));
}

enum exit_code client_open_service(struct client *client, const struct run *run,
                                   const struct cv_service_type *service)
{
    static const struct {
        const char *package;
        const char *option;
    } SERVERS[] = {
        {"caravan.logistics.", "--logistics"},
        {"caravan.training.", "--training"},
    };
    const char *of = run_takes(run, "--of") ? run_option(run, "--of") : NULL;

    for (size_t i = 0; i < sizeof(SERVERS) / sizeof(SERVERS[0]); i++) {
        if (strncmp(service->name, SERVERS[i].package, strlen(SERVERS[i].package)) == 0 ||
            (of != NULL && strcmp(of, SERVERS[i].option + strlen("--")) == 0))
            return client_open_at(client, run, run_option(run, SERVERS[i].option));
    }
    return client_open(client, run);
}

static void on_closed(void *arg)
{
    *(bool *)arg = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

void client_close(struct client *client)
{
    bool closed = client->channel == NULL;

    if (!closed)
        cv_channel_close(client->channel, on_closed, &closed);
    if (client->loop != NULL)
        (void)cv_loop_run_until(client->loop, is_set, &closed, CLOSING_NS);
    if (!client->beside)
        cv_loop_free(client->loop);
    cv_tls_free(client->tls);
    *client = (struct client){0};
}

/* ---- calls ---- */

static void on_done(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct client_call, op)->done = true;
}

void client_prepare(struct client *client, struct client_call *call)
{
    *call = (struct client_call){
        .scope = {.arena = client->run->arena, .deadline_ns = cv_clock_ns() + client->timeout_ns},
        .op = {.done = on_done},
    };
    call->op.start.scope = &call->scope;
}

struct cv_status client_wait_ticking(struct client *client, struct client_call *call,
                                     client_tick *tick, void *arg)
{
    while (!cv_loop_run_until(client->loop, is_set, &call->done, TICK_NS)) {
        if (tick != NULL)
            tick(arg);
    }
    return call->op.start.status;
}

struct cv_status client_wait(struct client *client, struct client_call *call)
{
    return client_wait_ticking(client, call, NULL, NULL);
}

bool client_run_some(struct client *client, bool *flag)
{
    return cv_loop_run_until(client->loop, is_set, flag, TICK_NS);
}

void client_run_until(struct client *client, bool *flag)
{
    while (!client_run_some(client, flag))
        continue;
}

/* ---- complaints ---- */

enum exit_code client_exit_code(enum cv_code code)
{
    switch (code) {
    case CV_OK:
        return EXIT_DONE;
    case CV_UNAVAILABLE:
    case CV_DEADLINE_EXCEEDED:
        return EXIT_UNREACHABLE;
    case CV_INVALID_ARGUMENT:
    case CV_NOT_FOUND:
    case CV_ALREADY_EXISTS:
    case CV_PERMISSION_DENIED:
    case CV_FAILED_PRECONDITION:
    case CV_ABORTED:
    case CV_OUT_OF_RANGE:
    case CV_UNAUTHENTICATED:
        return EXIT_REFUSED;
    default:
        return EXIT_FAILED;
    }
}

/* What to do about it; NULL: the message says it, or nobody knows. */
static const char *advice(const struct run *run, enum cv_code code)
{
    switch (code) {
    case CV_UNAVAILABLE:
        if (!run_takes(run, "--server"))
            return NULL;
        return T("Is it running? These start one:\n"
                 "  caravan-projects --store sqlite:caravan.db\n"
                 "  caravan-logistics --store sqlite:logistics.db\n"
                 "Another address is chosen with --server ADDRESS or CARAVAN_SERVER, for the "
                 "logistics service with\n--logistics ADDRESS or CARAVAN_LOGISTICS_SERVER.",
                 "服务器启动了吗？启动命令：\n"
                 "  caravan-projects --store sqlite:caravan.db\n"
                 "  caravan-logistics --store sqlite:logistics.db\n"
                 "用 --server 地址 或环境变量 CARAVAN_SERVER 指定其他地址；物流服务用 --logistics "
                 "地址\n或 CARAVAN_LOGISTICS_SERVER。");
    case CV_DEADLINE_EXCEEDED:
        return T("It may still be doing what was asked. Asking again does no harm; --timeout "
                 "SECONDS waits longer.",
                 "服务器可能仍在处理。重复执行不会造成重复记录；--timeout 秒 可延长等待时间。");
    case CV_UNIMPLEMENTED:
        return T("The server does not know this method: it is another service, or an older "
                 "version.",
                 "服务器没有这个方法：可能是别的服务，或版本较旧。");
    case CV_INTERNAL:
    case CV_UNKNOWN:
    case CV_DATA_LOSS:
        return T("The server's own log says more.", "服务器的日志里有详细信息。");
    default:
        return NULL;
    }
}

/* It is there, and another one that it had to ask is not. */
static bool is_of_peer(struct cv_status status)
{
    return status.reason != NULL && strcmp(status.reason, "PEER_UNAVAILABLE") == 0;
}

const char *client_failure(const struct client *client, struct cv_status status)
{
    struct cv_arena *arena = client->run->arena;
    const char *message = text_printable(status.message, arena);
    bool named = status.field == NULL || strncmp(message, status.field, strlen(status.field)) == 0;
    bool explained = status.reason == NULL || strcmp(status.reason, cv_code_name(status.code)) == 0;
    const char *text;

    if (status.code == CV_UNAVAILABLE && !is_of_peer(status))
        text = cv_arena_printf(arena, T("no server at %s: %s", "%s 没有服务器：%s"), client->server,
                               message);
    else if (status.code == CV_DEADLINE_EXCEEDED)
        text =
            cv_arena_printf(arena, T("%s did not answer within %.1f s", "%s 在 %.1f 秒内没有答复"),
                            client->server, (double)client->timeout_ns / (double)CV_NS_PER_S);
    else
        text = cv_arena_printf(arena, "%s%s%s (%s%s%s)", named ? "" : status.field,
                               named ? "" : ": ", message, cv_code_name(status.code),
                               explained ? "" : ", ", explained ? "" : status.reason);
    return text == NULL ? "" : text;
}

enum exit_code client_complain(const struct client *client, struct cv_status status)
{
    const char *what = is_of_peer(status) ? NULL : advice(client->run, status.code);

    (void)fprintf(stderr, T("caravan: %s\n", "caravan：%s\n"), client_failure(client, status));
    if (what != NULL)
        (void)fprintf(stderr, "%s\n", what);
    return client_exit_code(status.code);
}
