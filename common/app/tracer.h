/* Watches the calls of a server, for the call log and for a collector of traces: gives each a span
 * of its own in its trace, or begins one, and tells what became of it. Where nobody wants to know
 * there is no tracer, and traces pass through untouched.
 *
 * What is done for a call has the call's span as its parent, in scope->trace: calls to peers,
 * events that it writes.
 *
 * A trace goes to the collector if whoever began it says so; of those that begin here, a share
 * does.
 *
 * Calls of gRPC's own services (health, reflection) are told of only when they fail.
 *
 * Thread   Opened and closed when no loop runs; all else on the loop that it is about.
 * Ending   Closed when no call is left and nobody reads metrics any more: what is not written yet
 *          is then. */
#ifndef CV_APP_TRACER_H
#define CV_APP_TRACER_H

#include "app/span.h"
#include "app/trace_options.h"
#include "base/status.h"
#include "base/trace.h"

struct cv_arena;
struct cv_call;
struct cv_metrics;
struct cv_server;
struct cv_tracer;

struct cv_tracer_config {
    const char *service; /* its name; borrowed, as all of this */
    const char *version;
    struct cv_server *server;
    unsigned threads; /* of it */
    const struct cv_trace_options *options;
    const char *tls_cert; /* ours, towards the collector, if it is asked over TLS; or NULL */
    const char *tls_key;
    struct cv_metrics *metrics;
};

/* After the last service was added, before the server runs. *tracer is NULL on errors, and where
 * the options ask for nothing. INVALID_ARGUMENT: an option names a method that is not there. The
 * field and message of an error name the option, its texts live in `arena`. */
struct cv_status cv_tracer_open(const struct cv_tracer_config *config, struct cv_arena *arena,
                                struct cv_tracer **tracer);
void cv_tracer_close(struct cv_tracer *tracer); /* NULL is fine */

/* What a call takes that another one has caused: an event. */
struct cv_taken {
    struct cv_trace trace; /* of what it causes here; all zero: it came of no trace */
    uint8_t parent_id[8];  /* private: the span that it came of */
};

/* It came with these texts, which are borrowed. What it causes is a child of its being taken, where
 * that is going to be told of; else of what it came of. */
void cv_tracer_take(const struct cv_call *call, const char *traceparent, const char *tracestate,
                    struct cv_taken *taken);
/* It was taken: it is of this type (static) and from there. Nobody traces the call, or that trace:
 * no effect. */
void cv_tracer_took(const struct cv_call *call, const struct cv_taken *taken, const char *type,
                    const char *source);

/* A call to a peer, memory of it that is zeroed. */
struct cv_traced_call {
    uint64_t began_ns; /* private, all of it; 0: it is not told of */
    uint8_t span_id[8];
    unsigned retry_count;
    struct cv_span_retry *retries; /* NULL: there was none, or no memory */
};

/* `trace`: that of the call's scope; becomes what the peer is told. */
void cv_tracer_call_begun(struct cv_tracer *tracer, const struct cv_call *call,
                          struct cv_traced_call *traced, struct cv_trace *trace);
/* An attempt has failed, and another follows (rpc/interceptor.h). */
void cv_tracer_call_again(const struct cv_call *call, struct cv_traced_call *traced,
                          enum cv_code code, bool transparent);
void cv_tracer_call_ended(struct cv_tracer *tracer, const struct cv_call *call,
                          const struct cv_traced_call *traced, const char *peer,
                          const struct cv_status *status);

#endif
