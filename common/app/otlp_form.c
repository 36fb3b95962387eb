#include "app/otlp_form.h"

#include "app/wire.h"
#include "base/arena.h"
#include "base/assert.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

#define ATTRIBUTES_MAX 12

#define PARENT_KNOWN  0x100u /* it is told whether the parent is of another process */
#define PARENT_REMOTE 0x200u

/* ---- attributes ---- */

struct attributes {
    struct cv_arena *arena;
    Opentelemetry__Proto__Common__V1__KeyValue **list;
    size_t count;
    bool full; /* the arena is */
};

static void begin(struct attributes *to, struct cv_arena *arena)
{
    *to = (struct attributes){.arena = arena};
    to->list = cv_arena_array(arena, ATTRIBUTES_MAX, sizeof(*to->list));
    to->full = to->list == NULL;
}

static Opentelemetry__Proto__Common__V1__AnyValue *add(struct attributes *to, const char *key)
{
    struct pair {
        Opentelemetry__Proto__Common__V1__KeyValue key;
        Opentelemetry__Proto__Common__V1__AnyValue value;
    } *pair = cv_arena_alloc(to->arena, sizeof(*pair));

    if (pair == NULL || to->full) {
        to->full = true;
        return NULL;
    }
    opentelemetry__proto__common__v1__key_value__init(&pair->key);
    opentelemetry__proto__common__v1__any_value__init(&pair->value);
    pair->key.key = cv_wire_text(key);
    pair->key.value = &pair->value;
    CV_ASSERT_CMP(to->count, <, ATTRIBUTES_MAX);
    to->list[to->count++] = &pair->key;
    return &pair->value;
}

static void add_text(struct attributes *to, const char *key, const char *text)
{
    Opentelemetry__Proto__Common__V1__AnyValue *value;

    if (text == NULL || *text == '\0' || (value = add(to, key)) == NULL)
        return;
    value->value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_STRING_VALUE;
    value->string_value = cv_arena_string(to->arena, text);
    to->full = to->full || value->string_value == NULL;
}

static void add_number(struct attributes *to, const char *key, int64_t number)
{
    Opentelemetry__Proto__Common__V1__AnyValue *value = add(to, key);

    if (value == NULL)
        return;
    value->value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_INT_VALUE;
    value->int_value = number;
}

static void add_true(struct attributes *to, const char *key)
{
    Opentelemetry__Proto__Common__V1__AnyValue *value = add(to, key);

    if (value == NULL)
        return;
    value->value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_BOOL_VALUE;
    value->bool_value = true;
}

/* "127.0.0.1:40112", "[::1]:40112", "unix:/run/x.sock" */
static void add_peer(struct attributes *to, const char *peer)
{
    const char *colon = strrchr(peer, ':');
    const char *host = peer + (*peer == '[');
    const char *end = *peer == '[' ? strchr(peer, ']') : colon;

    if (colon == NULL || end == NULL || strncmp(peer, "unix", 4) == 0) {
        add_text(to, "network.peer.address", peer);
        return;
    }
    add_text(to, "network.peer.address", cv_arena_string_n(to->arena, host, (size_t)(end - host)));
    add_number(to, "network.peer.port", strtol(colon + 1, NULL, 10));
}

/* ---- a span ---- */

/* "package.Service" of "/package.Service/Method" */
static void add_method(struct attributes *to, const struct cv_method *method)
{
    const char *slash = strrchr(method->path, '/');

    add_text(to, "rpc.service",
             cv_arena_string_n(to->arena, method->path + 1, (size_t)(slash - method->path - 1)));
    add_text(to, "rpc.method", method->name);
}

static void add_attributes(struct attributes *to, const struct cv_span *span)
{
    const char *reason = span->texts[CV_SPAN_REASON];

    if (span->kind == CV_SPAN_CONSUMER) {
        add_text(to, "messaging.system", "caravan");
        add_text(to, "messaging.operation.type", "process");
        add_text(to, "peer.service", span->texts[CV_SPAN_PEER]);
        return;
    }
    add_text(to, "rpc.system", "grpc");
    if (span->method != NULL)
        add_method(to, span->method);
    add_number(to, "rpc.grpc.status_code", span->code);
    if (span->kind == CV_SPAN_CLIENT)
        add_text(to, "peer.service", span->texts[CV_SPAN_PEER]);
    else
        add_peer(to, span->texts[CV_SPAN_PEER]);
    if (span->waited_ns > 0)
        add_number(to, "caravan.queue.wait_us", (int64_t)(span->waited_ns / CV_NS_PER_US));
    if (span->code != CV_OK)
        add_text(to, "error.type", *reason == '\0' ? cv_code_name(span->code) : reason);
}

/* Of a server what its client did wrong is no error. */
static bool is_error(const struct cv_span *span)
{
    switch (span->code) {
    case CV_OK:
        return false;
    case CV_UNKNOWN:
    case CV_DEADLINE_EXCEEDED:
    case CV_UNIMPLEMENTED:
    case CV_INTERNAL:
    case CV_UNAVAILABLE:
    case CV_DATA_LOSS:
        return true;
    default:
        return span->kind != CV_SPAN_SERVER;
    }
}

static ProtobufCBinaryData id(struct cv_arena *arena, const uint8_t *bytes, size_t len)
{
    ProtobufCBinaryData data = {len, cv_arena_copy(arena, bytes, len)};

    return data;
}

static Opentelemetry__Proto__Trace__V1__Status *status_of(struct cv_arena *arena,
                                                          const struct cv_span *span)
{
    Opentelemetry__Proto__Trace__V1__Status *status = cv_arena_alloc(arena, sizeof(*status));

    if (status == NULL)
        return NULL;
    opentelemetry__proto__trace__v1__status__init(status);
    status->code = OPENTELEMETRY__PROTO__TRACE__V1__STATUS__STATUS_CODE__STATUS_CODE_ERROR;
    if (cv_span_may_tell(span->code))
        status->message = cv_arena_string(arena, span->texts[CV_SPAN_MESSAGE]);
    return status->message == NULL ? NULL : status;
}

/* OpenTelemetry has no words for it; those of its attributes are gRPC's own (gRFC A45 and A72), for
 * spans of attempts. `previous`: attempts before the one that follows, but for those that no server
 * had looked at. */
static Opentelemetry__Proto__Trace__V1__Span__Event *
retry_of(struct cv_arena *arena, const struct cv_span_retry *retry, unsigned previous)
{
    Opentelemetry__Proto__Trace__V1__Span__Event *out = cv_arena_alloc(arena, sizeof(*out));
    struct attributes attributes;

    if (out == NULL)
        return NULL;
    opentelemetry__proto__trace__v1__span__event__init(out);
    out->time_unix_nano = (uint64_t)retry->at_us * CV_NS_PER_US;
    out->name = cv_wire_text("retry");
    begin(&attributes, arena);
    add_number(&attributes, "previous-rpc-attempts", previous);
    add_number(&attributes, "rpc.grpc.status_code", retry->code);
    if (retry->transparent)
        add_true(&attributes, "transparent-retry");
    out->attributes = attributes.list;
    out->n_attributes = attributes.count;
    return out;
}

/* What finds no memory exhausts the arena, which is looked at in the end. */
static void add_retries(Opentelemetry__Proto__Trace__V1__Span *out, struct cv_arena *arena,
                        const struct cv_span *span)
{
    unsigned count = cv_span_retries(span);
    unsigned previous = 0;

    out->dropped_events_count = span->retry_count - count;
    if (count > 0)
        out->events = cv_arena_array(arena, count, sizeof(*out->events));
    for (unsigned i = 0; out->events != NULL && i < count; i++) {
        previous += !span->retries[i].transparent;
        out->events[i] = retry_of(arena, &span->retries[i], previous);
        out->n_events += out->events[i] != NULL;
    }
}

static const char *name_of(const struct cv_span *span)
{
    if (span->name != NULL)
        return span->name;
    return span->method == NULL ? "other" : span->method->path + 1;
}

Opentelemetry__Proto__Trace__V1__Span *cv_otlp_span(struct cv_arena *arena,
                                                    const struct cv_span *span)
{
    Opentelemetry__Proto__Trace__V1__Span *out = cv_arena_alloc(arena, sizeof(*out));
    struct attributes attributes;

    if (out == NULL)
        return NULL;
    opentelemetry__proto__trace__v1__span__init(out);
    out->trace_id = id(arena, span->trace_id, sizeof(span->trace_id));
    out->span_id = id(arena, span->span_id, sizeof(span->span_id));
    if (cv_span_has_parent(span))
        out->parent_span_id = id(arena, span->parent_id, sizeof(span->parent_id));
    out->trace_state = cv_arena_string(arena, span->texts[CV_SPAN_STATE]);
    out->flags = span->flags | PARENT_KNOWN | (span->kind == CV_SPAN_CLIENT ? 0 : PARENT_REMOTE);
    out->name = cv_wire_text(name_of(span));
    out->kind = (Opentelemetry__Proto__Trace__V1__Span__SpanKind)span->kind;
    out->end_time_unix_nano = (uint64_t)span->ended_us * CV_NS_PER_US;
    out->start_time_unix_nano = out->end_time_unix_nano - span->duration_ns;
    begin(&attributes, arena);
    add_attributes(&attributes, span);
    out->attributes = attributes.list;
    out->n_attributes = attributes.count;
    add_retries(out, arena, span);
    if (is_error(span))
        out->status = status_of(arena, span);
    return attributes.full || arena->exhausted ? NULL : out;
}

/* ---- a batch ---- */

static Opentelemetry__Proto__Resource__V1__Resource *
resource_of(struct cv_arena *arena, const struct cv_otlp_resource *resource)
{
    Opentelemetry__Proto__Resource__V1__Resource *out = cv_arena_alloc(arena, sizeof(*out));
    struct attributes attributes;

    if (out == NULL)
        return NULL;
    opentelemetry__proto__resource__v1__resource__init(out);
    begin(&attributes, arena);
    add_text(&attributes, "service.name", resource->service);
    add_text(&attributes, "service.namespace", "caravan");
    add_text(&attributes, "service.version", resource->version);
    add_text(&attributes, "service.instance.id", resource->instance);
    out->attributes = attributes.list;
    out->n_attributes = attributes.count;
    return attributes.full ? NULL : out;
}

Opentelemetry__Proto__Collector__Trace__V1__ExportTraceServiceRequest *
cv_otlp_request(struct cv_arena *arena, const struct cv_otlp_resource *resource,
                Opentelemetry__Proto__Trace__V1__Span **spans, size_t count)
{
    struct whole {
        Opentelemetry__Proto__Collector__Trace__V1__ExportTraceServiceRequest request;
        Opentelemetry__Proto__Trace__V1__ResourceSpans of_resource;
        Opentelemetry__Proto__Trace__V1__ResourceSpans *resources[1];
        Opentelemetry__Proto__Trace__V1__ScopeSpans of_scope;
        Opentelemetry__Proto__Trace__V1__ScopeSpans *scopes[1];
        Opentelemetry__Proto__Common__V1__InstrumentationScope scope;
    } *whole = cv_arena_alloc(arena, sizeof(*whole));

    if (whole == NULL)
        return NULL;
    opentelemetry__proto__collector__trace__v1__export_trace_service_request__init(&whole->request);
    opentelemetry__proto__trace__v1__resource_spans__init(&whole->of_resource);
    opentelemetry__proto__trace__v1__scope_spans__init(&whole->of_scope);
    opentelemetry__proto__common__v1__instrumentation_scope__init(&whole->scope);
    whole->resources[0] = &whole->of_resource;
    whole->request.resource_spans = whole->resources;
    whole->request.n_resource_spans = 1;
    whole->of_resource.resource = resource_of(arena, resource);
    whole->scopes[0] = &whole->of_scope;
    whole->of_resource.scope_spans = whole->scopes;
    whole->of_resource.n_scope_spans = 1;
    whole->scope.name = cv_wire_text("caravan");
    whole->scope.version = cv_wire_text(resource->version);
    whole->of_scope.scope = &whole->scope;
    whole->of_scope.spans = spans;
    whole->of_scope.n_spans = count;
    return whole->of_resource.resource == NULL ? NULL : &whole->request;
}
