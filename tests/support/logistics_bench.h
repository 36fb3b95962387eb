/* The logistics program, its three services at once, on a service_bench. */
#ifndef TESTS_SUPPORT_LOGISTICS_BENCH_H
#define TESTS_SUPPORT_LOGISTICS_BENCH_H

#include "corridors.h"
#include "hubs.h"
#include "sales.h"
#include "support/service_bench.h"
#include "support/service_talk.h"

void logistics_up(struct service_bench *bench, enum service_kind kind);

/* A typed call.
 * const Caravan__...__Place *answer = CORRIDORS_ASK(&bench, get_place, &request); */
#define CORRIDORS_ASK(bench, method, request)                                                      \
    SERVICE_ASK(bench, caravan_logistics_v1_corridors_##method, request)
#define HUBS_ASK(bench, method, request)                                                           \
    SERVICE_ASK(bench, caravan_logistics_v1_hubs_##method, request)
#define SALES_ASK(bench, method, request)                                                          \
    SERVICE_ASK(bench, caravan_logistics_v1_sales_##method, request)

#endif
