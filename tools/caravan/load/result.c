#include "result.h"

const double LOAD_SHARE_VALUES[LOAD_SHARES] = {0.5, 0.9, 0.99, 0.999, 1};
const char *const LOAD_SHARE_NAMES[LOAD_SHARES] = {"p50_us", "p90_us", "p99_us", "p999_us",
                                                   "max_us"};
const char *const LOAD_LIMIT_NAMES[LOAD_LIMITS] = {"none", "cpu", "late", "in_flight"};

uint64_t load_refused(const uint64_t *codes)
{
    return codes[CV_RESOURCE_EXHAUSTED] + codes[CV_UNAVAILABLE];
}

uint64_t load_failed(const uint64_t *codes)
{
    uint64_t failed = 0;

    for (unsigned i = 0; i < CV_CODE_COUNT; i++)
        failed += i == CV_OK ? 0 : codes[i];
    return failed - load_refused(codes);
}
