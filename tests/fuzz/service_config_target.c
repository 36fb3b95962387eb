/* Service configs of any text: refused with a text that says why, or what they say of a method is
 * within its bounds and the same each time it is asked for. */
#include "base/clock.h"
#include "fuzz.h"
#include "rpc/service_config.h"

static void look_at(const struct cv_method_config *config)
{
    const struct cv_retry_policy *retry = &config->retry;

    CV_ASSERT(config->request_max <= UINT32_MAX || config->request_max == SIZE_MAX);
    CV_ASSERT(config->response_max <= UINT32_MAX || config->response_max == SIZE_MAX);
    if (retry->attempts_max == 0)
        return;
    CV_ASSERT(retry->attempts_max >= 2 && retry->attempts_max <= CV_RETRY_ATTEMPTS_MAX);
    CV_ASSERT(retry->codes != 0 && (retry->codes & 1u) == 0 && retry->codes >> CV_CODE_COUNT == 0);
    CV_ASSERT(retry->initial_ns > 0 && retry->max_ns > 0 && retry->multiplier > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct cv_method METHODS[] = {
        {.path = "/a.A/One"}, {.path = "/a.A/Two"}, {.path = "/b/One"}};
    struct cv_arena texts;
    struct cv_service_config config;
    struct cv_status status;

    cv_arena_init(&texts, 1 << 26);
    status = cv_service_config_parse(cv_arena_string_n(&texts, (const char *)data, size), &texts,
                                     &config);
    if (cv_ok(status)) {
        CV_ASSERT_CMP(config.throttle.max, <=, 1000 * CV_RETRY_TOKEN);
        CV_ASSERT((config.throttle.max == 0) == (config.throttle.ratio == 0));
        for (unsigned i = 0; i < 3; i++) {
            const struct cv_method_config *found = cv_service_config_find(&config, &METHODS[i]);

            CV_ASSERT(found == cv_service_config_find(&config, &METHODS[i]));
            if (found != NULL)
                look_at(found);
        }
        cv_service_config_free(&config);
    } else {
        CV_ASSERT(status.code == CV_INVALID_ARGUMENT || status.code == CV_RESOURCE_EXHAUSTED);
        CV_ASSERT(status.message != NULL && strlen(status.message) > 0);
    }
    cv_arena_release(&texts);
    return 0;
}
