#include "app/trace_options.h"

#include "base/arena.h"

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

struct cv_status cv_trace_options_check(const struct cv_trace_options *options,
                                        struct cv_arena *arena)
{
    if (options->call_log == NULL && (options->sampled || options->log_method_count > 0))
        return cv_status_field(arena, "--call-log-sample", "needs --call-log");
    return CV_STATUS_OK;
}

void cv_trace_options_help(FILE *out)
{
    (void)fprintf(out, "  --call-log FILE      one line of JSON for each call that ended; - is\n"
                       "                       stdout. A file that was moved away is made anew\n"
                       "                       [CARAVAN_CALL_LOG]\n"
                       "  --call-log-sample [METHOD=]SHARE\n"
                       "                       of calls that went well only so many, 0 to 1, the\n"
                       "                       same ones in all services; may be given once for\n"
                       "                       each METHOD (package.Service/Method); default 1\n"
                       "                       [CARAVAN_CALL_LOG_SAMPLE]\n");
}
