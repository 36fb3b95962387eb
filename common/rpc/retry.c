#include "rpc/retry.h"

#include "base/clock.h"

#define PUSHBACK_DIGITS 10

/* min(initial * multiplier^waits, max), 20 % more or less. */
static uint64_t next_wait(const struct cv_retry_policy *policy, unsigned waits, uint64_t drawn)
{
    double wait = (double)policy->initial_ns;
    double max = (double)policy->max_ns;
    double part = (double)(drawn >> 11) / (double)(UINT64_C(1) << 53); /* 0 to 1 */

    for (unsigned i = 0; i < waits && wait < max; i++)
        wait *= (double)policy->multiplier / CV_RETRY_MULTIPLIER_ONE;
    if (wait > max)
        wait = max;
    return (uint64_t)(wait * (0.8 + 0.4 * part));
}

/* A failure that speaks of a server in trouble. False: too many of them for retries. */
static bool throttle_failure(struct cv_retry_throttle *throttle)
{
    if (throttle->max == 0)
        return true;
    throttle->tokens -= throttle->tokens < CV_RETRY_TOKEN ? throttle->tokens : CV_RETRY_TOKEN;
    return throttle->tokens > throttle->max / 2;
}

bool cv_retry_again(struct cv_retry *retry, const struct cv_retry_policy *policy,
                    struct cv_retry_throttle *throttle, const struct cv_retry_failure *failure,
                    uint64_t (*draw)(void), uint64_t *wait_ns)
{
    bool stop = failure->has_pushback && failure->pushback_ms < 0;

    *wait_ns = 0;
    if (!failure->committed && failure->how == CV_RETRY_UNSENT)
        return true;
    if (!failure->committed && failure->how == CV_RETRY_UNSEEN && !retry->refused) {
        retry->refused = true;
        return true;
    }
    if (policy == NULL || (!stop && (policy->codes & 1u << failure->code) == 0))
        return false;
    if (!throttle_failure(throttle) || stop || failure->committed)
        return false;
    retry->attempts++;
    if (retry->attempts >= policy->attempts_max)
        return false;
    if (failure->has_pushback) {
        retry->waits = 0;
        *wait_ns = (uint64_t)failure->pushback_ms * CV_NS_PER_MS;
    } else {
        *wait_ns = next_wait(policy, retry->waits++, draw());
    }
    return true;
}

/* A 32-bit integer without unnecessary zeros. Those below 0 all mean the same. */
int32_t cv_retry_pushback(struct cv_slice text)
{
    uint64_t value = 0;

    if (text.len == 0 || text.len > PUSHBACK_DIGITS || (text.len > 1 && text.at[0] == '0'))
        return -1;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return -1;
        value = value * 10 + (uint64_t)(text.at[i] - '0');
    }
    return value > INT32_MAX ? -1 : (int32_t)value;
}
