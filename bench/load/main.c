/* caravan-load: keeps a gRPC server busy and says what it did, as one line of JSON.
 *
 * Closed loop: each of N connections has M calls under way; an answer starts the next call. Every
 * answer is judged (load/answer.h, same_bytes). With --rate the loop is open: calls are due at
 * fixed times and their latency counts from then. */
#include "conn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S UINT64_C(1000000000)

struct options {
    unsigned port;
    unsigned connections;
    unsigned streams;
    double warmup_s;
    double seconds;
    uint64_t count; /* stop after so many calls; 0: by time */
    double rate;    /* calls a second; 0: closed loop */
    pid_t pid;      /* of the server, whose CPU time is told; 0: none */
    bool unique_keys;
    bool tls;
    bool hold; /* one call on each connection, then stay until stdin ends */
    const char *path;
    unsigned timeout_s; /* grpc-timeout; 0: none */
};

struct run {
    struct options options;
    struct load load;
    struct conn **conns;
    bool *blocked; /* of each connection: its socket takes no more for now */
    int epoll;
    uint64_t started; /* calls */
    uint64_t due_ns;  /* with a rate: when the next call is due */
};

/* CPU time of all threads of a process. */
static double cpu_s(pid_t pid)
{
    struct timespec used;
    clockid_t clock;

    if (pid == 0 || clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return 0;
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

/* ---- options ---- */

static void usage(void)
{
    (void)fprintf(
        stderr,
        "usage: caravan-load --port N [options]\n"
        "  --connections N   default 1        --streams N      calls at once on each: 1\n"
        "  --seconds S       measured: 1      --warmup S       not measured: 0.1\n"
        "  --count N         stop after N calls instead\n"
        "  --rate N          calls a second, at fixed times; default: as fast as answered\n"
        "  --timeout S       send grpc-timeout\n"
        "  --path P          default /bench.v1.Echo/Echo\n"
        "  --unique          another idem_key in every call\n"
        "  --pid N           of the server: tell its CPU time\n"
        "  --tls             TLS 1.3 with AES-128-GCM; the certificate is not checked\n"
        "  --hold            one call on each connection, then keep them until stdin ends\n");
}

struct flag {
    const char *name;
    void (*set)(struct options *options, const char *value);
    bool takes_value;
};

#define SETTER(field, expression)                                                                  \
    static void set_##field(struct options *options, const char *value)                            \
    {                                                                                              \
        (void)value;                                                                               \
        options->field = (expression);                                                             \
    }

SETTER(port, (unsigned)atoi(value))
SETTER(connections, (unsigned)atoi(value))
SETTER(streams, (unsigned)atoi(value))
SETTER(seconds, atof(value))
SETTER(warmup_s, atof(value))
SETTER(count, (uint64_t)atoll(value))
SETTER(rate, atof(value))
SETTER(pid, atoi(value))
SETTER(unique_keys, true)
SETTER(tls, true)
SETTER(hold, true)
SETTER(path, value)
SETTER(timeout_s, (unsigned)atoi(value))

static const struct flag FLAGS[] = {
    {"--port", set_port, true},       {"--connections", set_connections, true},
    {"--streams", set_streams, true}, {"--seconds", set_seconds, true},
    {"--warmup", set_warmup_s, true}, {"--count", set_count, true},
    {"--rate", set_rate, true},       {"--timeout", set_timeout_s, true},
    {"--path", set_path, true},       {"--unique", set_unique_keys, false},
    {"--pid", set_pid, true},         {"--hold", set_hold, false},
    {"--tls", set_tls, false},
};

static const struct flag *find(const char *name)
{
    for (size_t i = 0; i < sizeof(FLAGS) / sizeof(FLAGS[0]); i++) {
        if (strcmp(FLAGS[i].name, name) == 0)
            return &FLAGS[i];
    }
    return NULL;
}

static bool parse(int argc, char **argv, struct options *options)
{
    *options = (struct options){.connections = 1,
                                .streams = 1,
                                .warmup_s = 0.1,
                                .seconds = 1,
                                .path = "/bench.v1.Echo/Echo"};
    for (int at = 1; at < argc; at++) {
        const struct flag *flag = find(argv[at]);

        if (flag == NULL || (flag->takes_value && ++at == argc))
            return false;
        flag->set(options, argv[at]);
    }
    /* Every load is bounded. */
    return options->port > 0 && options->port < 65536 && options->connections > 0 &&
           options->connections <= 1000 && options->streams > 0 &&
           options->streams <= CONN_STREAMS_MAX && options->seconds <= 60 &&
           options->warmup_s <= 60;
}

/* ---- the loop ---- */

static bool wants_more(const struct run *run)
{
    const struct options *options = &run->options;
    uint64_t most = options->hold ? options->connections : options->count;

    return run->load.failed == 0 && (most == 0 || run->started < most);
}

/* Start the calls that are due on this connection. */
static void fill(struct run *run, unsigned index, uint64_t now_ns)
{
    struct conn *conn = run->conns[index];
    const struct options *options = &run->options;

    while (conn->in_flight < options->streams && wants_more(run) &&
           (!options->hold || conn->next_id == 1)) {
        if (options->rate > 0 && run->due_ns > now_ns)
            break;
        if (!conn_call(conn, options->rate > 0 ? run->due_ns : now_ns))
            break;
        run->started++;
        if (options->rate > 0)
            run->due_ns += (uint64_t)(1e9 / options->rate);
    }
}

static void flush(struct run *run, unsigned index)
{
    bool blocked = conn_flush(run->conns[index]);
    struct epoll_event event = {.events = EPOLLIN | (blocked ? EPOLLOUT : 0u), .data.u32 = index};

    if (blocked == run->blocked[index] || run->conns[index]->fd < 0)
        return;
    run->blocked[index] = blocked;
    (void)epoll_ctl(run->epoll, EPOLL_CTL_MOD, run->conns[index]->fd, &event);
}

/* Work until `end_ns`, or until the wanted calls are done. */
static void work(struct run *run, uint64_t end_ns, bool more)
{
    struct epoll_event events[128];
    uint64_t now_ns = load_now_ns();
    unsigned next = 0;

    while (now_ns < end_ns && run->load.failed == 0 &&
           ((more && wants_more(run)) || run->load.done < run->started)) {
        /* With a rate the loop spins: calls are due sooner than a sleep is exact. */
        int n = epoll_wait(run->epoll, events, 128, run->options.rate > 0 && more ? 0 : 10);

        now_ns = load_now_ns();
        for (int i = 0; i < n; i++) {
            unsigned index = events[i].data.u32;

            (void)conn_read(run->conns[index]);
            if (more && run->options.rate <= 0)
                fill(run, index, now_ns);
            flush(run, index);
        }
        while (more && run->options.rate > 0 && run->due_ns <= now_ns && run->load.failed == 0) {
            next = (next + 1) % run->options.connections;
            fill(run, next, now_ns);
            flush(run, next);
        }
    }
}

static bool connect_all(struct run *run)
{
    unsigned count = run->options.connections;

    run->epoll = epoll_create1(EPOLL_CLOEXEC);
    run->conns = calloc(count, sizeof(*run->conns));
    run->blocked = calloc(count, sizeof(*run->blocked));
    if (run->epoll < 0 || run->conns == NULL || run->blocked == NULL)
        return false;
    for (unsigned i = 0; i < count; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};

        run->conns[i] = conn_new(&run->load, (uint16_t)run->options.port);
        if (run->conns[i] == NULL)
            return false;
        (void)epoll_ctl(run->epoll, EPOLL_CTL_ADD, run->conns[i]->fd, &event);
        if (run->options.rate <= 0)
            fill(run, i, load_now_ns());
        flush(run, i);
        if (run->options.hold) /* one after the other: what many calls need at once is not theirs */
            work(run, load_now_ns() + 5 * NS_PER_S, false);
    }
    return true;
}

static void hold(const struct run *run)
{
    char byte;

    if (!run->options.hold)
        return;
    (void)printf("{\"held\":%u}\n", run->options.connections);
    (void)fflush(stdout);
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
}

static void report(const struct run *run, double seconds, double server_s, double own_s)
{
    const struct histogram *histogram = &run->load.histogram;

    (void)printf("{\"calls\":%llu,\"seconds\":%.6f,\"per_second\":%.1f,\"server_cpu_seconds\":%.6f,"
                 "\"load_cpu_seconds\":%.6f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"failed\":%llu,"
                 "\"why\":\"%s\"}\n",
                 (unsigned long long)histogram->count, seconds, (double)histogram->count / seconds,
                 server_s, own_s, histogram_us(histogram, 0.5), histogram_us(histogram, 0.99),
                 (unsigned long long)run->load.failed, run->load.why);
}

static void measure(struct run *run)
{
    const struct options *options = &run->options;
    uint64_t begin_ns = load_now_ns();
    double server_s;
    double own_s;
    uint64_t now_ns;

    run->due_ns = begin_ns;
    if (options->count == 0 && !options->hold)
        work(run, begin_ns + (uint64_t)(options->warmup_s * 1e9), true);
    memset(&run->load.histogram, 0, sizeof(run->load.histogram));
    server_s = cpu_s(options->pid);
    own_s = cpu_s(getpid());
    begin_ns = load_now_ns();
    work(run, begin_ns + (uint64_t)(options->seconds * 1e9), true);
    now_ns = load_now_ns();
    report(run, (double)(now_ns - begin_ns) / 1e9, cpu_s(options->pid) - server_s,
           cpu_s(getpid()) - own_s);
}

int main(int argc, char **argv)
{
    static struct run run;

    if (!parse(argc, argv, &run.options)) {
        usage();
        return 2;
    }
    run.load.unique_keys = run.options.unique_keys;
    if (!request_init(&run.load.request, run.options.path, run.options.timeout_s)) {
        (void)fprintf(stderr, "caravan-load: --path is too long\n");
        return 2;
    }
    if ((!run.options.tls || load_use_tls(&run.load)) && connect_all(&run)) {
        measure(&run);
        work(&run, load_now_ns() + 5 * NS_PER_S, false); /* what is under way ends */
        if (run.load.failed == 0 && run.load.done < run.started)
            load_fail(&run.load, "a call was not answered within 5 s");
        if (run.load.failed == 0)
            hold(&run);
    }
    if (run.load.failed > 0)
        (void)fprintf(stderr, "caravan-load: %s\n", run.load.why);
    for (unsigned i = 0; run.conns != NULL && i < run.options.connections; i++)
        conn_free(run.conns[i]);
    SSL_CTX_free(run.load.tls);
    free(run.conns);
    free(run.blocked);
    return run.load.failed == 0 ? 0 : 1;
}
