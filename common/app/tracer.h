/* Watches the calls of a server, for the call log: gives each a span of its own in its trace, or
 * begins one, and tells what became of it. Where nobody logs there is no tracer, and traces pass
 * through untouched.
 *
 * What is done for a call has the call's span as its parent, in scope->trace: calls to peers,
 * events that it writes.
 *
 * Calls of gRPC's own services (health, reflection) are told of only when they fail.
 *
 * Thread   Opened and closed when no loop runs; all else on the loop that it is about.
 * Ending   Closed when no call is left and nobody reads metrics any more: what is not written yet
 *          is then. */
#ifndef CV_APP_TRACER_H
#define CV_APP_TRACER_H

#include "app/trace_options.h"
#include "base/status.h"

struct cv_arena;
struct cv_metrics;
struct cv_server;
struct cv_tracer;

struct cv_tracer_config {
    const char *service; /* its name; borrowed, as all of this */
    struct cv_server *server;
    unsigned threads; /* of it */
    const struct cv_trace_options *options;
    struct cv_metrics *metrics;
};

/* After the last service was added, before the server runs. *tracer is NULL on errors, and where
 * the options ask for nothing. INVALID_ARGUMENT: an option names a method that is not there. */
struct cv_status cv_tracer_open(const struct cv_tracer_config *config, struct cv_arena *arena,
                                struct cv_tracer **tracer);
void cv_tracer_close(struct cv_tracer *tracer); /* NULL is fine */

#endif
