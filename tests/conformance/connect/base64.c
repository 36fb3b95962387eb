#include "base64.h"

#include <string.h>

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *base64_print(struct cv_slice bytes, struct cv_arena *arena)
{
    char *text = cv_arena_alloc(arena, bytes.len / 3 * 4 + 5);
    size_t len = 0;
    uint32_t bits = 0;
    unsigned held = 0;

    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < bytes.len; i++) {
        bits = bits << 8 | bytes.at[i];
        for (held += 8; held >= 6; held -= 6)
            text[len++] = ALPHABET[bits >> (held - 6) & 63];
    }
    if (held > 0)
        text[len++] = ALPHABET[bits << (6 - held) & 63];
    text[len] = '\0';
    return text;
}

struct cv_slice base64_read(const char *text, struct cv_arena *arena)
{
    uint8_t *bytes = cv_arena_alloc(arena, strlen(text) + 1);
    size_t len = 0;
    uint32_t bits = 0;
    unsigned held = 0;
    const char *found;

    if (bytes == NULL)
        return (struct cv_slice){NULL, 0};
    for (; *text != '\0' && (found = strchr(ALPHABET, *text)) != NULL; text++) {
        bits = bits << 6 | (uint32_t)(found - ALPHABET);
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        bytes[len++] = (uint8_t)(bits >> held);
    }
    return (struct cv_slice){bytes, len};
}
