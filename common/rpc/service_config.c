#include "rpc/service_config.h"

#include "base/clock.h"
#include "base/json_place.h"
#include "base/number.h"
#include "rpc/limits.h"

#include <string.h>
#include <strings.h>

#define SLOTS_FIRST 16u

/* Whom a method config is for. */
struct cv_method_rule {
    struct cv_method_rule *next;
    struct cv_slice service; /* empty: all */
    struct cv_slice method;  /* empty: all of the service */
    const struct cv_method_config *config;
};

/* What was found out for a method; NULL: a free slot. */
struct cv_method_slot {
    const struct cv_method *method;
    const struct cv_method_config *config;
};

static bool no_memory(const struct cv_json_place *place)
{
    place->reading->status =
        cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the service config");
    return false;
}

/* ---- retries ---- */

static bool read_code(const struct cv_json_place *place, uint32_t *codes)
{
    const struct cv_json *node = place->node;
    uint64_t number = 0;
    bool negative = false;

    if (node->kind == CV_JSON_STRING) {
        for (number = 1; number < CV_CODE_COUNT; number++) {
            if (strcmp(cv_code_name((enum cv_code)number), (const char *)node->text.at) == 0)
                break;
        }
    } else if (node->kind != CV_JSON_NUMBER ||
               !cv_number_read_whole(node->text, &negative, &number)) {
        number = 0;
    }
    if (negative || number == 0 || number >= CV_CODE_COUNT)
        return cv_json_place_refuse(
            place, "must be the name of an error, as \"UNAVAILABLE\", or its number, 1 "
                   "to 16");
    *codes |= 1u << number;
    return true;
}

static bool read_codes(const struct cv_json_place *place, uint32_t *codes)
{
    size_t index = 0;

    if (!cv_json_is(place, CV_JSON_ARRAY) || place->node->first == NULL)
        return cv_json_place_refuse(place, "must be an array with at least one status code");
    for (const struct cv_json *at = place->node->first; at != NULL; at = at->next) {
        struct cv_json_place code = cv_json_element(place, at, index++);

        if (!read_code(&code, codes))
            return false;
    }
    return true;
}

static bool read_retry(const struct cv_json_place *place, struct cv_retry_policy *retry)
{
    static const char WAIT[] = "must be a duration over 0, as \"0.5s\"";
    struct cv_json_place attempts;
    struct cv_json_place initial;
    struct cv_json_place max;
    struct cv_json_place multiplier;
    struct cv_json_place codes;
    uint64_t count;

    if (place->node == NULL)
        return true;
    if (!cv_json_is(place, CV_JSON_OBJECT))
        return cv_json_place_refuse(place, "must be an object");
    attempts = cv_json_member(place, "maxAttempts");
    initial = cv_json_member(place, "initialBackoff");
    max = cv_json_member(place, "maxBackoff");
    multiplier = cv_json_member(place, "backoffMultiplier");
    codes = cv_json_member(place, "retryableStatusCodes");
    if (!cv_json_read_number(&attempts, 0, 2, UINT32_MAX, "must be a whole number from 2 on",
                             &count) ||
        !cv_json_read_duration(&initial, 1, WAIT, &retry->initial_ns) ||
        !cv_json_read_duration(&max, 1, WAIT, &retry->max_ns) ||
        !cv_json_read_number(&multiplier, 6, 1, UINT64_MAX,
                             "must be a number over 0, of which six decimals count",
                             &retry->multiplier) ||
        !read_codes(&codes, &retry->codes))
        return false;
    retry->attempts_max = count < CV_RETRY_ATTEMPTS_MAX ? (unsigned)count : CV_RETRY_ATTEMPTS_MAX;
    return true;
}

static bool read_throttle(const struct cv_json_place *place, struct cv_retry_throttle *throttle)
{
    struct cv_json_place tokens;
    struct cv_json_place ratio;
    uint64_t max;

    if (place->node == NULL)
        return true;
    if (!cv_json_is(place, CV_JSON_OBJECT))
        return cv_json_place_refuse(place, "must be an object");
    tokens = cv_json_member(place, "maxTokens");
    ratio = cv_json_member(place, "tokenRatio");
    if (!cv_json_read_number(&tokens, 0, 1, 1000, "must be a whole number from 1 to 1000", &max) ||
        !cv_json_read_number(&ratio, 3, 1, UINT32_MAX,
                             "must be a number over 0, of which three decimals count",
                             &throttle->ratio))
        return false;
    throttle->max = max * CV_RETRY_TOKEN;
    throttle->tokens = throttle->max;
    return true;
}

/* ---- methods ---- */

static bool same(struct cv_slice a, struct cv_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static const struct cv_method_rule *rule_of(const struct cv_service_config *config,
                                            struct cv_slice service, struct cv_slice method)
{
    for (const struct cv_method_rule *at = config->rules; at != NULL; at = at->next) {
        if (same(at->service, service) && same(at->method, method))
            return at;
    }
    return NULL;
}

static bool read_name(const struct cv_json_place *place, struct cv_service_config *config,
                      const struct cv_method_config *method)
{
    struct cv_method_rule *rule;
    struct cv_json_place service;
    struct cv_json_place name;

    if (!cv_json_is(place, CV_JSON_OBJECT))
        return cv_json_place_refuse(place, "must be an object");
    rule = cv_arena_zalloc(&config->arena, sizeof(*rule));
    if (rule == NULL)
        return no_memory(place);
    rule->config = method;
    service = cv_json_member(place, "service");
    name = cv_json_member(place, "method");
    if (!cv_json_read_text(&service, &rule->service) || !cv_json_read_text(&name, &rule->method))
        return false;
    if (rule->service.len == 0 && rule->method.len > 0)
        return cv_json_place_refuse(&service, "must name the service of the method");
    if (rule_of(config, rule->service, rule->method) != NULL)
        return cv_json_place_refuse(place, "says again what another name says");
    rule->next = config->rules;
    config->rules = rule;
    return true;
}

static bool read_names(const struct cv_json_place *place, struct cv_service_config *config,
                       const struct cv_method_config *method)
{
    size_t index = 0;

    if (place->node == NULL) /* for nothing, then */
        return true;
    if (!cv_json_is(place, CV_JSON_ARRAY))
        return cv_json_place_refuse(place, "must be an array");
    for (const struct cv_json *at = place->node->first; at != NULL; at = at->next) {
        struct cv_json_place name = cv_json_element(place, at, index++);

        if (!read_name(&name, config, method))
            return false;
    }
    return true;
}

static bool read_method(const struct cv_json_place *place, struct cv_service_config *config)
{
    struct cv_method_config *method;
    struct cv_json_place names;
    struct cv_json_place timeout;
    struct cv_json_place wait;
    struct cv_json_place request;
    struct cv_json_place response;
    struct cv_json_place retry;

    if (!cv_json_is(place, CV_JSON_OBJECT))
        return cv_json_place_refuse(place, "must be an object");
    method = cv_arena_alloc(&config->arena, sizeof(*method));
    if (method == NULL)
        return no_memory(place);
    *method = (struct cv_method_config){
        .timeout_ns = CV_NEVER, .request_max = SIZE_MAX, .response_max = SIZE_MAX};
    names = cv_json_member(place, "name");
    timeout = cv_json_member(place, "timeout");
    wait = cv_json_member(place, "waitForReady");
    request = cv_json_member(place, "maxRequestMessageBytes");
    response = cv_json_member(place, "maxResponseMessageBytes");
    retry = cv_json_member(place, "retryPolicy");
    if (timeout.node != NULL &&
        !cv_json_read_duration(&timeout, 0, "must be a duration, as \"1.5s\"", &method->timeout_ns))
        return false;
    return read_names(&names, config, method) &&
           cv_json_read_bool(&wait, &method->wait_for_ready) &&
           cv_json_read_size(&request, &method->request_max) &&
           cv_json_read_size(&response, &method->response_max) &&
           read_retry(&retry, &method->retry);
}

static bool read_methods(const struct cv_json_place *place, struct cv_service_config *config)
{
    size_t index = 0;

    if (place->node == NULL)
        return true;
    if (!cv_json_is(place, CV_JSON_ARRAY))
        return cv_json_place_refuse(place, "must be an array");
    for (const struct cv_json *at = place->node->first; at != NULL; at = at->next) {
        struct cv_json_place method = cv_json_element(place, at, index++);

        if (!read_method(&method, config))
            return false;
    }
    return true;
}

/* ---- balancing, health ---- */

#define POLICIES "must name pick_first or round_robin"

/* False: nobody we know. */
static bool read_policy(const char *name, bool *round_robin)
{
    *round_robin = strcasecmp(name, "round_robin") == 0;
    return *round_robin || strcasecmp(name, "pick_first") == 0;
}

/* The first policy that we know counts. */
static bool read_balancing_list(const struct cv_json_place *place, bool *round_robin)
{
    bool found = false;
    size_t index = 0;

    if (!cv_json_is(place, CV_JSON_ARRAY))
        return cv_json_place_refuse(place, "must be an array");
    for (const struct cv_json *at = place->node->first; at != NULL; at = at->next) {
        struct cv_json_place policy = cv_json_element(place, at, index++);

        if (!cv_json_is(&policy, CV_JSON_OBJECT) || at->count != 1)
            return cv_json_place_refuse(&policy, "must be an object with one member, the policy");
        found = found || read_policy((const char *)at->first->name.at, round_robin);
    }
    return found || cv_json_place_refuse(place, POLICIES);
}

static bool read_balancing(const struct cv_json_place *root, bool *round_robin)
{
    struct cv_json_place list = cv_json_member(root, "loadBalancingConfig");
    struct cv_json_place name = cv_json_member(root, "loadBalancingPolicy");
    struct cv_slice text;

    if (list.node != NULL)
        return read_balancing_list(&list, round_robin);
    if (name.node == NULL)
        return true;
    if (!cv_json_read_text(&name, &text))
        return false;
    return read_policy((const char *)text.at, round_robin) || cv_json_place_refuse(&name, POLICIES);
}

static bool read_health(const struct cv_json_place *place, const char **service)
{
    struct cv_json_place name;
    struct cv_slice text = {NULL, 0};

    if (place->node == NULL)
        return true;
    if (!cv_json_is(place, CV_JSON_OBJECT))
        return cv_json_place_refuse(place, "must be an object");
    name = cv_json_member(place, "serviceName");
    if (!cv_json_read_text(&name, &text))
        return false;
    *service = (const char *)text.at;
    return true;
}

/* ---- the whole ---- */

static bool read_root(const struct cv_json_place *root, struct cv_service_config *config)
{
    struct cv_json_place methods;
    struct cv_json_place throttle;
    struct cv_json_place health;

    if (!cv_json_is(root, CV_JSON_OBJECT))
        return cv_json_place_refuse(root, "must be a JSON object");
    methods = cv_json_member(root, "methodConfig");
    throttle = cv_json_member(root, "retryThrottling");
    health = cv_json_member(root, "healthCheckConfig");
    return read_methods(&methods, config) && read_throttle(&throttle, &config->throttle) &&
           read_balancing(root, &config->round_robin) &&
           read_health(&health, &config->health_service);
}

static void parse(struct cv_json_reading *reading, const char *json,
                  struct cv_service_config *config)
{
    struct cv_slice text = {(const uint8_t *)json, strlen(json)};
    struct cv_json_place root = {.reading = reading};
    struct cv_json_reader reader;
    struct cv_json *node;
    struct cv_json *more;
    struct cv_status status;

    cv_json_open(&reader, text);
    status = cv_json_next(&reader, &config->arena, &node);
    root.node = node;
    if (status.code == CV_NOT_FOUND) {
        (void)cv_json_place_refuse(&root, "must be a JSON object");
    } else if (!cv_ok(status)) { /* its text is in the arena of the config */
        reading->status = cv_status_f(reading->texts, status.code, reading->reason,
                                      "the service config, %s", status.message);
    } else if (cv_json_next(&reader, &config->arena, &more).code != CV_NOT_FOUND) {
        (void)cv_json_place_refuse(&root, "must be one JSON object, and more follows it");
    } else {
        (void)read_root(&root, config);
    }
}

struct cv_status cv_service_config_parse(const char *json, struct cv_arena *texts,
                                         struct cv_service_config *config)
{
    struct cv_json_reading reading = {
        .texts = texts, .what = "the service config", .reason = "BAD_SERVICE_CONFIG"};

    *config = (struct cv_service_config){0};
    cv_arena_init(&config->arena, CV_SERVICE_CONFIG_MEMORY_MAX);
    parse(&reading, json, config);
    if (!cv_ok(reading.status))
        cv_service_config_free(config);
    return reading.status;
}

void cv_service_config_free(struct cv_service_config *config)
{
    cv_arena_release(&config->arena);
    *config = (struct cv_service_config){0};
}

/* ---- looking up ---- */

static const struct cv_method_config *resolve(const struct cv_service_config *config,
                                              const char *path)
{
    static const struct cv_slice NONE = {NULL, 0};
    const char *slash = strrchr(path, '/'); /* "/package.Service/Method" */
    const struct cv_method_rule *rule = NULL;

    if (path[0] == '/' && slash > path) {
        struct cv_slice service = {(const uint8_t *)path + 1, (size_t)(slash - path) - 1};
        struct cv_slice method = {(const uint8_t *)slash + 1, strlen(slash + 1)};

        rule = rule_of(config, service, method);
        if (rule == NULL)
            rule = rule_of(config, service, NONE);
    }
    if (rule == NULL)
        rule = rule_of(config, NONE, NONE);
    return rule == NULL ? NULL : rule->config;
}

/* Where a method is, or would be. Never full. */
static struct cv_method_slot *slot_of(struct cv_method_slot *slots, size_t count,
                                      const struct cv_method *method)
{
    size_t at = (size_t)(((uintptr_t)method >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 32);

    while (slots[at & (count - 1)].method != method && slots[at & (count - 1)].method != NULL)
        at++;
    return &slots[at & (count - 1)];
}

/* False: no memory, and then it is found out again the next time. */
static bool make_room(struct cv_service_config *config)
{
    size_t count = config->slot_count == 0 ? SLOTS_FIRST : 2 * config->slot_count;
    struct cv_method_slot *slots;

    if (2 * (config->slots_used + 1) <= config->slot_count)
        return true;
    slots = cv_arena_array(&config->arena, count, sizeof(*slots));
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < config->slot_count; i++) {
        if (config->slots[i].method != NULL)
            *slot_of(slots, count, config->slots[i].method) = config->slots[i];
    }
    config->slots = slots;
    config->slot_count = count;
    return true;
}

const struct cv_method_config *cv_service_config_find(struct cv_service_config *config,
                                                      const struct cv_method *method)
{
    struct cv_method_slot *slot;
    const struct cv_method_config *found;

    if (config->slot_count > 0) {
        slot = slot_of(config->slots, config->slot_count, method);
        if (slot->method == method)
            return slot->config;
    }
    found = resolve(config, method->path);
    if (make_room(config)) {
        *slot_of(config->slots, config->slot_count, method) =
            (struct cv_method_slot){method, found};
        config->slots_used++;
    }
    return found;
}
