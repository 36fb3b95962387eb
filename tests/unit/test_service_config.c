/* The service config: what it says of each method, and what is refused. */
#include "base/clock.h"
#include "base/fault.h"
#include "rpc/service_config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cv_arena texts;

static int set_up(void **state)
{
    (void)state;
    cv_arena_init(&texts, 1 << 24);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cv_arena_release(&texts);
    cv_arena_thread_done();
    return 0;
}

static void parse(const char *json, struct cv_service_config *config)
{
    struct cv_status status = cv_service_config_parse(json, &texts, config);

    if (!cv_ok(status))
        fail_msg("%s", status.message);
}

static void a_method_is_found_by_its_name_its_service_or_at_all(void **state)
{
    static const struct cv_method METHODS[] = {
        {.path = "/a.A/One"}, {.path = "/a.A/Two"}, {.path = "/b.B/One"},
        {.path = "/a.A"},     {.path = "odd"},      {.path = "/a.A/x/One"},
    };
    static const uint64_t SECONDS[] = {1, 2, 3, 3, 3, 3};
    struct cv_service_config config;

    (void)state;
    parse("{\"methodConfig\":["
          "{\"name\":[{\"service\":\"a.A\"}],\"timeout\":\"2s\"},"
          "{\"name\":[{\"service\":\"c.C\"},{\"service\":\"a.A\",\"method\":\"One\"}],"
          "\"timeout\":\"1s\"},"
          "{\"name\":[{}],\"timeout\":\"3s\"},"
          "{\"timeout\":\"4s\"}]}",
          &config);
    for (unsigned round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT(METHODS); i++)
            assert_int_equal(cv_service_config_find(&config, &METHODS[i])->timeout_ns,
                             SECONDS[i] * CV_NS_PER_S);
    }
    cv_service_config_free(&config);
}

static void a_method_nobody_speaks_of_has_nothing(void **state)
{
    static const struct cv_method METHOD = {.path = "/a.A/One"};
    struct cv_service_config config;

    (void)state;
    parse(" {\"methodConfig\":[{\"name\":[{\"service\":\"b\"}]}]} ", &config);
    assert_null(cv_service_config_find(&config, &METHOD));
    assert_null(cv_service_config_find(&config, &METHOD));
    assert_int_equal(config.throttle.max, 0);
    assert_false(config.round_robin);
    assert_null(config.health_service);
    cv_service_config_free(&config);
}

static void many_methods_are_remembered(void **state)
{
    static struct cv_method methods[500];
    struct cv_service_config config;
    size_t used;

    (void)state;
    parse("{\"methodConfig\":[{\"name\":[{}]}]}", &config);
    for (unsigned round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT(methods); i++) {
            methods[i].path = "/a.A/One";
            assert_non_null(cv_service_config_find(&config, &methods[i]));
        }
        if (round == 0)
            used = config.arena.used;
    }
    assert_int_equal(config.slots_used, COUNT(methods));
    assert_int_equal(config.arena.used, used);
    cv_service_config_free(&config);
}

static void everything_that_is_said_is_kept(void **state)
{
    static const struct cv_method METHOD = {.path = "/a.A/One"};
    const struct cv_method_config *method;
    struct cv_service_config config;

    (void)state;
    parse("{\"methodConfig\":[{\"name\":[{\"service\":\"\"}],\"timeout\":\"1.000000001s\","
          "\"waitForReady\":true,\"maxRequestMessageBytes\":0,"
          "\"maxResponseMessageBytes\":\"4294967295\",\"unknown\":{\"a\":[1]},"
          "\"retryPolicy\":{\"maxAttempts\":9,\"initialBackoff\":\"0.1s\",\"maxBackoff\":\"10s\","
          "\"backoffMultiplier\":1.6,\"retryableStatusCodes\":[\"UNAVAILABLE\",10,\"UNKNOWN\"]}}],"
          "\"retryThrottling\":{\"maxTokens\":1e1,\"tokenRatio\":0.1239},"
          "\"loadBalancingConfig\":[{\"grpclb\":{}},{\"round_robin\":{}},{\"pick_first\":{}}],"
          "\"loadBalancingPolicy\":\"pick_first\","
          "\"healthCheckConfig\":{\"serviceName\":\"a.A\"}}",
          &config);
    method = cv_service_config_find(&config, &METHOD);
    assert_non_null(method);
    assert_int_equal(method->timeout_ns, CV_NS_PER_S + 1);
    assert_true(method->wait_for_ready);
    assert_int_equal(method->request_max, 0);
    assert_int_equal(method->response_max, UINT32_MAX);
    assert_int_equal(method->retry.attempts_max, 5);
    assert_int_equal(method->retry.initial_ns, 100 * CV_NS_PER_MS);
    assert_int_equal(method->retry.max_ns, 10 * CV_NS_PER_S);
    assert_int_equal(method->retry.multiplier, 1600000);
    assert_int_equal(method->retry.codes,
                     1u << CV_UNAVAILABLE | 1u << CV_ABORTED | 1u << CV_UNKNOWN);
    assert_int_equal(config.throttle.max, 10000);
    assert_int_equal(config.throttle.tokens, 10000);
    assert_int_equal(config.throttle.ratio, 123);
    assert_true(config.round_robin);
    assert_string_equal(config.health_service, "a.A");
    cv_service_config_free(&config);
    parse("{\"loadBalancingPolicy\":\"PICK_FIRST\",\"methodConfig\":null}", &config);
    assert_false(config.round_robin);
    cv_service_config_free(&config);
}

#define METHOD(text)   "{\"methodConfig\":[{}," text "]}"
#define RETRY(text)    METHOD("{\"name\":[{}],\"retryPolicy\":{" text "}}")
#define THROTTLE(text) "{\"retryThrottling\":{" text "}}"
#define ATTEMPTS       "\"maxAttempts\":3,"
#define INITIAL        "\"initialBackoff\":\"1s\","
#define MAX            "\"maxBackoff\":\"1s\","
#define MULTIPLIER     "\"backoffMultiplier\":2,"
#define CODES          "\"retryableStatusCodes\":[\"ABORTED\"]"
#define IN_RETRY       "methodConfig[1].retryPolicy."

static const struct {
    const char *json;
    const char *told;
} REFUSALS[] = {
    {"", "the service config must be a JSON object"},
    {"[]", "the service config must be a JSON object"},
    {"{} {}", "the service config must be one JSON object, and more follows it"},
    {"{} x", "the service config must be one JSON object, and more follows it"},
    {"{\"methodConfig\":\n[}", "the service config, line 2, column 2: a value is expected here"},
    {"{\"methodConfig\":{}}", "methodConfig must be an array"},
    {METHOD("7"), "methodConfig[1] must be an object"},
    {METHOD("{\"name\":{}}"), "methodConfig[1].name must be an array"},
    {METHOD("{\"name\":[{\"service\":\"a\"},1]}"), "methodConfig[1].name[1] must be an object"},
    {METHOD("{\"name\":[{\"service\":1}]}"), "methodConfig[1].name[0].service must be a string"},
    {METHOD("{\"name\":[{\"method\":\"M\"}]}"),
     "methodConfig[1].name[0].service must name the service of the method"},
    {METHOD("{\"name\":[{},{\"service\":\"\"}]}"),
     "methodConfig[1].name[1] says again what another name says"},
    {METHOD("{\"timeout\":\"-1s\"}"), "methodConfig[1].timeout must be a duration, as \"1.5s\""},
    {METHOD("{\"timeout\":1}"), "methodConfig[1].timeout must be a duration, as \"1.5s\""},
    {METHOD("{\"waitForReady\":1}"), "methodConfig[1].waitForReady must be true or false"},
    {METHOD("{\"maxRequestMessageBytes\":-1}"),
     "methodConfig[1].maxRequestMessageBytes must be bytes, 0 to 4294967295"},
    {METHOD("{\"maxResponseMessageBytes\":4294967296}"),
     "methodConfig[1].maxResponseMessageBytes must be bytes, 0 to 4294967295"},
    {METHOD("{\"retryPolicy\":1}"), "methodConfig[1].retryPolicy must be an object"},
    {RETRY(INITIAL MAX MULTIPLIER CODES), IN_RETRY "maxAttempts must be a whole number from 2 on"},
    {RETRY("\"maxAttempts\":1," INITIAL MAX MULTIPLIER CODES),
     IN_RETRY "maxAttempts must be a whole number from 2 on"},
    {RETRY("\"maxAttempts\":2.5," INITIAL MAX MULTIPLIER CODES),
     IN_RETRY "maxAttempts must be a whole number from 2 on"},
    {RETRY(ATTEMPTS "\"initialBackoff\":\"0s\"," MAX MULTIPLIER CODES),
     IN_RETRY "initialBackoff must be a duration over 0, as \"0.5s\""},
    {RETRY(ATTEMPTS INITIAL MULTIPLIER CODES),
     IN_RETRY "maxBackoff must be a duration over 0, as \"0.5s\""},
    {RETRY(ATTEMPTS INITIAL MAX "\"backoffMultiplier\":0," CODES),
     IN_RETRY "backoffMultiplier must be a number over 0, of which six decimals count"},
    {RETRY(ATTEMPTS INITIAL MAX "\"backoffMultiplier\":true," CODES),
     IN_RETRY "backoffMultiplier must be a number over 0, of which six decimals count"},
    {RETRY(ATTEMPTS INITIAL MAX MULTIPLIER "\"retryableStatusCodes\":[]"),
     IN_RETRY "retryableStatusCodes must be an array with at least one status code"},
    {RETRY(ATTEMPTS INITIAL MAX MULTIPLIER "\"retryableStatusCodes\":[\"ABORTED\",\"OK\"]"),
     IN_RETRY "retryableStatusCodes[1] must be the name of an error, as \"UNAVAILABLE\", or its "
              "number, 1 to 16"},
    {RETRY(ATTEMPTS INITIAL MAX MULTIPLIER "\"retryableStatusCodes\":[17]"),
     IN_RETRY "retryableStatusCodes[0] must be the name of an error, as \"UNAVAILABLE\", or its "
              "number, 1 to 16"},
    {"{\"retryThrottling\":[]}", "retryThrottling must be an object"},
    {THROTTLE("\"tokenRatio\":1"),
     "retryThrottling.maxTokens must be a whole number from 1 to 1000"},
    {THROTTLE("\"maxTokens\":1001,\"tokenRatio\":1"),
     "retryThrottling.maxTokens must be a whole number from 1 to 1000"},
    {THROTTLE("\"maxTokens\":1000,\"tokenRatio\":0.0009"),
     "retryThrottling.tokenRatio must be a number over 0, of which three decimals count"},
    {"{\"loadBalancingPolicy\":\"grpclb\"}",
     "loadBalancingPolicy must name pick_first or round_robin"},
    {"{\"loadBalancingPolicy\":1}", "loadBalancingPolicy must be a string"},
    {"{\"loadBalancingConfig\":{}}", "loadBalancingConfig must be an array"},
    {"{\"loadBalancingConfig\":[{\"grpclb\":{}}]}",
     "loadBalancingConfig must name pick_first or round_robin"},
    {"{\"loadBalancingConfig\":[{}]}",
     "loadBalancingConfig[0] must be an object with one member, the policy"},
    {"{\"healthCheckConfig\":\"a\"}", "healthCheckConfig must be an object"},
    {"{\"healthCheckConfig\":{\"serviceName\":1}}",
     "healthCheckConfig.serviceName must be a string"},
};

static void what_is_wrong_is_refused_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(REFUSALS); i++) {
        struct cv_service_config config;
        struct cv_status status = cv_service_config_parse(REFUSALS[i].json, &texts, &config);

        assert_int_equal(status.code, CV_INVALID_ARGUMENT);
        assert_string_equal(status.reason, "BAD_SERVICE_CONFIG");
        assert_string_equal(status.message, REFUSALS[i].told);
    }
}

static void a_lack_of_memory_is_told(void **state)
{
    static const char json[] = "{\"methodConfig\":[{\"name\":[{\"service\":\"a\"}]}]}";
    static const struct cv_method METHOD = {.path = "/a/One"};
    struct cv_service_config config;
    bool fired = true;

    (void)state;
    for (unsigned long nth = 1; fired; nth++) {
        struct cv_status status;

        cv_fault_arm(CV_FAULT_ANY, nth);
        status = cv_service_config_parse(json, &texts, &config);
        if (cv_ok(status)) { /* found, if not remembered */
            assert_non_null(cv_service_config_find(&config, &METHOD));
            cv_service_config_free(&config);
        } else {
            assert_int_equal(status.code, CV_RESOURCE_EXHAUSTED);
        }
        fired = cv_fault_fired();
        cv_fault_off();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_method_is_found_by_its_name_its_service_or_at_all),
        cmocka_unit_test(a_method_nobody_speaks_of_has_nothing),
        cmocka_unit_test(many_methods_are_remembered),
        cmocka_unit_test(everything_that_is_said_is_kept),
        cmocka_unit_test(what_is_wrong_is_refused_with_its_place),
        cmocka_unit_test(a_lack_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
