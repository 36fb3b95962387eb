#include "name.h"

#include "base/assert.h"

#include <ctype.h>
#include <string.h>

/* No name grows by more than a joint for each of its letters. */
static char *room_for(struct cv_arena *arena, const char *name)
{
    char *to = cv_arena_zalloc(arena, 3 * strlen(name) + 2);

    CV_ASSERT(to != NULL);
    return to;
}

static char *put(char *to, char c)
{
    *to = c;
    return to + 1;
}

char *name_snake(struct cv_arena *arena, const char *camel)
{
    return name_lower(arena, camel, "__");
}

char *name_lower(struct cv_arena *arena, const char *full_name, const char *joint)
{
    char *result = room_for(arena, full_name);
    char *to = result;
    bool was_upper = true; /* no underscore at the start of a part */

    for (const char *at = full_name; *at != '\0'; at++) {
        bool is_upper = isupper((unsigned char)*at) != 0;

        if (*at == '.') {
            to = stpcpy(to, joint);
            was_upper = true;
            continue;
        }
        if (is_upper && !was_upper)
            to = put(to, '_');
        to = put(to, (char)tolower((unsigned char)*at));
        was_upper = is_upper;
    }
    return result;
}

char *name_type(struct cv_arena *arena, const char *full_name)
{
    char *result = room_for(arena, full_name);
    char *to = result;
    bool next_is_upper = true;

    for (const char *at = full_name; *at != '\0'; at++) {
        if (*at == '.')
            to = stpcpy(to, "__");
        if (*at == '.' || *at == '_') {
            next_is_upper = true;
            continue;
        }
        to = put(to, next_is_upper ? (char)toupper((unsigned char)*at) : *at);
        next_is_upper = false;
    }
    return result;
}

bool name_is_reserved(const char *name)
{
    static const char *const RESERVED[] = {
        "asm",   "auto",   "break",    "case",   "char",     "const",    "continue", "default",
        "do",    "double", "else",     "enum",   "extern",   "float",    "for",      "goto",
        "if",    "inline", "int",      "linux",  "long",     "register", "restrict", "return",
        "short", "signed", "sizeof",   "static", "struct",   "switch",   "typedef",  "typeof",
        "union", "unix",   "unsigned", "void",   "volatile", "while",
    };

    for (size_t i = 0; i < sizeof(RESERVED) / sizeof(RESERVED[0]); i++) {
        if (strcmp(name, RESERVED[i]) == 0)
            return true;
    }
    return false;
}

char *name_file(struct cv_arena *arena, const char *path)
{
    char *name = name_stem(arena, path);

    for (char *at = name; *at != '\0'; at++) {
        if (!isalnum((unsigned char)*at))
            *at = '_';
    }
    return isdigit((unsigned char)name[0]) ? cv_arena_printf(arena, "_%s", name) : name;
}

char *name_stem(struct cv_arena *arena, const char *path)
{
    static const char SUFFIX[] = ".proto";
    size_t len = strlen(path);
    size_t cut = sizeof(SUFFIX) - 1;
    char *stem;

    if (len > cut && strcmp(path + len - cut, SUFFIX) == 0)
        len -= cut;
    stem = cv_arena_string_n(arena, path, len);
    CV_ASSERT(stem != NULL);
    return stem;
}
