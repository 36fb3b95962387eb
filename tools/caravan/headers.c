#include "headers.h"

#include "rpc/base64.h"

#include <string.h>

static bool is_binary(const char *key)
{
    size_t len = strlen(key);

    return len > 4 && strcmp(key + len - 4, "-bin") == 0;
}

static struct cv_status add_header(const struct run *run, struct cv_metadata *metadata,
                                   const char *text, const char *colon)
{
    struct cv_arena *arena = run->arena;
    char *key = cv_arena_string_n(arena, text, (size_t)(colon - text));
    struct cv_slice value;

    if (key == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    for (char *at = key; *at != '\0'; at++)
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    colon += 1 + strspn(colon + 1, " \t");
    value = (struct cv_slice){(const uint8_t *)colon, strlen(colon)};
    if (is_binary(key) && !cv_base64_decode(value, arena, &value))
        return cv_status(CV_INVALID_ARGUMENT, NULL, "the value of a -bin name is base64");
    return cv_metadata_add(metadata, arena, key, value.at, value.len);
}

enum exit_code headers_read(const struct run *run, struct cv_metadata *metadata)
{
    const char *text;

    for (size_t i = 0; (text = run_option_nth(run, "-H", i)) != NULL; i++) {
        const char *colon = strchr(text, ':');
        struct cv_status status;

        if (colon == NULL || colon == text)
            return run_refuse_option(
                run, "-H", T("must be \"NAME: VALUE\", not %s", "必须是 \"名称: 值\"，而不是 %s"),
                text);
        status = add_header(run, metadata, text, colon);
        if (!cv_ok(status))
            return run_refuse_option(run, "-H", "%s: %s", text, status.message);
    }
    return EXIT_DONE;
}
