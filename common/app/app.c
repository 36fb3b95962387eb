#include "app/app.h"

#include "app/health.h"
#include "app/options.h"
#include "app/peer.h"
#include "app/peers.h"
#include "app/principal.h"
#include "app/reflection.h"
#include "app/reload.h"
#include "app/supervisor.h"
#include "app/tracer.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/metric.h"
#include "net/inherited.h"
#include "net/loop.h"
#include "net/tls.h"

#include <link.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef CV_VERSION
#define CV_VERSION "0.0.0"
#endif

#define APP_MEMORY_MAX (1024 * 1024)

enum {
    EXIT_DRAINED = 0,
    EXIT_FAILED = 1,
    EXIT_OPTIONS = 2
};

struct cv_app {
    const struct cv_app_spec *spec;
    struct cv_options options;
    struct cv_arena arena;
    struct cv_server *server;
    void *kept; /* by the keeper */
    struct cv_metrics metrics;
    struct cv_address metrics_bound;
    void *door; /* to them; NULL: closed */
    struct cv_health *health;
    struct cv_tls *tls;             /* NULL: cleartext */
    struct cv_tls *peer_tls;        /* towards peers; NULL: cleartext */
    struct cv_peers *peers;         /* NULL: none is known */
    struct cv_client_counts *calls; /* to them; NULL: they are not counted */
    struct cv_reload *reload;       /* of both */
    struct cv_tracer *tracer;       /* NULL: nobody wants to know of single calls */
    struct cv_supervisor supervisor;
    struct cv_address bound[CV_OPTIONS_LISTEN_MAX];
    _Atomic(const struct cv_status *) failure; /* NULL: the end is none */
    bool asked;                                /* to end; a second signal ends at once */
};

/* ---- ending ---- */

static void on_signal(void *arg, int number)
{
    struct cv_app *app = arg;

    if (app->asked) {
        cv_log(CV_LOG_WARN, "stopped", CV_LOG_NUMBER("signal", number));
        _exit(EXIT_FAILED);
    }
    app->asked = true;
    cv_log(CV_LOG_INFO, "draining", CV_LOG_NUMBER("signal", number));
    cv_server_drain(app->server);
}

static void on_drain(void *arg, struct cv_loop *loop)
{
    struct cv_app *app = arg;

    bool first = loop == cv_server_loop(app->server, 0);

    cv_health_drain(app->health, loop);
    if (first)
        cv_supervisor_stopping(&app->supervisor);
    if (first && app->spec->drain != NULL)
        app->spec->drain(app);
    if (first && app->kept != NULL)
        app->spec->keeper->drain(app->kept);
}

static void on_end(void *arg, struct cv_loop *loop)
{
    struct cv_app *app = arg;

    cv_peers_close(app->peers, loop);
    if (loop == cv_server_loop(app->server, 0))
        cv_supervisor_leave(&app->supervisor);
}

void cv_app_fail(struct cv_app *app, const struct cv_status *why)
{
    const struct cv_status *none = NULL;

    (void)atomic_compare_exchange_strong(&app->failure, &none, why);
    cv_server_drain(app->server);
}

/* ---- starting ---- */

static struct cv_status open_tls(struct cv_app *app)
{
    const struct cv_tls_files files = {
        .cert = app->options.tls_cert,
        .key = app->options.tls_key,
        .ca = app->options.tls_client_ca,
    };

    struct cv_status status = CV_STATUS_OK;

    if (files.cert == NULL)
        return status;
    status = cv_tls_server(&files, &app->arena, &app->tls);
    return cv_ok(status) && app->options.peers.count > 0
               ? cv_tls_client(&files, &app->arena, &app->peer_tls)
               : status;
}

/* Of what stands for a thing of a peer that is not there, only the form is checked: once said, so
 * that nobody wonders. */
static void say_alone(const struct cv_app *app)
{
    const char *const *names = app->spec->peers;

    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        if (cv_peers_find(app->peers, names[i]) == NULL)
            cv_log(CV_LOG_INFO, "stands_alone", CV_LOG_TEXT("peer", names[i]),
                   CV_LOG_TEXT("message", "no --peer says where it is: what is named of it is kept "
                                          "without asking"));
    }
}

static struct cv_status open_peers(struct cv_app *app)
{
    struct cv_loop *loops[CV_OPTIONS_THREADS_MAX];
    struct cv_status status;

    for (unsigned i = 0; i < app->options.threads; i++)
        loops[i] = cv_server_loop(app->server, i);
    if (app->options.has_metrics) {
        app->calls = cv_client_counts_new(&app->metrics);
        if (app->calls == NULL)
            return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    }
    status =
        cv_peers_open(app->options.peers.list, app->options.peers.count, loops,
                      app->options.threads, app->peer_tls, app->calls, &app->arena, &app->peers);
    if (cv_ok(status))
        say_alone(app);
    return status;
}

/* Every method is there. */
static struct cv_status open_tracer(struct cv_app *app)
{
    const struct cv_tracer_config config = {
        .service = app->spec->name,
        .version = CV_VERSION,
        .server = app->server,
        .threads = app->options.threads,
        .options = &app->options.trace,
        .tls_cert = app->options.tls_cert,
        .tls_key = app->options.tls_key,
        .metrics = &app->metrics,
    };
    struct cv_status status;

    status = cv_tracer_open(&config, &app->arena, &app->tracer);
    cv_peers_trace(app->peers, app->tracer);
    return status;
}

static struct cv_status make_server(struct cv_app *app)
{
    static const char *const QUEUES[] = {"read", "write", NULL}; /* as in enum cv_store_mode */
    struct cv_server_config config = {
        .threads = app->options.threads,
        .tls = app->tls,
        .connection_age_ns = app->options.connection_age_ns,
        .connection_age_grace_ns = app->options.connection_grace_ns,
        .connection_idle_ns = app->options.connection_idle_ns,
        .reuse_port = app->options.reuse_port,
        .refuse_early = true,
        .queues = QUEUES,
    };
    struct cv_status status = cv_server_new(&config, &app->server);

    if (cv_ok(status))
        status = cv_health_add(app->server, app->options.threads, &app->arena, &app->health);
    if (cv_ok(status))
        status = cv_reflection_add(app->server);
    if (cv_ok(status) && app->spec->names_principal)
        status = cv_principal_read(app->server);
    if (cv_ok(status))
        status = open_peers(app);
    if (cv_ok(status))
        status = app->spec->start(app);
    if (cv_ok(status) && app->options.has_metrics)
        status = cv_server_count(app->server, &app->metrics);
    if (cv_ok(status))
        status = open_tracer(app);
    return status;
}

/* Whoever connects there waits for ever. */
static void say_unused(void)
{
    char text[CV_ADDRESS_TEXT_MAX + 16];
    struct cv_address address;

    if (!cv_inherited_left(&address))
        return;
    cv_address_print(&address, text);
    cv_log(CV_LOG_WARN, "socket_unused", CV_LOG_TEXT("address", text),
           CV_LOG_TEXT("message", "handed over to us, and no --listen names it"));
}

static struct cv_status listen_all(struct cv_app *app)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && i < app->options.listen_count; i++) {
        char text[CV_ADDRESS_TEXT_MAX + 16];

        status = cv_server_listen(app->server, &app->options.listen[i], &app->bound[i]);
        if (cv_ok(status))
            continue;
        cv_address_print(&app->options.listen[i], text);
        status = cv_status_f(&app->arena, status.code, status.reason, "cannot listen on %s: %s",
                             text, status.message);
    }
    say_unused();
    return status;
}

static struct cv_status watch_signals(struct cv_app *app)
{
    struct cv_loop *loop = cv_server_loop(app->server, 0);
    struct cv_status status = cv_loop_on_signal(loop, SIGTERM, on_signal, app);

    if (cv_ok(status))
        status = cv_loop_on_signal(loop, SIGINT, on_signal, app);
    if (cv_ok(status) && app->tls != NULL)
        status = cv_reload_on_hangup(loop, app->tls, app->peer_tls, &app->supervisor, &app->reload);
    cv_server_on_drain(app->server, on_drain, app);
    cv_server_on_end(app->server, on_end, app);
    return status;
}

/* All there is to count is in the registry by now. */
static struct cv_status open_door(struct cv_app *app)
{
    const struct cv_address *address = &app->options.metrics;
    char text[CV_ADDRESS_TEXT_MAX + 16];
    struct cv_status status;

    if (!app->options.has_metrics)
        return CV_STATUS_OK;
    status = app->spec->metrics->open(app, address, &app->metrics_bound, &app->door);
    if (cv_ok(status))
        return status;
    cv_address_print(address, text);
    return cv_status_f(&app->arena, status.code, status.reason, "cannot serve metrics on %s: %s",
                       text, status.message);
}

static void print_address(struct cv_buf *line, const struct cv_address *address)
{
    char text[CV_ADDRESS_TEXT_MAX + 16];

    cv_address_print(address, text);
    cv_log_json_string(line, text);
}

/* For whoever started it: where to connect, now that one can. */
static void say_ready(const struct cv_app *app)
{
    struct cv_buf line;

    cv_buf_init(&line, 64 * 1024);
    cv_buf_printf(&line,
                  "{\"event\":\"ready\",\"service\":\"%s\",\"version\":\"%s\",\"pid\":%ld,"
                  "\"listen\":[",
                  app->spec->name, CV_VERSION, (long)getpid());
    for (size_t i = 0; i < app->options.listen_count; i++) {
        cv_buf_add_text(&line, i == 0 ? "" : ",");
        print_address(&line, &app->bound[i]);
    }
    cv_buf_add_text(&line, "]");
    if (app->door != NULL) {
        cv_buf_add_text(&line, ",\"metrics\":");
        print_address(&line, &app->metrics_bound);
    }
    cv_buf_add_text(&line, "}\n");
    (void)fwrite(line.at, 1, line.len, stdout);
    (void)fflush(stdout);
    cv_buf_free(&line);
}

/* What is only read and never written holds what the loader looked up names and relocations in, a
 * megabyte of libcrypto alone. We are bound now: it is unmapped until somebody reads it again. */
static int let_go(struct dl_phdr_info *object, size_t size, void *arg)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    (void)size;
    (void)arg;
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        uintptr_t from = (object->dlpi_addr + part->p_vaddr + page - 1) / page * page;
        uintptr_t to = (object->dlpi_addr + part->p_vaddr + part->p_memsz) / page * page;

        if (part->p_type == PT_LOAD && part->p_flags == PF_R && from < to)
            (void)madvise((void *)from, to - from, MADV_DONTNEED);
    }
    return 0;
}

/* What goes on by itself once the loop runs. */
static struct cv_status begin(struct cv_app *app)
{
    const struct cv_app_keeper *keeper = app->spec->keeper;
    struct cv_status status = CV_STATUS_OK;

    if (keeper != NULL)
        status = keeper->begin(app, app->kept);
    if (cv_ok(status) && app->spec->begin != NULL)
        status = app->spec->begin(app);
    return cv_ok(status) ? open_door(app) : status;
}

/* Until it is drained. What has begun by itself comes to its end also if something could not. */
static struct cv_status run(struct cv_app *app)
{
    struct cv_status status = begin(app);
    struct cv_status ended;

    if (cv_ok(status)) {
        (void)dl_iterate_phdr(let_go, NULL);
        say_ready(app);
        cv_supervisor_ready(&app->supervisor, cv_server_loop(app->server, 0));
    } else {
        cv_server_drain(app->server);
    }
    ended = cv_server_run(app->server);
    return cv_ok(status) ? ended : status;
}

static int serve(struct cv_app *app)
{
    const struct cv_app_keeper *keeper = app->spec->keeper;
    struct cv_status status = open_tls(app);

    if (cv_ok(status) && keeper != NULL)
        status = keeper->open(app, app->options.store, &app->kept);
    if (cv_ok(status))
        status = make_server(app);
    if (cv_ok(status))
        status = listen_all(app);
    if (cv_ok(status))
        status = watch_signals(app);
    if (cv_ok(status))
        status = run(app);
    if (cv_ok(status) && atomic_load(&app->failure) != NULL)
        status = *atomic_load(&app->failure);
    if (app->door != NULL)
        app->spec->metrics->close(app->door);
    for (unsigned i = 0; app->server != NULL && i < app->options.threads; i++)
        cv_peers_close(app->peers, cv_server_loop(app->server, i));
    cv_supervisor_leave(&app->supervisor);
    cv_server_free(app->server);
    cv_tracer_close(app->tracer);
    cv_client_counts_free(app->calls);
    cv_reload_free(app->reload);
    cv_tls_free(app->peer_tls);
    cv_tls_free(app->tls);
    if (keeper != NULL && app->kept != NULL)
        keeper->close(app->kept);
    if (cv_ok(status)) {
        cv_log(CV_LOG_INFO, "drained");
        return EXIT_DRAINED;
    }
    cv_log(CV_LOG_ERROR, "failed", CV_LOG_TEXT("code", cv_code_name(status.code)),
           CV_LOG_TEXT("reason", status.reason), CV_LOG_TEXT("message", status.message));
    return EXIT_FAILED;
}

int cv_app_run(int argc, char **argv, const struct cv_app_spec *spec)
{
    struct cv_app app = {.spec = spec};
    struct cv_status status;
    int code = EXIT_DRAINED;

    cv_arena_init(&app.arena, APP_MEMORY_MAX);
    cv_metrics_init(&app.metrics);
    cv_log_set_name(spec->name);
    (void)signal(SIGPIPE, SIG_IGN); /* a reader of stdout who left is no reason to die */
    status = cv_options_parse(spec, argc, argv, &app.arena, &app.options);
    if (!cv_ok(status)) {
        (void)fprintf(stderr, "%s: %s: %s\n", app.options.program, status.field, status.message);
        code = EXIT_OPTIONS;
    } else if (app.options.help) {
        cv_options_help(spec, &app.options, stdout);
    } else if (app.options.version) {
        (void)printf("%s (Caravan %s)\n", app.options.program, CV_VERSION);
    } else {
        cv_log_set_level(app.options.log_level);
        cv_supervisor_find(&app.supervisor);
        code = serve(&app);
    }
    cv_arena_release(&app.arena);
    cv_arena_thread_done();
    return code;
}

const struct cv_app_spec *cv_app_spec(const struct cv_app *app)
{
    return app->spec;
}

struct cv_server *cv_app_server(struct cv_app *app)
{
    return app->server;
}

void *cv_app_kept(struct cv_app *app)
{
    return app->kept;
}

struct cv_peer *cv_app_peer(struct cv_app *app, const char *name)
{
    return cv_peers_find(app->peers, name);
}

struct cv_metrics *cv_app_metrics(struct cv_app *app)
{
    return &app->metrics;
}

struct cv_arena *cv_app_arena(struct cv_app *app)
{
    return &app->arena;
}
