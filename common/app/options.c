#include "app/options.h"

#include "base/arena.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 128

typedef struct cv_status set_option(struct cv_options *options, const char *value,
                                    struct cv_arena *arena);

static struct cv_status set_address(struct cv_address *address, const char *flag, const char *value,
                                    struct cv_arena *arena)
{
    struct cv_status status = cv_address_parse(value, address);

    if (!cv_ok(status))
        return cv_status_field(arena, flag, "%s: %s", value, status.message);
    if (address->kind == CV_ADDRESS_NAME)
        return cv_status_field(
            arena, flag, "%s: an IP address, unix:PATH or unix-abstract:NAME, not a name", value);
    return CV_STATUS_OK;
}

static struct cv_status set_listen(struct cv_options *options, const char *value,
                                   struct cv_arena *arena)
{
    struct cv_status status;

    if (options->listen_count == CV_OPTIONS_LISTEN_MAX)
        return cv_status_field(arena, "--listen", "at most %d addresses", CV_OPTIONS_LISTEN_MAX);
    status = set_address(&options->listen[options->listen_count], "--listen", value, arena);
    options->listen_count += cv_ok(status);
    return status;
}

static struct cv_status set_metrics(struct cv_options *options, const char *value,
                                    struct cv_arena *arena)
{
    options->has_metrics = true;
    return set_address(&options->metrics, "--metrics", value, arena);
}

static struct cv_status set_store(struct cv_options *options, const char *value,
                                  struct cv_arena *arena)
{
    if (strncmp(value, "sqlite:", 7) != 0 || value[7] == '\0')
        return cv_status_field(arena, "--store", "%s: must be sqlite:PATH", value);
    options->store = value;
    return CV_STATUS_OK;
}

static struct cv_status set_file(const char **file, const char *flag, const char *value,
                                 struct cv_arena *arena)
{
    if (*value == '\0')
        return cv_status_field(arena, flag, "must be the path of a PEM file");
    *file = value;
    return CV_STATUS_OK;
}

static struct cv_status set_tls_cert(struct cv_options *options, const char *value,
                                     struct cv_arena *arena)
{
    return set_file(&options->tls_cert, "--tls-cert", value, arena);
}

static struct cv_status set_tls_key(struct cv_options *options, const char *value,
                                    struct cv_arena *arena)
{
    return set_file(&options->tls_key, "--tls-key", value, arena);
}

static struct cv_status set_tls_client_ca(struct cv_options *options, const char *value,
                                          struct cv_arena *arena)
{
    return set_file(&options->tls_client_ca, "--tls-client-ca", value, arena);
}

static struct cv_status set_peer(struct cv_options *options, const char *value,
                                 struct cv_arena *arena)
{
    return cv_peer_option(&options->peers, value, arena);
}

static struct cv_status set_call_log(struct cv_options *options, const char *value,
                                     struct cv_arena *arena)
{
    return cv_trace_option_log(&options->trace, value, arena);
}

static struct cv_status set_call_log_sample(struct cv_options *options, const char *value,
                                            struct cv_arena *arena)
{
    return cv_trace_option_log_sample(&options->trace, value, arena);
}

static struct cv_status set_otlp(struct cv_options *options, const char *value,
                                 struct cv_arena *arena)
{
    return cv_trace_option_otlp(&options->trace, value, arena);
}

static struct cv_status set_otlp_ca(struct cv_options *options, const char *value,
                                    struct cv_arena *arena)
{
    return cv_trace_option_otlp_ca(&options->trace, value, arena);
}

static struct cv_status set_trace_sample(struct cv_options *options, const char *value,
                                         struct cv_arena *arena)
{
    return cv_trace_option_sample(&options->trace, value, arena);
}

static struct cv_status set_threads(struct cv_options *options, const char *value,
                                    struct cv_arena *arena)
{
    char *end;
    unsigned long threads = strtoul(value, &end, 10);

    if (*value < '0' || *value > '9' || *end != '\0' || threads == 0 ||
        threads > CV_OPTIONS_THREADS_MAX)
        return cv_status_field(arena, "--threads", "%s: a number from 1 to %d", value,
                               CV_OPTIONS_THREADS_MAX);
    options->threads = (unsigned)threads;
    return CV_STATUS_OK;
}

static struct cv_status set_log_level(struct cv_options *options, const char *value,
                                      struct cv_arena *arena)
{
    static const char *const NAMES[] = {"debug", "info", "warn", "error"};

    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++) {
        if (strcmp(value, NAMES[i]) != 0)
            continue;
        options->log_level = (enum cv_log_level)i;
        return CV_STATUS_OK;
    }
    return cv_status_field(arena, "--log-level", "%s: one of debug, info, warn, error", value);
}

static struct cv_status set_insecure(struct cv_options *options, const char *value,
                                     struct cv_arena *arena)
{
    if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
        return cv_status_field(arena, "--insecure-network", "%s: 0 or 1", value);
    options->insecure_network = value[0] == '1';
    return CV_STATUS_OK;
}

static struct cv_status set_seconds(uint64_t *ns, const char *flag, const char *value,
                                    struct cv_arena *arena)
{
    char *end;
    unsigned long seconds = strtoul(value, &end, 10);

    if (*value < '0' || *value > '9' || *end != '\0' || seconds > CV_OPTIONS_SECONDS_MAX)
        return cv_status_field(arena, flag, "%s: seconds, from 0 to %d", value,
                               CV_OPTIONS_SECONDS_MAX);
    *ns = seconds * CV_NS_PER_S;
    return CV_STATUS_OK;
}

static struct cv_status set_connection_age(struct cv_options *options, const char *value,
                                           struct cv_arena *arena)
{
    return set_seconds(&options->connection_age_ns, "--connection-age", value, arena);
}

static struct cv_status set_connection_grace(struct cv_options *options, const char *value,
                                             struct cv_arena *arena)
{
    return set_seconds(&options->connection_grace_ns, "--connection-grace", value, arena);
}

static struct cv_status set_connection_idle(struct cv_options *options, const char *value,
                                            struct cv_arena *arena)
{
    return set_seconds(&options->connection_idle_ns, "--connection-idle", value, arena);
}

static struct cv_status set_reuse_port(struct cv_options *options, const char *value,
                                       struct cv_arena *arena)
{
    if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
        return cv_status_field(arena, "--reuse-port", "%s: 0 or 1", value);
    options->reuse_port = value[0] == '1';
    return CV_STATUS_OK;
}

static struct cv_status set_help(struct cv_options *options, const char *value,
                                 struct cv_arena *arena)
{
    (void)value;
    (void)arena;
    options->help = true;
    return CV_STATUS_OK;
}

static struct cv_status set_version(struct cv_options *options, const char *value,
                                    struct cv_arena *arena)
{
    (void)value;
    (void)arena;
    options->version = true;
    return CV_STATUS_OK;
}

/* Whose services have the option. */
enum option_of {
    OF_ALL,
    OF_STORE,
    OF_PEERS,
    OF_METRICS,
};

static const struct option {
    const char *flag;
    const char *env; /* NULL: no variable */
    set_option *set;
    bool takes_value;
    enum option_of of;
} OPTIONS[] = {
    {"--listen", "CARAVAN_LISTEN", set_listen, true, OF_ALL},
    {"--store", "CARAVAN_STORE", set_store, true, OF_STORE},
    {"--tls-cert", "CARAVAN_TLS_CERT", set_tls_cert, true, OF_ALL},
    {"--tls-key", "CARAVAN_TLS_KEY", set_tls_key, true, OF_ALL},
    {"--tls-client-ca", "CARAVAN_TLS_CLIENT_CA", set_tls_client_ca, true, OF_ALL},
    {"--peer", NULL, set_peer, true, OF_PEERS},
    {"--metrics", "CARAVAN_METRICS", set_metrics, true, OF_METRICS},
    {"--call-log", "CARAVAN_CALL_LOG", set_call_log, true, OF_ALL},
    {"--call-log-sample", "CARAVAN_CALL_LOG_SAMPLE", set_call_log_sample, true, OF_ALL},
    {"--otlp", "CARAVAN_OTLP", set_otlp, true, OF_ALL},
    {"--otlp-tls-ca", "CARAVAN_OTLP_TLS_CA", set_otlp_ca, true, OF_ALL},
    {"--trace-sample", "CARAVAN_TRACE_SAMPLE", set_trace_sample, true, OF_ALL},
    {"--threads", "CARAVAN_THREADS", set_threads, true, OF_ALL},
    {"--log-level", "CARAVAN_LOG_LEVEL", set_log_level, true, OF_ALL},
    {"--connection-age", "CARAVAN_CONNECTION_AGE", set_connection_age, true, OF_ALL},
    {"--connection-grace", "CARAVAN_CONNECTION_GRACE", set_connection_grace, true, OF_ALL},
    {"--connection-idle", "CARAVAN_CONNECTION_IDLE", set_connection_idle, true, OF_ALL},
    {"--reuse-port", "CARAVAN_REUSE_PORT", set_reuse_port, false, OF_ALL},
    {"--insecure-network", "CARAVAN_INSECURE_NETWORK", set_insecure, false, OF_ALL},
    {"--help", NULL, set_help, false, OF_ALL},
    {"--version", NULL, set_version, false, OF_ALL},
};

#define OPTION_COUNT (sizeof(OPTIONS) / sizeof(OPTIONS[0]))

static bool is_of(const struct cv_app_spec *spec, const struct option *option)
{
    return option->of == OF_ALL || (option->of == OF_STORE && spec->keeper != NULL) ||
           (option->of == OF_PEERS && spec->peers != NULL) ||
           (option->of == OF_METRICS && spec->metrics != NULL);
}

static const struct option *find(const struct cv_app_spec *spec, const char *text, size_t len)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &OPTIONS[i];

        if (strlen(option->flag) == len && memcmp(option->flag, text, len) == 0 &&
            is_of(spec, option))
            return option;
    }
    return NULL;
}

/* One argument, "--flag VALUE" or "--flag=VALUE"; *at stands on the last one used afterwards. */
static struct cv_status parse_one(const struct cv_app_spec *spec, int argc, char **argv, int *at,
                                  struct cv_arena *arena, struct cv_options *options)
{
    const char *text = argv[*at];
    const char *equals = strchr(text, '=');
    size_t len = equals == NULL ? strlen(text) : (size_t)(equals - text);
    const struct option *option = find(spec, text, len);

    if (option == NULL)
        return cv_status_field(arena, text, "no such option; --help lists them");
    if (!option->takes_value)
        return option->set(options, equals == NULL ? "1" : equals + 1, arena);
    if (equals != NULL)
        return option->set(options, equals + 1, arena);
    if (*at + 1 >= argc)
        return cv_status_field(arena, option->flag, "needs a value");
    *at += 1;
    return option->set(options, argv[*at], arena);
}

/* CARAVAN_LISTEN and CARAVAN_CALL_LOG_SAMPLE may hold several, with commas between. */
static struct cv_status set_from_env(const struct option *option, const char *value,
                                     struct cv_arena *arena, struct cv_options *options)
{
    struct cv_status status = CV_STATUS_OK;

    if (option->set != set_listen && option->set != set_call_log_sample)
        return option->set(options, value, arena);
    while (cv_ok(status) && *value != '\0') {
        size_t len = strcspn(value, ",");

        if (len > 0)
            status = option->set(options, cv_arena_string_n(arena, value, len), arena);
        value += len + (value[len] == ',');
    }
    return status;
}

static struct cv_status parse_env(const struct cv_app_spec *spec, struct cv_arena *arena,
                                  const struct cv_options *flags, struct cv_options *options)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && i < OPTION_COUNT; i++) {
        const struct option *option = &OPTIONS[i];
        const char *value = option->env == NULL ? NULL : getenv(option->env);
        bool given = option->set == set_listen && flags->listen_count > 0;

        if (value == NULL || *value == '\0' || given || !is_of(spec, option))
            continue;
        status = set_from_env(option, value, arena, options);
        if (!cv_ok(status)) /* name what the reader has set */
            status.field = option->env;
    }
    return status;
}

static const char *program_of(int argc, char **argv, const struct cv_app_spec *spec)
{
    const char *slash = argc < 1 ? NULL : strrchr(argv[0], '/');

    if (argc < 1)
        return spec->name;
    return slash == NULL ? argv[0] : slash + 1;
}

struct cv_status cv_options_parse(const struct cv_app_spec *spec, int argc, char **argv,
                                  struct cv_arena *arena, struct cv_options *options)
{
    struct cv_options flags = {0};
    struct cv_status status = CV_STATUS_OK;

    /* Once to see whether the flags are right, then environment and flags in their order. */
    for (int at = 1; cv_ok(status) && at < argc; at++)
        status = parse_one(spec, argc, argv, &at, arena, &flags);
    *options = (struct cv_options){
        .program = program_of(argc, argv, spec), .threads = 1, .log_level = CV_LOG_INFO};
    if (cv_ok(status))
        status = parse_env(spec, arena, &flags, options);
    if (cv_ok(status))
        status = cv_peer_options_env(&options->peers, spec->peers, arena);
    for (int at = 1; cv_ok(status) && at < argc; at++)
        status = parse_one(spec, argc, argv, &at, arena, options);
    if (cv_ok(status) && options->listen_count == 0)
        status = set_listen(options, spec->default_listen, arena);
    if (!cv_ok(status) || options->help || options->version)
        return status;
    if (spec->keeper != NULL && options->store == NULL)
        return cv_status_field(arena, "--store", "must say where the records are: sqlite:PATH");
    if ((options->tls_cert == NULL) != (options->tls_key == NULL))
        return cv_status_field(arena, options->tls_cert == NULL ? "--tls-cert" : "--tls-key",
                               "certificate and key go together: --tls-cert FILE --tls-key FILE");
    if (options->tls_client_ca != NULL && options->tls_cert == NULL)
        return cv_status_field(arena, "--tls-client-ca", "needs --tls-cert and --tls-key, too");
    /* Only with an authority for clients does the service know who is at the other end. */
    for (size_t i = 0;
         i < options->listen_count && !options->insecure_network && options->tls_client_ca == NULL;
         i++) {
        if (!cv_address_is_local(&options->listen[i]))
            return cv_status_field(arena, "--listen",
                                   "%s can be reached from other machines: --tls-client-ca lets "
                                   "only known clients in, --insecure-network everybody",
                                   options->listen[i].host);
    }
    if (options->has_metrics && !options->insecure_network &&
        !cv_address_is_local(&options->metrics))
        return cv_status_field(arena, "--metrics",
                               "%s can be reached from other machines, and who asks there is not "
                               "known: --insecure-network lets everybody in",
                               options->metrics.host);
    status = cv_trace_options_check(&options->trace, options->insecure_network, arena);
    if (!cv_ok(status))
        return status;
    return cv_peer_options_check(&options->peers, spec->peers,
                                 options->insecure_network || options->tls_cert != NULL, arena);
}

/* With whom it speaks, and how. */
static void help_others(const struct cv_app_spec *spec, FILE *out)
{
    char names[NAMES_MAX];

    (void)fprintf(out,
                  "  --tls-cert FILE      speak TLS on all addresses but unix sockets: our\n"
                  "                       certificate and the authorities that signed it, PEM\n"
                  "                       [CARAVAN_TLS_CERT]\n"
                  "  --tls-key FILE       its key, PEM, readable by its owner or group only\n"
                  "                       [CARAVAN_TLS_KEY]\n"
                  "  --tls-client-ca FILE clients must show a certificate that one of these\n"
                  "                       authorities signed [CARAVAN_TLS_CLIENT_CA]\n");
    if (spec->peers != NULL)
        (void)fprintf(out,
                      "  --peer NAME=ADDRESS  where another program of the set is; may be given\n"
                      "                       once for each; ADDRESS: HOST:PORT or unix:PATH;\n"
                      "                       NAME: %s [CARAVAN_PEER_NAME]\n",
                      cv_peer_options_known(spec->peers, names, sizeof(names)));
    if (spec->metrics != NULL)
        (void)fprintf(
            out, "  --metrics ADDRESS    serve what is counted there, for Prometheus, by HTTP\n"
                 "                       at /metrics [CARAVAN_METRICS]\n");
}

void cv_options_help(const struct cv_app_spec *spec, const struct cv_options *options, FILE *out)
{
    (void)fprintf(out, "%s: %s\n\nUsage: %s [options]\n", options->program, spec->summary,
                  options->program);
    if (spec->other != NULL)
        (void)fprintf(out, "       %s %s\n", options->program, spec->other);
    (void)fprintf(out,
                  "\n"
                  "  --listen ADDRESS     where to serve; may be given more than once\n"
                  "                       HOST:PORT, [IPV6]:PORT (port 0: a free one) or\n"
                  "                       unix:PATH or unix-abstract:NAME\n"
                  "                       default %s [CARAVAN_LISTEN]\n",
                  spec->default_listen);
    if (spec->keeper != NULL)
        (void)fprintf(out,
                      "  --store sqlite:PATH  the file with all records, made if it is not there\n"
                      "                       [CARAVAN_STORE]\n");
    help_others(spec, out);
    cv_trace_options_help(out);
    (void)fprintf(
        out,
        "  --threads N          event loops, each with its own connections; 1 to %d,\n"
        "                       default 1 [CARAVAN_THREADS]\n"
        "  --log-level LEVEL    debug, info, warn or error; default info\n"
        "                       [CARAVAN_LOG_LEVEL]\n"
        "  --connection-age S   ask clients to connect anew after S seconds, give or take\n"
        "                       a tenth, so that new servers get their share; default 0:\n"
        "                       never [CARAVAN_CONNECTION_AGE]\n"
        "  --connection-grace S how long calls may go on after that; default 0: for ever\n"
        "                       [CARAVAN_CONNECTION_GRACE]\n"
        "  --connection-idle S  close connections without a call after S seconds; default\n"
        "                       0: never [CARAVAN_CONNECTION_IDLE]\n"
        "  --reuse-port         share the port with a server that still runs: start the\n"
        "                       new one, then end the old one, and no call is lost\n"
        "                       [CARAVAN_REUSE_PORT=1]\n"
        "  --insecure-network   allow addresses that other machines can reach without\n"
        "                       --tls-client-ca\n"
        "                       [CARAVAN_INSECURE_NETWORK=1]\n"
        "  --version            print the version\n"
        "  --help               print this\n\n",
        CV_OPTIONS_THREADS_MAX);
    (void)fprintf(out,
                  "When it serves, one line of JSON on stdout names the addresses really bound;\n"
                  "the log is JSON on stderr. SIGTERM and SIGINT end it gracefully: running calls\n"
                  "are finished, new ones refused; a second signal ends it at once. With TLS,\n"
                  "SIGHUP reads the files again for new connections; if one of them is wrong, the\n"
                  "log says so and the old ones stay.\n\n"
                  "Exit codes: 0 ended gracefully, 1 could not start or go on, 2 wrong options.\n");
}
