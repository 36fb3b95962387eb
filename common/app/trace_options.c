#include "app/trace_options.h"

#include "base/arena.h"
#include "rpc/target.h"

#include <string.h>

/* "0", "1", "0.01": at most nine digits behind the point. */
static bool read_share(const char *text, uint64_t *share)
{
    uint64_t billionths = 0;
    uint64_t digit_is = 1000000000;

    if (*text != '0' && *text != '1')
        return false;
    billionths = (uint64_t)(*text++ - '0') * digit_is;
    if (*text == '.' && text[1] != '\0')
        text++;
    else if (*text != '\0')
        return false;
    for (; *text >= '0' && *text <= '9' && digit_is > 1; text++) {
        digit_is /= 10;
        billionths += (uint64_t)(*text - '0') * digit_is;
    }
    *share = CV_TRACE_ALL / 1000000000 * billionths +
             CV_TRACE_ALL % 1000000000 * billionths / 1000000000;
    return *text == '\0' && billionths <= 1000000000;
}

static struct cv_status wrong_share(const char *flag, const char *value, struct cv_arena *arena)
{
    return cv_status_field(arena, flag, "%s: a share from 0 to 1, such as 0.01", value);
}

struct cv_status cv_trace_option_log(struct cv_trace_options *options, const char *value,
                                     struct cv_arena *arena)
{
    if (*value == '\0')
        return cv_status_field(arena, "--call-log", "must be the path of a file, or - for stdout");
    options->call_log = value;
    return CV_STATUS_OK;
}

static struct cv_status add_method(struct cv_trace_options *options, const char *name,
                                   uint64_t share, struct cv_arena *arena)
{
    size_t i = 0;

    while (i < options->log_method_count && strcmp(options->log_methods[i].name, name) != 0)
        i++;
    if (i == CV_CALL_LOG_METHODS_MAX)
        return cv_status_field(arena, "--call-log-sample", "at most %d methods",
                               CV_CALL_LOG_METHODS_MAX);
    options->log_methods[i] = (struct cv_call_log_method){name, share};
    options->log_method_count += i == options->log_method_count;
    return CV_STATUS_OK;
}

struct cv_status cv_trace_option_log_sample(struct cv_trace_options *options, const char *value,
                                            struct cv_arena *arena)
{
    const char *equals = strchr(value, '=');
    const char *name =
        equals == NULL ? NULL : cv_arena_string_n(arena, value, (size_t)(equals - value));
    uint64_t share;

    if (!read_share(equals == NULL ? value : equals + 1, &share))
        return wrong_share("--call-log-sample", value, arena);
    if (equals == NULL) {
        options->sampled = true;
        options->log_share = share;
        return CV_STATUS_OK;
    }
    if (name == NULL || strchr(name, '/') == NULL)
        return cv_status_field(arena, "--call-log-sample",
                               "%s: a method is named as package.Service/Method", value);
    return add_method(options, name, share, arena);
}

struct cv_status cv_trace_option_otlp(struct cv_trace_options *options, const char *value,
                                      struct cv_arena *arena)
{
    struct cv_target target;
    struct cv_status status = cv_target_parse(value, &target);

    if (!cv_ok(status))
        return cv_status_field(arena, "--otlp", "%s: %s", value, status.message);
    options->otlp = value;
    options->otlp_far = !cv_target_is_local(&target);
    return CV_STATUS_OK;
}

struct cv_status cv_trace_option_otlp_ca(struct cv_trace_options *options, const char *value,
                                         struct cv_arena *arena)
{
    if (*value == '\0')
        return cv_status_field(arena, "--otlp-tls-ca", "must be the path of a PEM file");
    options->otlp_ca = value;
    return CV_STATUS_OK;
}

struct cv_status cv_trace_option_sample(struct cv_trace_options *options, const char *value,
                                        struct cv_arena *arena)
{
    if (!read_share(value, &options->trace_share))
        return wrong_share("--trace-sample", value, arena);
    options->traces_sampled = true;
    return CV_STATUS_OK;
}

struct cv_status cv_trace_options_check(const struct cv_trace_options *options, bool far,
                                        struct cv_arena *arena)
{
    if (options->call_log == NULL && (options->sampled || options->log_method_count > 0))
        return cv_status_field(arena, "--call-log-sample", "needs --call-log");
    if (options->otlp == NULL && (options->otlp_ca != NULL || options->traces_sampled))
        return cv_status_field(arena, options->otlp_ca != NULL ? "--otlp-tls-ca" : "--trace-sample",
                               "needs --otlp");
    if (options->otlp != NULL && options->otlp_ca == NULL && !far && options->otlp_far)
        return cv_status_field(arena, "--otlp",
                               "%s may be another machine: --otlp-tls-ca sends traces over TLS, "
                               "--insecure-network in clear",
                               options->otlp);
    return CV_STATUS_OK;
}

void cv_trace_options_help(FILE *out)
{
    (void)fprintf(out,
                  "  --call-log FILE      one line of JSON for each call that ended; - is\n"
                  "                       stdout. A file that was moved away is made anew\n"
                  "                       [CARAVAN_CALL_LOG]\n"
                  "  --call-log-sample [METHOD=]SHARE\n"
                  "                       of calls that went well only so many, 0 to 1, the\n"
                  "                       same ones in all services; may be given once for\n"
                  "                       each METHOD (package.Service/Method); default 1\n"
                  "                       [CARAVAN_CALL_LOG_SAMPLE]\n"
                  "  --otlp ADDRESS       send traces to the OpenTelemetry collector there, by\n"
                  "                       gRPC: HOST:PORT or unix:PATH [CARAVAN_OTLP]\n"
                  "  --otlp-tls-ca FILE   over TLS: its certificate must be signed by one of\n"
                  "                       these authorities, PEM; ours is that of --tls-cert\n"
                  "                       [CARAVAN_OTLP_TLS_CA]\n"
                  "  --trace-sample SHARE of the traces that begin here only so many, 0 to 1;\n"
                  "                       others are sent if who began them says so;\n"
                  "                       default 1 [CARAVAN_TRACE_SAMPLE]\n");
}
