#include "text.h"

#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define WORD_MAX  48 /* longer words are not compared */
#define TYPOS_MAX 2

static enum language spoken = ENGLISH;

bool text_language_parse(const char *name, enum language *language)
{
    static const char *const NAMES[] = {[ENGLISH] = "en", [CHINESE] = "zh"};

    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++) {
        if (strncmp(name, NAMES[i], 2) != 0 || strchr("_-.@", name[2]) == NULL)
            continue;
        *language = (enum language)i;
        return true;
    }
    return false;
}

enum language text_language_of_system(void)
{
    static const char *const VARIABLES[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    enum language language = ENGLISH;

    for (size_t i = 0; i < sizeof(VARIABLES) / sizeof(VARIABLES[0]); i++) {
        const char *value = getenv(VARIABLES[i]);

        if (value == NULL || *value == '\0')
            continue;
        (void)text_language_parse(value, &language);
        break; /* the first that is set decides, as everywhere */
    }
    return language;
}

void text_set_language(enum language language)
{
    spoken = language;
}

enum language text_language(void)
{
    return spoken;
}

const char *text_pick(const char *en, const char *zh)
{
    return spoken == CHINESE ? zh : en;
}

const char *text_printable(const char *text, struct cv_arena *arena)
{
    unsigned char *copy = text == NULL ? NULL : (unsigned char *)cv_arena_string(arena, text);

    if (copy == NULL)
        return "";
    for (unsigned char *at = copy; *at != '\0'; at++) {
        if ((*at < 0x20 && *at != '\n' && *at != '\t') || *at == 0x7f)
            *at = '?';
        else if (at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0) /* U+0080 to U+009F */
            at[0] = at[1] = '?';
    }
    return (const char *)copy;
}

const char *text_title(const char *en, const char *zh)
{
    const char *wanted = spoken == CHINESE ? zh : en;
    const char *other = spoken == CHINESE ? en : zh;

    return wanted[0] != '\0' ? wanted : other;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters to add, drop, change or swap with their neighbour; both words are short. */
static size_t typos(const char *a, const char *b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t *older = rows[0];
    size_t *old = rows[1];
    size_t *row = rows[2];
    size_t m = strlen(b);

    for (size_t j = 0; j <= m; j++)
        old[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t *spare = older;

        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            row[j] = least(least(old[j] + 1, row[j - 1] + 1), old[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], older[j - 2] + 1);
        }
        older = old;
        old = row;
        row = spare;
    }
    return old[m];
}

const char *text_nearest(const char *word, text_names *names, const void *arg)
{
    const char *nearest = NULL;
    const char *name;
    size_t best = TYPOS_MAX + 1;

    if (strlen(word) > WORD_MAX || strlen(word) < TYPOS_MAX)
        return NULL;
    for (size_t i = 0; (name = names(arg, i)) != NULL; i++) {
        size_t n = strlen(name) > WORD_MAX ? best : typos(word, name);

        if (n < best && n < strlen(name)) {
            best = n;
            nearest = name;
        }
    }
    return nearest;
}
