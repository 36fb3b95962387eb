/* What of its calls a service tells: `--call-log` and its like, which cv_app_run() reads. */
#ifndef CV_APP_TRACE_OPTIONS_H
#define CV_APP_TRACE_OPTIONS_H

#include "base/status.h"
#include "base/trace.h"

#include <stdio.h>

#define CV_CALL_LOG_METHODS_MAX 32

struct cv_call_log_method {
    const char *name; /* "package.Service/Method" */
    uint64_t share;   /* of its calls (base/trace.h) */
};

struct cv_trace_options {
    const char *call_log; /* a file's path, or "-"; NULL: none. Borrowed, as all texts here */
    bool sampled;         /* log_share was given; else it is all */
    uint64_t log_share;
    struct cv_call_log_method log_methods[CV_CALL_LOG_METHODS_MAX];
    size_t log_method_count;
    const char *otlp;    /* where a collector is, as in rpc/target.h; NULL: nowhere */
    bool otlp_far;       /* that may be another machine */
    const char *otlp_ca; /* who signed its certificate; NULL: cleartext */
    bool traces_sampled; /* trace_share was given; else it is all */
    uint64_t trace_share;
};

struct cv_arena;

/* The values of --call-log and --call-log-sample. */
struct cv_status cv_trace_option_log(struct cv_trace_options *options, const char *value,
                                     struct cv_arena *arena);
struct cv_status cv_trace_option_log_sample(struct cv_trace_options *options, const char *value,
                                            struct cv_arena *arena);
/* Of --otlp, --otlp-tls-ca and --trace-sample. */
struct cv_status cv_trace_option_otlp(struct cv_trace_options *options, const char *value,
                                      struct cv_arena *arena);
struct cv_status cv_trace_option_otlp_ca(struct cv_trace_options *options, const char *value,
                                         struct cv_arena *arena);
struct cv_status cv_trace_option_sample(struct cv_trace_options *options, const char *value,
                                        struct cv_arena *arena);
/* Do they go together? `far`: traces may go to another machine in clear. */
struct cv_status cv_trace_options_check(const struct cv_trace_options *options, bool far,
                                        struct cv_arena *arena);
void cv_trace_options_help(FILE *out);

#endif
