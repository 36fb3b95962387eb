#include "rpc/base64.h"

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct cv_slice cv_base64_encode(struct cv_slice bytes, struct cv_arena *arena)
{
    uint8_t *out = cv_arena_alloc(arena, bytes.len / 3 * 4 + 4);
    size_t len = 0;
    uint32_t bits = 0;
    unsigned have = 0;

    if (out == NULL)
        return (struct cv_slice){NULL, 0};
    for (size_t i = 0; i < bytes.len; i++) {
        bits = bits << 8 | bytes.at[i];
        for (have += 8; have >= 6; have -= 6)
            out[len++] = (uint8_t)ALPHABET[bits >> (have - 6) & 63];
    }
    if (have > 0)
        out[len++] = (uint8_t)ALPHABET[bits << (6 - have) & 63];
    return (struct cv_slice){out, len};
}

static int value_of(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool cv_base64_decode(struct cv_slice text, struct cv_arena *arena, struct cv_slice *bytes)
{
    size_t padded = text.len;
    uint8_t *out = cv_arena_alloc(arena, text.len / 4 * 3 + 3);
    size_t len = 0;
    uint32_t bits = 0;
    unsigned have = 0;

    if (out == NULL)
        return false;
    while (text.len > 0 && padded - text.len < 2 && text.at[text.len - 1] == '=')
        text.len--;
    if (text.len % 4 == 1 || (padded != text.len && padded % 4 != 0))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        int value = value_of(text.at[i]);

        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t)value;
        have += 6;
        if (have < 8)
            continue;
        have -= 8;
        out[len++] = (uint8_t)(bits >> have);
    }
    if ((bits & ((1u << have) - 1)) != 0) /* leftover bits must be zero: one text for one value */
        return false;
    *bytes = (struct cv_slice){out, len};
    return true;
}
