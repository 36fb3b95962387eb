/* caravan-hub-load: readers of a parcel hub before caravan-logistics, and what they found as one
 * line of JSON.
 *
 * Up to eight StreamScans calls carry a synthetic day (day.h), and single calls of one kind are
 * measured beside them or alone (probe.h). A run takes a range of parcels, from --from to --to; the
 * next one goes on from there. Any scan that is refused ends the run. */
#include "app/client.h"
#include "base/arena.h"
#include "base/clock.h"
#include "prepare.h"
#include "probe.h"
#include "streams.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_NS (600 * CV_NS_PER_S)
#define PARCELS_MAX UINT64_C(100000000)

struct options {
    unsigned port;
    pid_t pid;
    uint64_t from, to;
    uint64_t day;
    uint64_t tracked;
    uint64_t calls;
    unsigned batch, ahead, steps, callers;
    double rate, probe_rate, seconds;
    enum probe_kind probe;
    bool streams, prepare, single;
};

struct run {
    struct options options;
    struct cv_loop *loop;
    struct cv_channel *channel; /* of the streams */
    struct cv_channel *single;  /* of the single calls */
    struct streams streams;
    struct probe probe;
    struct cv_timer timer; /* --seconds are over */
    unsigned closed;
    char why[160];
};

/* ---- options ---- */

static void usage(void)
{
    (void)fprintf(
        stderr,
        "usage: caravan-hub-load --port N [options]\n"
        "  --prepare         make the hub and the bags of the parcels first\n"
        "  --streams         stream the scans of the parcels\n"
        "  --from N --to N   which parcels, multiples of --batch: 0 to 1000\n"
        "  --day N           parcels of a day: 600000\n"
        "  --batch N         scans in a message: 500     --ahead N  messages under way: 4\n"
        "  --single          one message under way at all, of all devices\n"
        "  --steps N         only the first so many of eight\n"
        "  --rate N          scans a second; default: as fast as they are acknowledged\n"
        "  --seconds S       no more after so long; default: until all is sent\n"
        "  --probe KIND      single calls, measured: capture, track, decide, report, corridor\n"
        "  --callers N       so many at once: 1          --calls N  and no more than so many\n"
        "  --probe-rate N    calls a second, at fixed times; default: as fast as answered\n"
        "  --tracked N       track: parcels below this one\n"
        "  --pid N           of the server: tell its CPU time\n");
}

static enum probe_kind kind_of(const char *name)
{
    static const char *const NAMES[PROBE_KINDS] = {
        [PROBE_NONE] = "",         [PROBE_CAPTURE] = "capture", [PROBE_TRACK] = "track",
        [PROBE_DECIDE] = "decide", [PROBE_REPORT] = "report",   [PROBE_CORRIDOR] = "corridor",
    };
    unsigned kind = PROBE_CAPTURE;

    while (kind < PROBE_KINDS && strcmp(name, NAMES[kind]) != 0)
        kind++;
    return (enum probe_kind)kind; /* PROBE_KINDS: there is no such */
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
SETTER(pid, atoi(value))
SETTER(from, (uint64_t)atoll(value))
SETTER(to, (uint64_t)atoll(value))
SETTER(day, (uint64_t)atoll(value))
SETTER(tracked, (uint64_t)atoll(value))
SETTER(calls, (uint64_t)atoll(value))
SETTER(batch, (unsigned)atoi(value))
SETTER(ahead, (unsigned)atoi(value))
SETTER(steps, (unsigned)atoi(value))
SETTER(callers, (unsigned)atoi(value))
SETTER(rate, atof(value))
SETTER(probe_rate, atof(value))
SETTER(seconds, atof(value))
SETTER(probe, kind_of(value))
SETTER(streams, true)
SETTER(prepare, true)
SETTER(single, true)

static const struct flag FLAGS[] = {
    {"--port", set_port, true},        {"--pid", set_pid, true},
    {"--from", set_from, true},        {"--to", set_to, true},
    {"--day", set_day, true},          {"--tracked", set_tracked, true},
    {"--calls", set_calls, true},      {"--batch", set_batch, true},
    {"--ahead", set_ahead, true},      {"--steps", set_steps, true},
    {"--callers", set_callers, true},  {"--rate", set_rate, true},
    {"--seconds", set_seconds, true},  {"--probe-rate", set_probe_rate, true},
    {"--probe", set_probe, true},      {"--streams", set_streams, false},
    {"--prepare", set_prepare, false}, {"--single", set_single, false},
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
    *options = (struct options){.to = 1000,
                                .day = 600000,
                                .tracked = 1000,
                                .batch = 500,
                                .ahead = 4,
                                .steps = DAY_STEPS,
                                .callers = 1};
    for (int at = 1; at < argc; at++) {
        const struct flag *flag = find(argv[at]);

        if (flag == NULL || (flag->takes_value && ++at == argc))
            return false;
        flag->set(options, argv[at]);
    }
    if (options->batch == 0 || options->batch > 10000 || options->batch % DAY_NEIGHBOURS != 0 ||
        options->from % options->batch != 0 || options->to % options->batch != 0)
        return false;
    /* Every load is bounded. */
    return options->port > 0 && options->port < 65536 && options->from < options->to &&
           options->to <= PARCELS_MAX && options->day > 0 && options->tracked > 0 &&
           options->ahead > 0 && options->ahead <= STREAMS_AHEAD_MAX && options->steps > 0 &&
           options->steps <= DAY_STEPS && options->callers > 0 &&
           options->callers <= PROBE_CALLERS_MAX && options->seconds <= 600 &&
           options->probe < PROBE_KINDS &&
           (options->streams || options->calls > 0 || options->seconds > 0 ||
            options->probe == PROBE_NONE);
}

/* ---- the run ---- */

/* CPU time of all threads of a process. */
static double cpu_s(pid_t pid)
{
    struct timespec used;
    clockid_t clock;

    if (pid == 0 || clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return 0;
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

static void time_is_up(struct cv_timer *timer, uint64_t now_ns)
{
    struct run *run = CV_CONTAINER_OF(timer, struct run, timer);

    (void)now_ns;
    streams_stop(&run->streams);
    if (run->options.probe != PROBE_NONE)
        probe_stop(&run->probe);
}

/* Single calls beside streams end with them. */
static bool is_idle(void *arg)
{
    struct run *run = arg;
    bool streamed = !run->options.streams || streams_idle(&run->streams);

    if (run->options.probe == PROBE_NONE)
        return streamed;
    if (run->options.streams && streamed)
        probe_stop(&run->probe);
    if (run->probe.why[0] != '\0')
        streams_stop(&run->streams);
    return streamed && probe_idle(&run->probe);
}

static bool has_ended(void *arg)
{
    return streams_ended(&((struct run *)arg)->streams);
}

static void channel_closed(void *arg)
{
    ((struct run *)arg)->closed++;
}

static bool are_closed(void *arg)
{
    return ((struct run *)arg)->closed == 2;
}

static void work(struct run *run)
{
    const struct options *options = &run->options;

    run->timer.fire = time_is_up;
    if (options->seconds > 0)
        (void)cv_timer_arm(cv_loop_timers(run->loop), &run->timer,
                           cv_clock_ns() + (uint64_t)(options->seconds * 1e9));
    if (options->streams && !streams_begin(&run->streams, run->loop, run->channel))
        (void)snprintf(run->why, sizeof(run->why), "the streams do not begin");
    else if (options->probe != PROBE_NONE)
        probe_begin(&run->probe, run->loop, run->single);
    if (run->why[0] == '\0' && !cv_loop_run_until(run->loop, is_idle, run, PATIENCE_NS))
        (void)snprintf(run->why, sizeof(run->why), "no end after ten minutes");
    cv_timer_disarm(cv_loop_timers(run->loop), &run->timer);
    if (options->probe != PROBE_NONE)
        probe_stop(&run->probe);
    if (options->streams) {
        streams_end(&run->streams);
        (void)cv_loop_run_until(run->loop, has_ended, run, 10 * CV_NS_PER_S);
    }
}

static const char *why(const struct run *run)
{
    if (run->why[0] != '\0')
        return run->why;
    return run->streams.why[0] != '\0' ? run->streams.why : run->probe.why;
}

static void print_latency(const char *name, const struct histogram *histogram)
{
    (void)printf(",\"%s_p50_us\":%.1f,\"%s_p99_us\":%.1f", name, histogram_us(histogram, 0.5), name,
                 histogram_us(histogram, 0.99));
}

static void print_counts(const char *name, const uint64_t counts[8])
{
    (void)printf(",\"%s\":[", name);
    for (unsigned i = 0; i < 8; i++)
        (void)printf("%s%llu", i == 0 ? "" : ",", (unsigned long long)counts[i]);
    (void)printf("]");
}

static double seconds_of(uint64_t begin_ns, uint64_t end_ns)
{
    return end_ns > begin_ns ? (double)(end_ns - begin_ns) / 1e9 : 1e-9;
}

static void report(const struct run *run, double server_s, double own_s)
{
    const struct streams *streams = &run->streams;
    const struct probe *probe = &run->probe;
    double seconds = seconds_of(streams->begin_ns, streams->end_ns);
    double probed = seconds_of(probe->begin_ns, probe->end_ns);

    (void)printf("{\"server_cpu_seconds\":%.6f,\"load_cpu_seconds\":%.6f", server_s, own_s);
    if (run->options.streams) {
        (void)printf(",\"scans\":%llu,\"seconds\":%.6f,\"scans_per_second\":%.1f,\"next\":%llu",
                     (unsigned long long)streams->acknowledged, seconds,
                     (double)streams->acknowledged / seconds,
                     (unsigned long long)streams_next(streams));
        print_latency("window", &streams->histogram);
        print_counts("outcomes", streams->outcomes);
    }
    if (run->options.probe != PROBE_NONE) {
        (void)printf(",\"calls\":%llu,\"per_second\":%.1f", (unsigned long long)probe->answered,
                     (double)probe->answered / probed);
        print_latency("call", &probe->histogram);
        print_counts("answers", probe->outcomes);
    }
    (void)printf(",\"why\":\"%s\"}\n", why(run));
}

static bool open_channels(struct run *run)
{
    struct cv_channel_config config = {0};
    char target[64];

    (void)snprintf(target, sizeof(target), "127.0.0.1:%u", run->options.port);
    config.target = target;
    return cv_ok(cv_loop_new(&run->loop)) &&
           cv_ok(cv_channel_open(run->loop, &config, &run->channel)) &&
           cv_ok(cv_channel_open(run->loop, &config, &run->single));
}

static struct cv_status prepare(const struct options *options)
{
    struct cv_client_config config = {0};
    struct cv_client *client;
    struct cv_status status;
    char target[64];

    (void)snprintf(target, sizeof(target), "127.0.0.1:%u", options->port);
    config.channel.target = target;
    status = cv_client_open(&config, &client);
    if (cv_ok(status))
        status = prepare_hub(client);
    if (cv_ok(status))
        status = prepare_bags(client, options->from, options->to);
    cv_client_close(client);
    return status;
}

static void set_up(struct run *run)
{
    const struct options *options = &run->options;
    struct day day = day_of(options->day);

    run->streams.config = (struct streams_config){
        .day = day,
        .from = options->from,
        .to = options->to,
        .batch = options->batch,
        .ahead = options->ahead,
        .steps = options->steps,
        .single = options->single,
        .rate = options->rate,
    };
    run->probe.day = day;
    run->probe.kind = options->probe;
    run->probe.callers = options->callers;
    run->probe.rate = options->probe_rate;
    run->probe.from = options->from;
    run->probe.parcels = options->tracked;
    run->probe.most = options->calls;
}

int main(int argc, char **argv)
{
    static struct run run;
    double server_s;
    double own_s;

    if (!parse(argc, argv, &run.options)) {
        usage();
        return 2;
    }
    if (run.options.prepare && !cv_ok(prepare(&run.options)))
        return 1;
    set_up(&run);
    if (!open_channels(&run))
        return 1;
    server_s = cpu_s(run.options.pid);
    own_s = cpu_s(getpid());
    work(&run);
    report(&run, cpu_s(run.options.pid) - server_s, cpu_s(getpid()) - own_s);
    if (why(&run)[0] != '\0')
        (void)fprintf(stderr, "caravan-hub-load: %s\n", why(&run));
    cv_channel_close(run.channel, channel_closed, &run);
    cv_channel_close(run.single, channel_closed, &run);
    (void)cv_loop_run_until(run.loop, are_closed, &run, 10 * CV_NS_PER_S);
    streams_free(&run.streams);
    cv_loop_free(run.loop);
    cv_arena_thread_done();
    return why(&run)[0] == '\0' ? 0 : 1;
}
