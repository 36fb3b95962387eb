#include "suggest.h"

#define LIST_MAX 20

static const char *list(text_names *names, const void *arg, struct cv_arena *arena)
{
    const char *text = "";
    const char *name;
    size_t n = 0;

    for (; (name = names(arg, n)) != NULL; n++) {
        if (n < LIST_MAX && text != NULL)
            text = cv_arena_printf(arena, "%s%s%s", text, n == 0 ? "" : ", ", name);
    }
    if (n == 0)
        return "none";
    if (n > LIST_MAX && text != NULL)
        text = cv_arena_printf(arena, "%s and %zu more", text, n - LIST_MAX);
    return text == NULL ? "" : text;
}

const char *suggest(const char *word, text_names *names, const void *arg, struct cv_arena *arena)
{
    const char *nearest = text_nearest(word, names, arg);
    const char *all = list(names, arg, arena);
    const char *text;

    if (nearest != NULL)
        text = cv_arena_printf(arena, "did you mean \"%s\"? There are: %s", nearest, all);
    else
        text = cv_arena_printf(arena, "there are: %s", all);
    return text == NULL ? "" : text;
}
