/* A collector of traces, on a thread of its own: it takes all that is sent and keeps it for the
 * test.
 *
 *     collector_start(&collector);
 *     (a tracer is opened with .otlp = collector.target, and closed)
 *     collector_stop(&collector);
 *     span = collector_span(&collector, CV_SPAN_SERVER, "judge.v1.Judge/Say");
 *     collector_down(&collector);
 *
 * Thread   The test's; spans are looked at once it is stopped.
 * Memory   Spans live until collector_down(). */
#ifndef TESTS_SUPPORT_COLLECTOR_H
#define TESTS_SUPPORT_COLLECTOR_H

#include "app/span.h"
#include "base/arena.h"
#include "net/address.h"
#include "net/thread.h"
#include "opentelemetry/proto/trace/v1/trace.pb-c.h"
#include "rpc/server.h"

#define COLLECTOR_SPANS_MAX 64

struct collector {
    char target[CV_ADDRESS_TEXT_MAX + 16];
    struct cv_server *server;
    struct cv_thread *thread;
    struct cv_arena arena;
    const Opentelemetry__Proto__Trace__V1__Span *spans[COLLECTOR_SPANS_MAX];
    size_t count;
};

void collector_start(struct collector *collector);
void collector_stop(struct collector *collector);
void collector_down(struct collector *collector);

/* The only one of that kind and name; the test fails if there is none, or another. */
const Opentelemetry__Proto__Trace__V1__Span *
collector_span(const struct collector *collector, enum cv_span_kind kind, const char *name);

/* The value of an attribute as a text, numbers in decimal; NULL: it is not there. In the
 * collector's arena. */
const char *collector_attribute(struct collector *collector,
                                Opentelemetry__Proto__Common__V1__KeyValue *const *attributes,
                                size_t count, const char *key);

#endif
