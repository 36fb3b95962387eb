/* gRPC's service config: what an operator says about the calls of a channel, as JSON.
 * Source: grpc doc/service_config.md, gRFC A6 (retries), A21 and A24 (errors, balancing).
 *
 * Memory   The config owns everything in it. One thread at a time: looking up remembers.
 * Errors   INVALID_ARGUMENT, reason BAD_SERVICE_CONFIG, names the field and what is allowed, or the
 *          line and column of what is no JSON. Fields that are not known are passed over. */
#ifndef CV_RPC_SERVICE_CONFIG_H
#define CV_RPC_SERVICE_CONFIG_H

#include "base/arena.h"
#include "rpc/method.h"
#include "rpc/retry.h"

struct cv_method_config {
    uint64_t timeout_ns; /* CV_NEVER: none */
    size_t request_max;  /* bytes of a message; SIZE_MAX: not said */
    size_t response_max;
    bool wait_for_ready;
    struct cv_retry_policy retry; /* attempts_max 0: none */
};

struct cv_method_rule; /* private */
struct cv_method_slot;

struct cv_service_config {
    struct cv_retry_throttle throttle; /* as it starts */
    bool round_robin;                  /* else pick_first, said or not */
    const char *health_service;        /* NULL: not to be watched */

    struct cv_arena arena; /* the rest is private */
    struct cv_method_rule *rules;
    struct cv_method_slot *slots;
    size_t slot_count;
    size_t slots_used;
};

/* `texts`: where the texts of an error go. */
struct cv_status cv_service_config_parse(const char *json, struct cv_arena *texts,
                                         struct cv_service_config *config);
void cv_service_config_free(struct cv_service_config *config); /* zeroed: no effect */

/* What is said of a method: by its own name, else of its service, else of all. NULL: nothing. */
const struct cv_method_config *cv_service_config_find(struct cv_service_config *config,
                                                      const struct cv_method *method);

#endif
