/* Whether and when a failed attempt of a call is followed by another: gRFC A6, without hedging.
 * Pure arithmetic: no clock, no memory, no I/O.
 *
 * A call makes attempts until one is answered, or until it is committed: from then on the caller
 * may have seen something of the answer, or what was sent is not kept any more. */
#ifndef CV_RPC_RETRY_H
#define CV_RPC_RETRY_H

#include "base/buf.h"
#include "base/status.h"

/* More than this is taken as this. */
#define CV_RETRY_ATTEMPTS_MAX 5u
/* The unit of a multiplier: it has six decimals. */
#define CV_RETRY_MULTIPLIER_ONE 1000000u
/* The unit of tokens: they have three decimals. */
#define CV_RETRY_TOKEN 1000u

struct cv_retry_policy {
    unsigned attempts_max; /* 2 to 5, the first one counts; 0: no policy */
    uint32_t codes;        /* worth another attempt: bit 1 << enum cv_code */
    uint64_t initial_ns;   /* before the second attempt */
    uint64_t max_ns;
    uint64_t multiplier; /* from one wait to the next */
};

/* Tokens of one channel: a server whose calls mostly fail is not troubled by retries as well. */
struct cv_retry_throttle {
    uint64_t max; /* 0: nothing is throttled */
    uint64_t ratio;
    uint64_t tokens;
};

static inline void cv_retry_throttle_success(struct cv_retry_throttle *throttle)
{
    if (throttle->max == 0)
        return;
    throttle->tokens += throttle->ratio;
    if (throttle->tokens > throttle->max)
        throttle->tokens = throttle->max;
}

/* What a call has tried so far; zeroed: nothing. */
struct cv_retry {
    unsigned attempts; /* that failed and count */
    unsigned waits;    /* of the policy's, since the last one that the server asked for */
    bool refused;      /* a server has once said that it had not looked at the call */
};

enum cv_retry_how {
    CV_RETRY_UNSENT, /* the attempt never left us */
    CV_RETRY_UNSEEN, /* its server says that it was not looked at */
    CV_RETRY_FAILED, /* anything else */
};

struct cv_retry_failure {
    enum cv_code code;
    enum cv_retry_how how;
    bool committed;
    bool has_pushback;   /* the server has said something about retries: */
    int32_t pushback_ms; /* wait so long; negative: make none */
};

/* The attempt has failed. True: make another in *wait_ns. `draw`: where jitter comes from. */
bool cv_retry_again(struct cv_retry *retry, const struct cv_retry_policy *policy,
                    struct cv_retry_throttle *throttle, const struct cv_retry_failure *failure,
                    uint64_t (*draw)(void), uint64_t *wait_ns);

/* The value of grpc-retry-pushback-ms; what is no number means "make none". */
int32_t cv_retry_pushback(struct cv_slice text);

#endif
