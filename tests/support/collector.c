#include "support/collector.h"

#include "base/clock.h"
#include "opentelemetry/proto/collector/trace/v1/trace_service.caravan.h"
#include "rpc/codec.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef Opentelemetry__Proto__Collector__Trace__V1__ExportTraceServiceRequest export_request;
typedef Opentelemetry__Proto__Collector__Trace__V1__ExportTraceServiceResponse export_response;

/* What is not kept the test misses. */
static void keep(struct collector *collector, const export_request *request)
{
    struct cv_slice bytes = cv_codec_encode(&request->base, &collector->arena);
    ProtobufCMessage *copy;
    const Opentelemetry__Proto__Trace__V1__ResourceSpans *resource;

    if (!cv_ok(cv_codec_decode(request->base.descriptor, bytes, &collector->arena, &copy)))
        return;
    resource = ((export_request *)copy)->resource_spans[0];
    for (size_t i = 0; i < resource->scope_spans[0]->n_spans; i++) {
        if (collector->count < COLLECTOR_SPANS_MAX)
            collector->spans[collector->count++] = resource->scope_spans[0]->spans[i];
    }
}

static void handle(struct cv_call *call, void *state, const export_request *request)
{
    export_response answer =
        OPENTELEMETRY__PROTO__COLLECTOR__TRACE__V1__EXPORT_TRACE_SERVICE_RESPONSE__INIT;

    (void)state;
    keep(cv_call_service(call), request);
    opentelemetry_proto_collector_trace_v1_trace_service_export_reply(call, &answer);
}

static void serve(void *arg)
{
    (void)cv_server_run(((struct collector *)arg)->server);
    cv_arena_thread_done();
}

void collector_start(struct collector *collector)
{
    static const struct opentelemetry_proto_collector_trace_v1_trace_service_export_method EXPORT =
        {handle, 0};
    const struct opentelemetry_proto_collector_trace_v1_trace_service_handlers handlers = {
        .export = &EXPORT};
    const struct cv_server_config config = {.drain_grace_ns = CV_NS_PER_MS};
    struct cv_address address;

    memset(collector, 0, sizeof(*collector));
    cv_arena_init(&collector->arena, (size_t)16 * 1024 * 1024);
    assert_true(cv_ok(cv_server_new(&config, &collector->server)));
    assert_true(cv_ok(opentelemetry_proto_collector_trace_v1_trace_service_serve(
        collector->server, &handlers, collector)));
    assert_true(cv_ok(cv_address_parse("127.0.0.1:0", &address)));
    assert_true(cv_ok(cv_server_listen(collector->server, &address, &address)));
    cv_address_print(&address, collector->target);
    assert_true(cv_ok(cv_thread_start(&collector->thread, serve, collector)));
}

void collector_stop(struct collector *collector)
{
    cv_server_drain(collector->server);
    cv_thread_join(collector->thread);
    cv_server_free(collector->server);
}

void collector_down(struct collector *collector)
{
    cv_arena_release(&collector->arena);
}

const Opentelemetry__Proto__Trace__V1__Span *
collector_span(const struct collector *collector, enum cv_span_kind kind, const char *name)
{
    const Opentelemetry__Proto__Trace__V1__Span *found = NULL;

    for (size_t i = 0; i < collector->count; i++) {
        if ((int)collector->spans[i]->kind != (int)kind ||
            strcmp(collector->spans[i]->name, name) != 0)
            continue;
        if (found != NULL)
            fail_msg("two spans %s", name);
        found = collector->spans[i];
    }
    if (found == NULL)
        fail_msg("no span %s", name);
    return found;
}

const char *collector_attribute(struct collector *collector,
                                Opentelemetry__Proto__Common__V1__KeyValue *const *attributes,
                                size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++) {
        const Opentelemetry__Proto__Common__V1__AnyValue *value = attributes[i]->value;

        if (strcmp(attributes[i]->key, key) != 0)
            continue;
        if (value->value_case == OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_STRING_VALUE)
            return value->string_value;
        if (value->value_case == OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_BOOL_VALUE)
            return value->bool_value ? "true" : "false";
        return cv_arena_printf(&collector->arena, "%" PRId64, value->int_value);
    }
    return NULL;
}
