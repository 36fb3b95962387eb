#include "base/clock.h"
#include "base/list.h"
#include "cases.h"
#include "payload.h"
#include "xds/service/orca/v3/orca.caravan.h"

#include <stdio.h>
#include <string.h>

/* ---- all calls of a channel go to one server ---- */

void case_pick_first_unary(struct client *client)
{
    Grpc__Testing__SimpleRequest request = GRPC__TESTING__SIMPLE_REQUEST__INIT;
    char first[64] = "";

    request.response_size = 1;
    request.fill_server_id = 1;
    for (unsigned i = 0; i < 100; i++) {
        struct unary unary;
        const char *id;

        unary_init(&unary, client, 0, NULL);
        grpc_testing_test_service_unary_call(client->channel, &unary.op, &request);
        unary_expect(&unary, CV_OK);
        id = grpc_testing_test_service_unary_call_response(&unary.op)->server_id;
        EXPECT(*id != '\0', "the server does not say who it is");
        if (i == 0)
            (void)snprintf(first, sizeof(first), "%s", id);
        EXPECT(strcmp(first, id) == 0, "call %u went to %s, those before to %s", i, id, first);
        unary_free(&unary);
    }
}

/* ---- load reports ---- */

struct report {
    double cpu;
    double memory;
    double cost; /* of "cost"; 0: not told */
    double util; /* of "util" */
};

/* A TestOrcaReport and what hangs from it. */
struct told {
    Grpc__Testing__TestOrcaReport report;
    Grpc__Testing__TestOrcaReport__RequestCostEntry cost;
    Grpc__Testing__TestOrcaReport__RequestCostEntry *costs[1];
    Grpc__Testing__TestOrcaReport__UtilizationEntry util;
    Grpc__Testing__TestOrcaReport__UtilizationEntry *utils[1];
};

static void tell(struct told *told, const struct report *report)
{
    grpc__testing__test_orca_report__init(&told->report);
    told->report.cpu_utilization = report->cpu;
    told->report.memory_utilization = report->memory;
    grpc__testing__test_orca_report__request_cost_entry__init(&told->cost);
    told->cost.key = (char *)(uintptr_t) "cost";
    told->cost.value = report->cost;
    told->costs[0] = &told->cost;
    told->report.request_cost = told->costs;
    told->report.n_request_cost = report->cost > 0;
    grpc__testing__test_orca_report__utilization_entry__init(&told->util);
    told->util.key = (char *)(uintptr_t) "util";
    told->util.value = report->util;
    told->utils[0] = &told->util;
    told->report.utilization = told->utils;
    told->report.n_utilization = 1;
}

/* Doubles that travelled unchanged are the same bits. */
static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof(a)) == 0;
}

static bool says(const Xds__Data__Orca__V3__OrcaLoadReport *load, const struct report *report)
{
    bool costs = report->cost > 0 ? load->n_request_cost == 1 &&
                                        strcmp(load->request_cost[0]->key, "cost") == 0 &&
                                        same(load->request_cost[0]->value, report->cost)
                                  : load->n_request_cost == 0;

    return costs && same(load->cpu_utilization, report->cpu) &&
           same(load->mem_utilization, report->memory) && load->n_utilization == 1 &&
           strcmp(load->utilization[0]->key, "util") == 0 &&
           same(load->utilization[0]->value, report->util);
}

void case_orca_per_rpc(struct client *client)
{
    static const struct report REPORT = {0.8210, 0.5847, 3456.32, 0.30499};
    Grpc__Testing__SimpleRequest request = GRPC__TESTING__SIMPLE_REQUEST__INIT;
    Xds__Data__Orca__V3__OrcaLoadReport *load;
    const struct cv_metadatum *trailer;
    struct unary unary;
    struct told told;

    tell(&told, &REPORT);
    request.orca_per_query_report = &told.report;
    unary_init(&unary, client, 0, NULL);
    grpc_testing_test_service_unary_call(client->channel, &unary.op, &request);
    unary_expect(&unary, CV_OK);
    trailer = cv_metadata_find(&unary.op.start.trailers, LOAD_TRAILER);
    EXPECT(trailer != NULL, "the trailers tell no load");
    load =
        xds__data__orca__v3__orca_load_report__unpack(NULL, trailer->value.len, trailer->value.at);
    EXPECT(load != NULL && says(load, &REPORT), "the trailers tell another load");
    xds__data__orca__v3__orca_load_report__free_unpacked(load, NULL);
    unary_free(&unary);
}

/* Have the server tell this from now on. */
static void have_told(struct exchange *exchange, const struct report *report)
{
    Grpc__Testing__StreamingOutputCallRequest request =
        GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
    Grpc__Testing__ResponseParameters parameters;
    Grpc__Testing__ResponseParameters *pointer;
    struct told told;

    tell(&told, report);
    request.orca_oob_report = &told.report;
    request.response_parameters = &pointer;
    ask_for(&request, &parameters, 1);
    grpc_testing_test_service_full_duplex_call_client_send(exchange_call(exchange), &exchange->send,
                                                           &request);
    exchange_sent(exchange);
    EXPECT(exchange_receive(exchange), "no answer");
}

/* Some reports later at most. */
static void expect_told(struct exchange *listening, const struct report *report)
{
    const Xds__Data__Orca__V3__OrcaLoadReport *load;

    do {
        EXPECT(exchange_receive(listening), "the reports have ended");
        load = xds_service_orca_v3_open_rca_service_stream_core_metrics_client_received(
            &listening->receive);
    } while (!says(load, report));
}

void case_orca_oob(struct client *client)
{
    static const struct report FIRST = {0.8210, 0.5847, 0, 0.30499};
    static const struct report SECOND = {0.29309, 0.2, 0, 0.2039};
    Xds__Service__Orca__V3__OrcaLoadReportRequest request =
        XDS__SERVICE__ORCA__V3__ORCA_LOAD_REPORT_REQUEST__INIT;
    Google__Protobuf__Duration second = GOOGLE__PROTOBUF__DURATION__INIT;
    struct exchange telling;
    struct exchange listening;

    second.seconds = 1;
    request.report_interval = &second;
    exchange_init(&listening, client, PATIENCE_S * CV_NS_PER_S, NULL);
    xds_service_orca_v3_open_rca_service_stream_core_metrics_start(client->channel,
                                                                   &listening.start);
    xds_service_orca_v3_open_rca_service_stream_core_metrics_client_send(exchange_call(&listening),
                                                                         &listening.send, &request);
    exchange_sent(&listening);
    exchange_close(&listening);
    exchange_init(&telling, client, PATIENCE_S * CV_NS_PER_S, NULL);
    grpc_testing_test_service_full_duplex_call_start(client->channel, &telling.start);
    have_told(&telling, &FIRST);
    expect_told(&listening, &FIRST);
    have_told(&telling, &SECOND);
    expect_told(&listening, &SECOND);
    exchange_close(&telling);
    EXPECT(!exchange_receive(&telling), "one answer too many");
    exchange_expect(&telling, CV_OK);
    exchange_cancel(&listening);
    exchange_expect(&listening, CV_CANCELLED);
    exchange_free(&telling);
    exchange_free(&listening);
}

/* ---- for long ---- */

/* One call; true: in time, and as it should be. */
static bool once(struct client *client, const struct soak *soak)
{
    uint64_t began = cv_clock_ns();
    const Grpc__Testing__SimpleResponse *response;
    struct unary unary;
    uint64_t took;
    bool good;

    unary_init(&unary, client, 0, NULL);
    large_unary_start(&unary, soak->request_size, soak->response_size);
    unary_wait(&unary);
    response = grpc_testing_test_service_unary_call_response(&unary.op);
    good = cv_ok(unary.op.start.status) && response->payload != NULL &&
           response->payload->body.len == (size_t)soak->response_size;
    took = cv_clock_ns() - began;
    if (!good || took > soak->latency_ns)
        (void)fprintf(stderr, "%s after %llu ms: %d\n", good ? "late" : "failed",
                      (unsigned long long)(took / CV_NS_PER_MS), unary.op.start.status.code);
    unary_free(&unary);
    return good && took <= soak->latency_ns;
}

void case_soak(struct client *client, const struct soak *soak, bool channel_each)
{
    uint64_t end = cv_clock_ns() + soak->overall_ns;
    unsigned failures = 0;

    for (unsigned i = 0; i < soak->iterations; i++) {
        uint64_t next = cv_clock_ns() + soak->between_ns;
        uint64_t now;

        EXPECT(cv_clock_ns() < end, "only %u of %u calls in time", i, soak->iterations);
        if (channel_each && i > 0) {
            client_close(client);
            client_open(client);
        }
        failures += !once(client, soak);
        now = cv_clock_ns();
        if (now < next)
            client_sleep(client, next - now);
    }
    EXPECT(failures <= soak->max_failures, "%u of %u calls failed", failures, soak->iterations);
    (void)fprintf(stderr, "%u of %u calls failed\n", failures, soak->iterations);
}
