#include "base/json_place.h"
#include "result_file.h"
#include "text.h"

#include <math.h>
#include <string.h>

#define NUMBER_MAX (UINT64_C(1) << 53)
#define NUMBER     "must be a whole number that is not negative"
#define DECIMAL    "must be a number that is not negative"

static bool read_count(const struct cv_json_place *up, const char *name, uint64_t *value)
{
    struct cv_json_place place = cv_json_member(up, name);

    return cv_json_read_number(&place, 0, 0, NUMBER_MAX, NUMBER, value);
}

/* What is not said is 0. */
static bool read_decimal(const struct cv_json_place *up, const char *name, double *value)
{
    struct cv_json_place place = cv_json_member(up, name);
    uint64_t thousandths = 0;
    bool fine =
        place.node == NULL || cv_json_read_number(&place, 3, 0, NUMBER_MAX, DECIMAL, &thousandths);

    *value = (double)thousandths / 1000;
    return fine;
}

/* Printable: it goes to terminals. */
static bool read_text(const struct cv_json_place *up, const char *name, struct cv_arena *arena,
                      const char **text)
{
    struct cv_json_place place = cv_json_member(up, name);

    if (!cv_json_is(&place, CV_JSON_STRING))
        return cv_json_place_refuse(&place, "must be a text");
    *text = text_printable((const char *)place.node->text.at, arena);
    return true;
}

static bool object_of(const struct cv_json_place *up, const char *name, struct cv_json_place *place)
{
    *place = cv_json_member(up, name);
    return cv_json_is(place, CV_JSON_OBJECT) || cv_json_place_refuse(place, "must be an object");
}

static bool read_codes(const struct cv_json_place *up, uint64_t *codes)
{
    struct cv_json_place place;

    if (!object_of(up, "codes", &place))
        return false;
    for (unsigned code = 0; code < CV_CODE_COUNT; code++) {
        const char *name = cv_code_name((enum cv_code)code);

        if (cv_json_member(&place, name).node != NULL && !read_count(&place, name, &codes[code]))
            return false;
    }
    return true;
}

static bool read_figures(const struct cv_json_place *place, struct load_figures *figures)
{
    bool fine = read_count(place, "calls", &figures->calls) && read_codes(place, figures->codes) &&
                read_decimal(place, "per_second", &figures->per_second);

    for (unsigned i = 0; fine && i < LOAD_SHARES; i++)
        fine = read_count(place, LOAD_SHARE_NAMES[i], &figures->us[i]);
    return fine;
}

static bool read_methods(const struct cv_json_place *up, struct cv_arena *arena,
                         struct load_result *result)
{
    struct cv_json_place place = cv_json_member(up, "methods");

    if (!cv_json_is(&place, CV_JSON_ARRAY) || place.node->count > LOAD_METHODS_MAX)
        return cv_json_place_refuse(&place, "must be an array of at most 32 methods");
    result->methods = cv_arena_array(arena, place.node->count + 1, sizeof(*result->methods));
    if (result->methods == NULL)
        return cv_json_place_refuse(&place, "does not fit into memory");
    for (const struct cv_json *at = place.node->first; at != NULL; at = at->next) {
        struct cv_json_place each = cv_json_element(&place, at, result->method_count);
        struct load_method_figures *method = &result->methods[result->method_count++];

        if (!cv_json_is(&each, CV_JSON_OBJECT))
            return cv_json_place_refuse(&each, "must be an object");
        if (!read_text(&each, "name", arena, &method->name) ||
            !read_figures(&each, &method->measured))
            return false;
    }
    return true;
}

static bool read_maker(const struct cv_json_place *up, struct cv_arena *arena,
                       struct load_result *result)
{
    struct cv_json_place place;
    const char *limit = "";

    if (!object_of(up, "load_maker", &place) || !read_text(&place, "limit", arena, &limit))
        return false;
    for (unsigned i = 0; i < LOAD_LIMITS; i++) {
        if (strcmp(LOAD_LIMIT_NAMES[i], limit) != 0)
            continue;
        result->limit = (enum load_limit)i;
        return true;
    }
    return cv_json_place_refuse(&place, "has a limit that is none");
}

static bool read_settings(const struct cv_json_place *place, struct cv_arena *arena,
                          struct load_result *result)
{
    double callers = 0;
    bool fine = read_text(place, "service", arena, &result->service) &&
                read_text(place, "profile", arena, &result->profile) &&
                read_text(place, "target", arena, &result->target) &&
                read_text(place, "recorded", arena, &result->recorded) &&
                read_decimal(place, "rate", &result->rate) &&
                read_decimal(place, "callers", &callers) &&
                read_count(place, "connections", &result->connections) &&
                read_count(place, "duration_ms", &result->duration_ms);

    result->callers = (uint64_t)callers;
    return fine;
}

struct cv_status load_result_read(struct cv_slice text, struct cv_arena *arena,
                                  struct load_result *result)
{
    struct cv_json_reading reading = {.texts = arena, .what = T("the result", "结果")};
    struct cv_json_place place = {.reading = &reading};
    struct cv_json_reader reader;
    struct cv_json_place total;
    struct cv_json *node;
    struct cv_status status;

    *result = (struct load_result){.service = ""};
    cv_json_open(&reader, text);
    status = cv_json_next(&reader, arena, &node);
    if (status.code == CV_NOT_FOUND)
        return cv_status(CV_INVALID_ARGUMENT, NULL, T("it is empty", "文件为空"));
    if (!cv_ok(status))
        return status;
    place.node = node;
    if (!cv_json_is(&place, CV_JSON_OBJECT))
        (void)cv_json_place_refuse(&place, "must be an object");
    else if (read_settings(&place, arena, result) && object_of(&place, "total", &total) &&
             read_figures(&total, &result->total) && read_methods(&place, arena, result))
        (void)read_maker(&place, arena, result);
    return reading.status;
}
