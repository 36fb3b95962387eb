/* What is said to people, in English and Chinese, side by side where it is said.
 *
 * Thread   The language is set once, before anything is said. */
#ifndef CARAVAN_TEXT_H
#define CARAVAN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum language {
    ENGLISH,
    CHINESE
};

/* The same in both; for tables of texts. */
struct text {
    const char *en;
    const char *zh;
};

/* "en" or "zh", with or without a country behind it ("zh_CN.UTF-8"); false: another one. */
bool text_language_parse(const char *name, enum language *language);
/* What LC_ALL, LC_MESSAGES or LANG ask for; English if it is neither. */
enum language text_language_of_system(void);
void text_set_language(enum language language);
enum language text_language(void);

/* T("%d rows", "%d 行"): the one to say. Both are checked as formats where the result is one. */
#define T(en, zh) text_pick(en, zh)
const char *text_pick(const char *en, const char *zh) __attribute__((format_arg(1), format_arg(2)));

static inline const char *text_of(struct text text)
{
    return text_pick(text.en, text.zh);
}

struct cv_arena;
/* What somebody else says, without control characters that would steer the terminal: '?' for each
 * of them but line breaks and tabs. NULL counts as "". */
const char *text_printable(const char *text, struct cv_arena *arena);

/* The title in the language asked for, or the other one if there is only that. */
const char *text_title(const char *en, const char *zh);

/* The name of `names` that `word` was probably meant to be, or NULL. `next` gives them, NULL at
 * the end. */
typedef const char *text_names(const void *names, size_t index);
const char *text_nearest(const char *word, text_names *names, const void *arg);

#endif
