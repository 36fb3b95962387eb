/* caravan serve DIR: the three services as child processes, for a small office and for trying out.
 */
#include "base/clock.h"
#include "cell.h"
#include "commands.h"
#include "json_put.h"
#include "served.h"
#include "table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#define START_NS (60 * CV_NS_PER_S) /* a long log to take into the store after a crash */
/* A terminal, or timeout(1), that tells us and our group, too, says it once. */
#define ONE_WISH_NS   CV_NS_PER_S
#define DRAIN_NS      (10 * CV_NS_PER_S)
#define SERVICES      3
#define PEER_WORDS_AT 9
#define PORT_MAX      (65535 - SERVICES + 1)

static const struct served_kind {
    const char *name;
    struct text title;
    const char *variable; /* by which the client finds it */
} KINDS[SERVICES] = {
    {"projects", {"projects", "项目"}, "CARAVAN_SERVER"},
    {"logistics", {"logistics", "物流"}, "CARAVAN_LOGISTICS_SERVER"},
    {"training", {"training", "培训"}, "CARAVAN_TRAINING_SERVER"},
};

struct serve {
    const struct run *run;
    const char *folder;
    unsigned port; /* of the first; 0: free ones */
    int lock_fd;
    int signal_fd;
    sigset_t before;     /* signals that were blocked before */
    uint64_t asked_ns;   /* when it was asked to end first */
    unsigned asked;      /* how often */
    const char *failure; /* why all end; NULL: nothing failed */
    struct served services[SERVICES];
};

/* ---- before the start ---- */

static enum exit_code refuse(const struct serve *serve, const char *what, const char *why)
{
    (void)fprintf(stderr, "caravan serve: %s: %s\n", what == NULL ? serve->folder : what, why);
    return EXIT_REFUSED;
}

static enum exit_code take_port(struct serve *serve)
{
    const char *text = run_option(serve->run, "--port");
    int64_t port;

    if (cell_count(text, &(struct cell_unit){0}, 0, serve->run->arena, &port) != NULL || port < 0 ||
        port > PORT_MAX)
        return run_refuse_option(serve->run, "--port",
                                 T("must be from 0 to %d, not %s", "必须是 0 至 %d，而不是 %s"),
                                 PORT_MAX, text);
    serve->port = (unsigned)port;
    return EXIT_DONE;
}

/* It is ours alone, also before the first store in it is. */
static enum exit_code take_folder(struct serve *serve)
{
    const char *path = cv_arena_printf(serve->run->arena, "%s/serve.lock", serve->folder);

    if (path == NULL)
        return EXIT_FAILED;
    if (mkdir(serve->folder, 0700) != 0 && errno != EEXIST)
        return refuse(serve, NULL, strerror(errno));
    serve->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (serve->lock_fd < 0)
        return refuse(serve, path, strerror(errno));
    if (flock(serve->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return refuse(serve, NULL,
                      T("another `caravan serve` works in this folder",
                        "另一个 `caravan serve` 正在使用此文件夹"));
    return EXIT_DONE;
}

static bool watch_signals(struct serve *serve)
{
    static const int NUMBERS[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD};
    sigset_t watched;

    (void)sigemptyset(&watched);
    for (size_t i = 0; i < sizeof(NUMBERS) / sizeof(NUMBERS[0]); i++)
        (void)sigaddset(&watched, NUMBERS[i]);
    (void)sigprocmask(SIG_BLOCK, &watched, &serve->before);
    serve->signal_fd = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
    return serve->signal_fd >= 0;
}

/* ---- events ---- */

static void take_signals(struct serve *serve)
{
    struct signalfd_siginfo info;

    while (read(serve->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        uint64_t now = cv_clock_ns();

        if (info.ssi_signo == SIGCHLD || (serve->asked > 0 && now - serve->asked_ns < ONE_WISH_NS))
            continue;
        if (serve->asked++ == 0)
            serve->asked_ns = now;
    }
}

static size_t running(const struct serve *serve)
{
    size_t count = 0;

    for (size_t i = 0; i < SERVICES; i++)
        count += serve->services[i].pid != 0;
    return count;
}

/* Wait for what happens next, at most until `end_ns`, and take it in. */
static void turn(struct serve *serve, uint64_t end_ns)
{
    uint64_t now = cv_clock_ns();
    int wait_ms = -1;

    if (end_ns != CV_NEVER)
        wait_ms = end_ns <= now ? 0 : (int)((end_ns - now) / CV_NS_PER_MS) + 1;
    served_wait(serve->services, SERVICES, serve->signal_fd, wait_ms);
    take_signals(serve);
}

/* The first that has ended although nobody asked for it. */
static void find_failure(struct serve *serve)
{
    for (size_t i = 0; i < SERVICES && serve->failure == NULL; i++) {
        const struct served *served = &serve->services[i];

        if (served->pid == 0)
            serve->failure = cv_arena_printf(serve->run->arena, "%s %s%s%s", served->name,
                                             served_end(served), served->why == NULL ? "" : ": ",
                                             served->why == NULL ? "" : served->why);
    }
}

/* ---- start ---- */

/* "--peer projects=unix:projects.sock": they find each other before any of them is started. */
static bool add_peers(const struct serve *serve, size_t self, const char **words)
{
    for (size_t i = 0; i < SERVICES; i++) {
        if (i == self)
            continue;
        *words++ = "--peer";
        *words =
            cv_arena_printf(serve->run->arena, "%s=unix:%s.sock", KINDS[i].name, KINDS[i].name);
        if (*words++ == NULL)
            return false;
    }
    return true;
}

static struct cv_status start_one(struct serve *serve, size_t i)
{
    struct cv_arena *arena = serve->run->arena;
    const char *name = KINDS[i].name;
    const char *path = served_program(cv_arena_printf(arena, "caravan-%s", name), arena);
    const char *words[] = {
        path,
        "--listen",
        cv_arena_printf(arena, "127.0.0.1:%u", serve->port == 0 ? 0 : serve->port + (unsigned)i),
        "--listen",
        cv_arena_printf(arena, "unix:%s.sock", name),
        "--store",
        cv_arena_printf(arena, "sqlite:%s.db", name),
        "--log-level",
        run_option(serve->run, "--log-level"),
        [PEER_WORDS_AT + 2 * (SERVICES - 1)] = NULL,
    };

    if (path == NULL || words[2] == NULL || words[4] == NULL || words[6] == NULL ||
        !add_peers(serve, i, words + PEER_WORDS_AT))
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (access(path, X_OK) != 0)
        return cv_status_f(arena, CV_UNAVAILABLE, NULL, "%s: %s", path, strerror(errno));
    return served_start(&serve->services[i], words, serve->folder, &serve->before, arena);
}

static bool all_ready(const struct serve *serve)
{
    for (size_t i = 0; i < SERVICES; i++) {
        if (serve->services[i].address == NULL)
            return false;
    }
    return true;
}

/* Until they are ready, one of them has failed, or somebody wants the end. */
static void start(struct serve *serve)
{
    uint64_t end = cv_clock_ns() + START_NS;

    for (size_t i = 0; i < SERVICES; i++) {
        struct cv_status status = start_one(serve, i);

        if (!cv_ok(status)) {
            serve->failure = status.message;
            return;
        }
    }
    while (serve->failure == NULL && serve->asked == 0 && !all_ready(serve)) {
        turn(serve, end);
        find_failure(serve);
        if (serve->failure == NULL && cv_clock_ns() >= end)
            serve->failure =
                T("not all of them were ready within a minute", "有服务未能在一分钟内就绪");
    }
}

static void say_where(const struct serve *serve)
{
    struct table table;

    table_init(&table, serve->run->arena,
               cv_arena_printf(serve->run->arena,
                               T("Serving the records in %s", "正在提供 %s 中的记录"),
                               serve->folder));
    table_column(&table, T("Service", "服务"), false);
    table_column(&table, T("Address", "地址"), false);
    table_column(&table, T("For the client", "供客户端使用"), false);
    for (size_t i = 0; i < SERVICES; i++) {
        const char *address = serve->services[i].address;

        table_row(&table, (const char *const[]){text_of(KINDS[i].title), address,
                                                cv_arena_printf(serve->run->arena, "%s=%s",
                                                                KINDS[i].variable, address)});
    }
    table_print(&table, stdout);
    (void)printf("%s", T("Ctrl-C ends them.\n", "按 Ctrl-C 结束。\n"));
}

static void say_ready(const struct serve *serve)
{
    struct json_out out;

    if (run_option(serve->run, "--json") == NULL)
        say_where(serve);
    else {
        json_out_begin(&out);
        out.writer.pretty = false;
        for (size_t i = 0; i < SERVICES; i++)
            json_put_text(&out, KINDS[i].name, serve->services[i].address);
        (void)json_out_end(&out, stdout);
    }
    (void)fflush(stdout);
}

/* ---- end ---- */

static void tell(struct serve *serve, int number)
{
    for (size_t i = 0; i < SERVICES; i++)
        served_tell(&serve->services[i], number);
}

/* They answer what runs, unless that takes too long or is asked for again. */
static enum exit_code stop(struct serve *serve)
{
    uint64_t end = cv_clock_ns() + DRAIN_NS;
    unsigned asked = serve->asked;

    tell(serve, SIGTERM);
    while (running(serve) > 0 && serve->asked == asked && cv_clock_ns() < end)
        turn(serve, end);
    if (running(serve) > 0) {
        (void)fprintf(stderr,
                      T("caravan serve: %zu of them did not end and are killed\n",
                        "caravan serve：%zu 个服务未结束，已被终止\n"),
                      running(serve));
        tell(serve, SIGKILL);
    }
    while (running(serve) > 0)
        turn(serve, CV_NEVER);
    for (size_t i = 0; i < SERVICES && serve->failure == NULL; i++) {
        if (serve->services[i].end != 0)
            find_failure(serve);
    }
    return serve->failure == NULL ? EXIT_DONE : EXIT_FAILED;
}

static enum exit_code serve_all(struct serve *serve)
{
    enum exit_code code;

    start(serve);
    if (serve->failure == NULL && serve->asked == 0)
        say_ready(serve);
    while (serve->failure == NULL && serve->asked == 0) {
        turn(serve, CV_NEVER);
        find_failure(serve);
    }
    if (serve->failure != NULL && running(serve) > 0)
        (void)fprintf(
            stderr,
            T("caravan serve: %s; the others are ended\n", "caravan serve：%s；其余服务随之结束\n"),
            serve->failure);
    else if (serve->failure != NULL)
        (void)fprintf(stderr, "caravan serve: %s\n", serve->failure);
    code = stop(serve);
    for (size_t i = 0; i < SERVICES; i++)
        served_close(&serve->services[i]);
    return code;
}

static enum exit_code run_serve(struct run *run)
{
    struct serve serve = {.run = run, .folder = run->operands[0], .lock_fd = -1, .signal_fd = -1};
    enum exit_code code = take_port(&serve);

    for (size_t i = 0; i < SERVICES; i++)
        serve.services[i] = (struct served){.name = KINDS[i].name, .out.fd = -1, .log.fd = -1};
    if (code == EXIT_DONE)
        code = take_folder(&serve);
    if (code == EXIT_DONE && !watch_signals(&serve))
        code = refuse(&serve, NULL, strerror(errno));
    if (code == EXIT_DONE)
        code = serve_all(&serve);
    if (serve.signal_fd >=
        0) /* the signals stay blocked: a late one shall not be what it ends by */
        (void)close(serve.signal_fd);
    if (serve.lock_fd >= 0)
        (void)close(serve.lock_fd);
    return code;
}

static const struct option OPTIONS[] = {
    {.name = "--port",
     .value = "N",
     .fallback = "7101",
     .help = {"the first of three ports in a row, on loopback; 0: free ones",
              "回环地址上连续三个端口的第一个；0 表示任选空闲端口"}},
    {.name = "--log-level",
     .value = "LEVEL",
     .variable = "CARAVAN_LOG_LEVEL",
     .fallback = "warn",
     .help = {"of the services' lines on stderr: debug, info, warn, error",
              "服务写入标准错误的日志级别：debug、info、warn、error"}},
    {.name = "--json",
     .help = {"say where they listen in JSON, on one line", "以一行 JSON 输出监听地址"}},
    {.name = NULL},
};

const struct command command_serve = {
    .name = "serve",
    .operands = "DIR",
    .operands_min = 1,
    .operands_max = 1,
    .options = OPTIONS,
    .summary = {"run the three services on one folder", "在一个文件夹上运行三个服务"},
    .help =
        {"DIR is made if it is not there; each service keeps one file in it. They are started\n"
         "beside this program and listen on loopback only. If one ends by itself, all end, and it\n"
         "ends with 4. Ctrl-C or SIGTERM: what runs is answered within ten seconds, then it ends\n"
         "with 0; once more: at once.\n",
         "DIR 不存在时自动创建，每个服务在其中保存一个文件。服务程序与本程序位于同一目录，\n"
         "只监听回环地址。若其中一个自行结束，则全部结束，退出码为 4。按 Ctrl-C 或收到\n"
         "SIGTERM 时，先在十秒内答复正在处理的请求，再以 0 结束；再按一次则立即结束。\n"},
    .run = run_serve,
};
