/* The training program, its services at once, on a service_bench. */
#ifndef TESTS_SUPPORT_TRAINING_BENCH_H
#define TESTS_SUPPORT_TRAINING_BENCH_H

#include "exchanges.h"
#include "learning.h"
#include "support/service_bench.h"

void training_up(struct service_bench *bench, enum service_kind kind);
/* What the bench that is up serves. */
struct training *training_served(void);

/* A typed call.
 * const Caravan__...__Organisation *answer = LEARNING_ASK(&bench, get_organisation, &request); */
#define LEARNING_ASK(bench, method, request)                                                       \
    SERVICE_ASK(bench, caravan_training_v1_learning_##method, request)

#endif
