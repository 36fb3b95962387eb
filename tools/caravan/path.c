#include "path.h"

const char *path_print(const struct path *path, struct cv_arena *arena)
{
    const char *above;
    const char *text;

    if (path == NULL || path->up == NULL)
        return "";
    above = path_print(path->up, arena);
    if (path->name != NULL)
        text = cv_arena_printf(arena, "%s%s%s", above, above[0] == '\0' ? "" : ".", path->name);
    else if (path->key != NULL)
        text = cv_arena_printf(arena, "%s[\"%.64s\"]", above, path->key);
    else
        text = cv_arena_printf(arena, "%s[%zu]", above, path->index);
    return text == NULL ? "" : text;
}
