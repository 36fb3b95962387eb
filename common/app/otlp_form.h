/* Spans as OTLP has them, with attributes by OpenTelemetry's semantic conventions for RPC.
 *
 * Memory   All in the arena that is given; NULL: it is full. */
#ifndef CV_APP_OTLP_FORM_H
#define CV_APP_OTLP_FORM_H

#include "app/span.h"
#include "opentelemetry/proto/collector/trace/v1/trace_service.caravan.h"

struct cv_arena;

Opentelemetry__Proto__Trace__V1__Span *cv_otlp_span(struct cv_arena *arena,
                                                    const struct cv_span *span);

/* Who sends. `instance`: of this process alone. */
struct cv_otlp_resource {
    const char *service;
    const char *version;
    const char *instance;
};

/* `spans` is borrowed. */
Opentelemetry__Proto__Collector__Trace__V1__ExportTraceServiceRequest *
cv_otlp_request(struct cv_arena *arena, const struct cv_otlp_resource *resource,
                Opentelemetry__Proto__Trace__V1__Span **spans, size_t count);

#endif
