#include "rpc/percent.h"

static bool plain(uint8_t c)
{
    return c >= 0x20 && c <= 0x7e && c != '%';
}

struct cv_slice cv_percent_encode(struct cv_slice text, struct cv_arena *arena)
{
    static const char HEX[] = "0123456789ABCDEF";
    size_t coded = 0;
    uint8_t *out;
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++)
        coded += plain(text.at[i]) ? 0 : 1;
    if (coded == 0)
        return text;
    out = cv_arena_alloc(arena, text.len + 2 * coded);
    if (out == NULL)
        return (struct cv_slice){NULL, 0};
    for (size_t i = 0; i < text.len; i++) {
        if (plain(text.at[i])) {
            out[len++] = text.at[i];
            continue;
        }
        out[len++] = '%';
        out[len++] = (uint8_t)HEX[text.at[i] >> 4];
        out[len++] = (uint8_t)HEX[text.at[i] & 15];
    }
    return (struct cv_slice){out, len};
}

static int digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

char *cv_percent_decode(struct cv_slice text, struct cv_arena *arena)
{
    char *out = cv_arena_alloc(arena, text.len + 1);
    size_t len = 0;

    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '%' && text.len - i > 2 && digit(text.at[i + 1]) >= 0 &&
            digit(text.at[i + 2]) >= 0) {
            out[len++] = (char)(digit(text.at[i + 1]) * 16 + digit(text.at[i + 2]));
            i += 2;
        } else {
            out[len++] = (char)text.at[i];
        }
    }
    out[len] = '\0';
    return out;
}
