#include "result_file.h"

#include "json_put.h"

static void put_count(struct json_out *out, const char *name, uint64_t value)
{
    json_put_number(out, name, (int64_t)value);
}

static void put_codes(struct json_out *out, const char *name, const uint64_t *codes)
{
    json_put_open(out, name, '{');
    for (unsigned code = 0; code < CV_CODE_COUNT; code++) {
        if (codes[code] > 0)
            put_count(out, cv_code_name((enum cv_code)code), codes[code]);
    }
    json_put_close(out, '}');
}

static void put_shares(struct json_out *out, const uint64_t us[LOAD_SHARES])
{
    for (unsigned i = 0; i < LOAD_SHARES; i++)
        put_count(out, LOAD_SHARE_NAMES[i], us[i]);
}

static void put_figures(struct json_out *out, const struct load_figures *figures)
{
    put_count(out, "calls", figures->calls);
    put_codes(out, "codes", figures->codes);
    json_put_decimal(out, "per_second", (int64_t)(figures->per_second * 1000), 3);
    put_shares(out, figures->us);
}

static void put_settings(struct json_out *out, const struct load_result *result)
{
    json_put_text(out, "service", result->service);
    json_put_text(out, "profile", result->profile);
    json_put_text(out, "target", result->target);
    json_put_bool(out, "tls", result->tls);
    json_put_text(out, "recorded", result->recorded);
    json_put_text(out, "version", result->version);
    put_count(out, "processors", result->processors);
    put_count(out, "processors_of_service", result->apart);
    if (result->rate > 0)
        json_put_decimal(out, "rate", (int64_t)(result->rate * 1000), 3);
    else
        put_count(out, "callers", result->callers);
    put_count(out, "connections", result->connections);
    put_count(out, "ramp_ms", result->ramp_ms);
    put_count(out, "duration_ms", result->duration_ms);
    put_count(out, "deadline_ms", result->deadline_ms);
    put_count(out, "seed", result->seed);
    json_put_bool(out, "interrupted", result->interrupted);
}

static void put_methods(struct json_out *out, const struct load_result *result)
{
    json_put_open(out, "methods", '[');
    for (size_t i = 0; i < result->method_count; i++) {
        const struct load_method_figures *method = &result->methods[i];

        json_put_open(out, NULL, '{');
        json_put_text(out, "name", method->name);
        put_figures(out, &method->measured);
        put_codes(out, "whole_run", method->whole);
        if (method->why != NULL)
            json_put_text(out, "first_refusal", method->why);
        json_put_close(out, '}');
    }
    json_put_close(out, ']');
}

static void put_steps(struct json_out *out, const struct load_result *result)
{
    if (result->step_count == 0)
        return;
    json_put_open(out, "overload", '{');
    json_put_decimal(out, "capacity", (int64_t)(result->capacity * 1000), 3);
    if (result->recovered)
        put_count(out, "recovery_ms", result->recovery_ms);
    json_put_open(out, "steps", '[');
    for (size_t i = 0; i < result->step_count; i++) {
        const struct load_step *step = &result->steps[i];

        json_put_open(out, NULL, '{');
        json_put_decimal(out, "factor", (int64_t)(step->factor * 1000), 3);
        json_put_decimal(out, "rate", (int64_t)(step->rate * 1000), 3);
        put_count(out, "begin_ms", step->begin_ms);
        put_count(out, "length_ms", step->length_ms);
        put_count(out, "unsent", step->unsent);
        put_figures(out, &step->figures);
        put_count(out, "refused_p99_us", step->refused_p99_us);
        put_count(out, "checks", step->checks);
        put_count(out, "checks_failed", step->checks_failed);
        put_count(out, "check_p99_us", step->check_p99_us);
        json_put_close(out, '}');
    }
    json_put_close(out, ']');
    json_put_close(out, '}');
}

static void put_moments(struct json_out *out, const struct load_result *result)
{
    put_count(out, "moment_ms", result->moment_ms);
    json_put_open(out, "moments", '[');
    for (size_t i = 0; i < result->moment_count; i++) {
        const struct load_moment *moment = &result->moments[i];

        json_put_open(out, NULL, '{');
        put_count(out, "begin_ms", moment->begin_ms);
        put_count(out, "due", moment->due);
        put_count(out, "unsent", moment->unsent);
        put_count(out, "ok", moment->ok);
        put_count(out, "refused", moment->refused);
        put_count(out, "failed", moment->failed);
        put_shares(out, moment->us);
        json_put_close(out, '}');
    }
    json_put_close(out, ']');
}

bool load_result_write(const struct load_result *result, FILE *file)
{
    struct json_out out;

    json_out_begin(&out);
    put_settings(&out, result);
    json_put_open(&out, "total", '{');
    put_figures(&out, &result->total);
    json_put_close(&out, '}');
    put_methods(&out, result);
    json_put_open(&out, "load_maker", '{');
    json_put_text(&out, "limit", LOAD_LIMIT_NAMES[result->limit]);
    put_count(&out, "unsent", result->unsent);
    put_count(&out, "late_p99_us", result->late_p99_us);
    json_put_decimal(&out, "processors_used", (int64_t)result->maker_busy_bp, 4);
    json_put_close(&out, '}');
    put_count(&out, "server_cpu_us", result->server_cpu_us);
    put_steps(&out, result);
    put_moments(&out, result);
    return json_out_end(&out, file);
}
