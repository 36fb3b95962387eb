/* What a service is started with: flags first, then environment, then defaults. */
#ifndef CV_APP_OPTIONS_H
#define CV_APP_OPTIONS_H

#include "app/app.h"
#include "app/peer_options.h"
#include "app/trace_options.h"
#include "base/log.h"
#include "net/address.h"

#include <stdio.h>

#define CV_OPTIONS_LISTEN_MAX  16
#define CV_OPTIONS_THREADS_MAX 64
#define CV_OPTIONS_SECONDS_MAX 31622400 /* a year and a day */

struct cv_options {
    struct cv_address listen[CV_OPTIONS_LISTEN_MAX];
    size_t listen_count;
    const char *program;  /* what it was started as, without its folder; borrowed from argv */
    const char *store;    /* "sqlite:PATH"; borrowed from argv or the environment */
    const char *tls_cert; /* these three too; NULL: not given */
    const char *tls_key;
    const char *tls_client_ca;
    struct cv_peer_options peers;
    struct cv_trace_options trace;
    struct cv_address metrics;
    bool has_metrics;
    unsigned threads;
    enum cv_log_level log_level;
    uint64_t connection_age_ns; /* these three: 0: for ever */
    uint64_t connection_grace_ns;
    uint64_t connection_idle_ns;
    bool reuse_port;
    bool insecure_network;
    bool help;
    bool version;
};

/* INVALID_ARGUMENT names the option (in `field`) and what is allowed; texts in `arena`. */
struct cv_status cv_options_parse(const struct cv_app_spec *spec, int argc, char **argv,
                                  struct cv_arena *arena, struct cv_options *options);
void cv_options_help(const struct cv_app_spec *spec, const struct cv_options *options, FILE *out);

#endif
