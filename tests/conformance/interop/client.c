/* interop-client: one of gRPC's interop tests against a server of theirs. Takes the options that
 * all such clients take; exit code 0: the test has passed. */
#include "base/clock.h"
#include "cases.h"
#include "net/loop.h"
#include "net/tls.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct test {
    const char *name;
    void (*run)(struct client *client);
} TESTS[] = {
    {"empty_unary", case_empty_unary},
    {"large_unary", case_large_unary},
    {"client_streaming", case_client_streaming},
    {"server_streaming", case_server_streaming},
    {"ping_pong", case_ping_pong},
    {"empty_stream", case_empty_stream},
    {"timeout_on_sleeping_server", case_timeout_on_sleeping_server},
    {"cancel_after_begin", case_cancel_after_begin},
    {"cancel_after_first_response", case_cancel_after_first_response},
    {"status_code_and_message", case_status_code_and_message},
    {"special_status_message", case_special_status_message},
    {"custom_metadata", case_custom_metadata},
    {"unimplemented_method", case_unimplemented_method},
    {"unimplemented_service", case_unimplemented_service},
    {"pick_first_unary", case_pick_first_unary},
    {"orca_per_rpc", case_orca_per_rpc},
    {"orca_oob", case_orca_oob},
    {"client_compressed_unary", case_client_compressed_unary},
    {"server_compressed_unary", case_server_compressed_unary},
    {"client_compressed_streaming", case_client_compressed_streaming},
    {"server_compressed_streaming", case_server_compressed_streaming},
    {"goaway", case_goaway},
    {"rst_after_header", case_rst_after_header},
    {"rst_during_data", case_rst_during_data},
    {"rst_after_data", case_rst_after_data},
    {"ping", case_ping},
    {"max_streams", case_max_streams},
};

struct options {
    const char *host;
    const char *port;
    const char *test;
    const char *ca_file; /* NULL: whom the system trusts */
    const char *override;
    const char *metadata; /* "key:value;key:value" */
    unsigned code;        /* that unary_code expects */
    bool tls;
    bool test_ca;
    struct soak soak;
};

/* ---- options ---- */

static unsigned number(const char *name, const char *value)
{
    char *end;
    unsigned long n;

    errno = 0;
    n = strtoul(value, &end, 10);
    EXPECT(*value >= '0' && *value <= '9' && *end == '\0' && errno == 0 && n <= INT32_MAX,
           "--%s: a number, not \"%s\"", name, value);
    return (unsigned)n;
}

static bool soak_option(struct soak *soak, const char *name, const char *value)
{
    static const char PREFIX[] = "soak_";

    if (strncmp(name, PREFIX, sizeof(PREFIX) - 1) != 0)
        return false;
    name += sizeof(PREFIX) - 1;
    if (strcmp(name, "iterations") == 0)
        soak->iterations = number(name, value);
    else if (strcmp(name, "max_failures") == 0)
        soak->max_failures = number(name, value);
    else if (strcmp(name, "per_iteration_max_acceptable_latency_ms") == 0)
        soak->latency_ns = number(name, value) * CV_NS_PER_MS;
    else if (strcmp(name, "overall_timeout_seconds") == 0)
        soak->overall_ns = number(name, value) * CV_NS_PER_S;
    else if (strcmp(name, "min_time_ms_between_rpcs") == 0)
        soak->between_ns = number(name, value) * CV_NS_PER_MS;
    else if (strcmp(name, "request_size") == 0)
        soak->request_size = (int32_t)number(name, value);
    else if (strcmp(name, "response_size") == 0)
        soak->response_size = (int32_t)number(name, value);
    else
        return false;
    return true;
}

static bool set(struct options *options, const char *name, const char *value)
{
    if (strcmp(name, "server_host") == 0)
        options->host = value;
    else if (strcmp(name, "server_port") == 0)
        options->port = value;
    else if (strcmp(name, "test_case") == 0)
        options->test = value;
    else if (strcmp(name, "use_tls") == 0)
        options->tls = strcmp(value, "true") == 0;
    else if (strcmp(name, "use_test_ca") == 0)
        options->test_ca = strcmp(value, "true") == 0;
    else if (strcmp(name, "ca_file") == 0)
        options->ca_file = value;
    else if (strcmp(name, "server_host_override") == 0)
        options->override = value;
    else if (strcmp(name, "additional_metadata") == 0)
        options->metadata = value;
    else if (strcmp(name, "expected_code") == 0)
        options->code = number(name, value);
    else
        return soak_option(&options->soak, name, value);
    return true;
}

/* "--name=value", "-name=value", or "--name" for "--name=true". */
static void parse(struct options *options, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        char name[64];
        const char *at = argv[i];
        size_t len;

        while (*at == '-')
            at++;
        len = strcspn(at, "=");
        (void)snprintf(name, sizeof(name), "%.*s", (int)len, at);
        EXPECT(set(options, name, at[len] == '=' ? at + len + 1 : "true"), "no such option: %s",
               argv[i]);
    }
}

static void add_metadata(struct client *client, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, ";");
        size_t key = strcspn(text, ":");
        char *name = cv_arena_string_n(&client->arena, text, key);
        struct cv_status status;

        EXPECT(key < len, "--additional_metadata: key:value;key:value");
        status =
            cv_metadata_add(&client->metadata, &client->arena, name, text + key + 1, len - key - 1);
        EXPECT(cv_ok(status), "%s", status.message);
        text += len + (text[len] == ';');
    }
}

/* ---- the program ---- */

static void open_tls(struct client *client, const struct options *options)
{
    const struct cv_tls_files files = {.ca = options->test_ca ? options->ca_file : NULL};
    struct cv_status status = cv_tls_client(&files, &client->arena, &client->config.tls);

    EXPECT(cv_ok(status), "%s", status.message);
    client->config.server_name = options->override;
}

static void run(struct client *client, const struct options *options)
{
    if (strcmp(options->test, "rpc_soak") == 0 || strcmp(options->test, "channel_soak") == 0) {
        case_soak(client, &options->soak, options->test[0] == 'c');
        return;
    }
    if (strcmp(options->test, "unary_code") == 0) {
        EXPECT(options->code < CV_CODE_COUNT, "--expected_code: at most %d", CV_CODE_COUNT - 1);
        case_unary_code(client, (enum cv_code)options->code);
        return;
    }
    for (size_t i = 0; i < sizeof(TESTS) / sizeof(TESTS[0]); i++) {
        if (strcmp(options->test, TESTS[i].name) == 0) {
            TESTS[i].run(client);
            return;
        }
    }
    die("no such test: %s", options->test);
}

int main(int argc, char **argv)
{
    struct options options = {
        .host = "localhost",
        .port = "10000",
        .test = "large_unary",
        .soak = {.iterations = 10,
                 .latency_ns = CV_NS_PER_S,
                 .overall_ns = 10 * CV_NS_PER_S,
                 .request_size = 271828,
                 .response_size = 314159},
    };
    struct client client = {0};
    struct cv_status status;

    parse(&options, argc, argv);
    cv_arena_init(&client.arena, 1024 * 1024);
    if (options.metadata != NULL)
        add_metadata(&client, options.metadata);
    if (options.tls)
        open_tls(&client, &options);
    /* Without a port the host is a whole target. */
    client.config.target =
        strcmp(options.port, "0") == 0
            ? options.host
            : cv_arena_printf(&client.arena, "%s:%s", options.host, options.port);
    status = cv_loop_new(&client.loop);
    EXPECT(cv_ok(status), "%s", status.message);
    client_open(&client);
    run(&client, &options);
    client_close(&client);
    cv_loop_free(client.loop);
    cv_tls_free(client.config.tls);
    cv_arena_release(&client.arena);
    cv_arena_thread_done();
    return 0;
}
