/* What a server says of its load: in the trailer of one call, and to who listens. */
#include "base/list.h"
#include "connect/pause.h"
#include "payload.h"
#include "rpc/codec.h"
#include "service.h"
#include "xds/service/orca/v3/orca.caravan.h"

#include <string.h>

#define INTERVAL_MS_MAX (3600u * 1000)

/* The two maps have entries of one shape. */
static Xds__Data__Orca__V3__OrcaLoadReport__RequestCostEntry **
copy_costs(Grpc__Testing__TestOrcaReport__RequestCostEntry *const *from, size_t count,
           struct cv_arena *arena)
{
    Xds__Data__Orca__V3__OrcaLoadReport__RequestCostEntry **to =
        cv_arena_array(arena, count, sizeof(*to));

    for (size_t i = 0; to != NULL && i < count; i++) {
        to[i] = cv_arena_alloc(arena, sizeof(*to[i]));
        if (to[i] == NULL)
            return NULL;
        xds__data__orca__v3__orca_load_report__request_cost_entry__init(to[i]);
        to[i]->key = from[i]->key;
        to[i]->value = from[i]->value;
    }
    return to;
}

static Xds__Data__Orca__V3__OrcaLoadReport__UtilizationEntry **
copy_utilizations(Grpc__Testing__TestOrcaReport__UtilizationEntry *const *from, size_t count,
                  struct cv_arena *arena)
{
    Xds__Data__Orca__V3__OrcaLoadReport__UtilizationEntry **to =
        cv_arena_array(arena, count, sizeof(*to));

    for (size_t i = 0; to != NULL && i < count; i++) {
        to[i] = cv_arena_alloc(arena, sizeof(*to[i]));
        if (to[i] == NULL)
            return NULL;
        xds__data__orca__v3__orca_load_report__utilization_entry__init(to[i]);
        to[i]->key = from[i]->key;
        to[i]->value = from[i]->value;
    }
    return to;
}

/* Encoded, in `arena`. */
static struct cv_status encode(const Grpc__Testing__TestOrcaReport *report, struct cv_arena *arena,
                               struct cv_slice *bytes)
{
    Xds__Data__Orca__V3__OrcaLoadReport load = XDS__DATA__ORCA__V3__ORCA_LOAD_REPORT__INIT;
    uint8_t *at;

    load.cpu_utilization = report->cpu_utilization;
    load.mem_utilization = report->memory_utilization;
    load.n_request_cost = report->n_request_cost;
    load.request_cost = copy_costs(report->request_cost, report->n_request_cost, arena);
    load.n_utilization = report->n_utilization;
    load.utilization = copy_utilizations(report->utilization, report->n_utilization, arena);
    bytes->len = protobuf_c_message_get_packed_size(&load.base);
    at = cv_arena_alloc(arena, bytes->len + 1);
    if (load.request_cost == NULL || load.utilization == NULL || at == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the report");
    (void)protobuf_c_message_pack(&load.base, at);
    bytes->at = at;
    return CV_STATUS_OK;
}

struct cv_status load_trailer(struct cv_call *call, const Grpc__Testing__TestOrcaReport *report)
{
    struct cv_slice bytes;
    struct cv_status status = encode(report, cv_call_scope(call)->arena, &bytes);

    if (cv_ok(status))
        status = cv_call_add_trailer(call, LOAD_TRAILER, bytes.at, bytes.len);
    return status;
}

struct cv_status load_set(struct service *service, const Grpc__Testing__TestOrcaReport *report,
                          struct cv_arena *arena)
{
    struct cv_slice bytes;
    struct cv_status status = encode(report, arena, &bytes);

    if (!cv_ok(status))
        return status;
    if (bytes.len > sizeof(service->load_bytes))
        return cv_status(CV_INVALID_ARGUMENT, NULL, "a report of more than 512 bytes");
    memcpy(service->load_bytes, bytes.at, bytes.len);
    service->load = (struct cv_slice){service->load_bytes, bytes.len};
    return CV_STATUS_OK;
}

/* ---- StreamCoreMetrics ---- */

struct listener {
    struct cv_call *call;
    struct cv_send send;
    struct pause pause;
    uint32_t interval_ms;
};

static void tell(struct listener *listener)
{
    const struct service *service = cv_call_service(listener->call);
    Xds__Data__Orca__V3__OrcaLoadReport *load =
        xds__data__orca__v3__orca_load_report__unpack(NULL, service->load.len, service->load.at);

    if (load == NULL) {
        cv_call_finish(listener->call, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory"));
        return;
    }
    xds_service_orca_v3_open_rca_service_stream_core_metrics_send(listener->call, &listener->send,
                                                                  load);
    xds__data__orca__v3__orca_load_report__free_unpacked(load, NULL);
}

static void sent(struct cv_send *op)
{
    struct listener *listener = CV_CONTAINER_OF(op, struct listener, send);

    if (cv_ok(op->status))
        pause_begin(&listener->pause, listener->interval_ms);
    else
        cv_call_finish(listener->call, op->status);
}

static void paused(struct pause *pause)
{
    tell(CV_CONTAINER_OF(pause, struct listener, pause));
}

static void stream_core_metrics(struct cv_call *call, void *state,
                                const Xds__Service__Orca__V3__OrcaLoadReportRequest *request)
{
    struct listener *listener = state;
    const Google__Protobuf__Duration *interval = request->report_interval;
    int64_t ms = interval == NULL ? 0 : interval->seconds * 1000 + interval->nanos / 1000000;

    listener->call = call;
    listener->send.done = sent;
    listener->pause.call = call;
    listener->pause.over = paused;
    listener->interval_ms = ms < 1 ? 1 : ms > INTERVAL_MS_MAX ? INTERVAL_MS_MAX : (uint32_t)ms;
    tell(listener);
}

struct cv_status load_add(struct cv_server *server, struct service *service)
{
    static const struct xds_service_orca_v3_open_rca_service_stream_core_metrics_method METHOD = {
        stream_core_metrics, sizeof(struct listener)};
    const struct xds_service_orca_v3_open_rca_service_handlers handlers = {.stream_core_metrics =
                                                                               &METHOD};

    return xds_service_orca_v3_open_rca_service_serve(server, &handlers, service);
}
