#include "base/json_place.h"

#include "base/clock.h"
#include "base/number.h"
#include "base/time_text.h"

#include <string.h>

static const char *print_place(const struct cv_json_place *place, struct cv_arena *arena)
{
    const char *above;
    const char *text;

    if (place->up == NULL)
        return "";
    above = print_place(place->up, arena);
    if (place->name == NULL)
        text = cv_arena_printf(arena, "%s[%zu]", above, place->index);
    else
        text = cv_arena_printf(arena, "%s%s%s", above, above[0] == '\0' ? "" : ".", place->name);
    return text == NULL ? "" : text;
}

bool cv_json_place_refuse(const struct cv_json_place *place, const char *what)
{
    const char *path = print_place(place, place->reading->texts);

    place->reading->status =
        cv_status_f(place->reading->texts, CV_INVALID_ARGUMENT, place->reading->reason, "%s %s",
                    path[0] == '\0' ? place->reading->what : path, what);
    return false;
}

/* A member of an object; null is the same as none. */
struct cv_json_place cv_json_member(const struct cv_json_place *up, const char *name)
{
    struct cv_json_place place = {.reading = up->reading, .up = up, .name = name};

    for (const struct cv_json *at = up->node->first; at != NULL; at = at->next) {
        if (strcmp((const char *)at->name.at, name) == 0 && at->kind != CV_JSON_NULL)
            place.node = at;
    }
    return place;
}

struct cv_json_place cv_json_element(const struct cv_json_place *up, const struct cv_json *node,
                                     size_t index)
{
    return (struct cv_json_place){.reading = up->reading, .up = up, .index = index, .node = node};
}

bool cv_json_is(const struct cv_json_place *place, enum cv_json_kind kind)
{
    return place->node != NULL && place->node->kind == kind;
}

/* ---- values: what is not said leaves them as they are ---- */

bool cv_json_read_bool(const struct cv_json_place *place, bool *value)
{
    if (place->node == NULL)
        return true;
    *value = cv_json_is(place, CV_JSON_TRUE);
    return *value || cv_json_is(place, CV_JSON_FALSE) ||
           cv_json_place_refuse(place, "must be true or false");
}

bool cv_json_read_text(const struct cv_json_place *place, struct cv_slice *text)
{
    if (place->node == NULL)
        return true;
    *text = place->node->text;
    return cv_json_is(place, CV_JSON_STRING) || cv_json_place_refuse(place, "must be a string");
}

/* In units of 10^-digits; `what` is said of any other value. proto3's JSON has numbers in quotes,
 * too. */
bool cv_json_read_number(const struct cv_json_place *place, unsigned digits, uint64_t min,
                         uint64_t max, const char *what, uint64_t *value)
{
    uint64_t whole;
    bool negative;

    if (!cv_json_is(place, CV_JSON_NUMBER) && !cv_json_is(place, CV_JSON_STRING))
        return cv_json_place_refuse(place, what);
    if (digits == 0 ? !cv_number_read_whole(place->node->text, &negative, &whole)
                    : !cv_number_read_scaled(place->node->text, digits, &negative, &whole))
        return cv_json_place_refuse(place, what);
    if (negative || whole < min || whole > max)
        return cv_json_place_refuse(place, what);
    *value = whole;
    return true;
}

bool cv_json_read_size(const struct cv_json_place *place, size_t *size)
{
    uint64_t value;

    if (place->node == NULL)
        return true;
    if (!cv_json_read_number(place, 0, 0, UINT32_MAX, "must be bytes, 0 to 4294967295", &value))
        return false;
    *size = (size_t)value;
    return true;
}

bool cv_json_read_duration(const struct cv_json_place *place, uint64_t min_ns, const char *what,
                           uint64_t *ns)
{
    struct cv_time_value value;

    if (!cv_json_is(place, CV_JSON_STRING) ||
        !cv_time_text_read_duration(place->node->text, &value) || value.seconds < 0 ||
        value.nanos < 0)
        return cv_json_place_refuse(place, what);
    *ns = value.seconds > INT64_MAX / (int64_t)CV_NS_PER_S
              ? CV_NEVER
              : (uint64_t)value.seconds * CV_NS_PER_S + (uint64_t)value.nanos;
    return *ns >= min_ns || cv_json_place_refuse(place, what);
}
