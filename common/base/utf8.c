#include "base/utf8.h"

#include <string.h>

static bool tail(uint8_t byte)
{
    return (byte & 0xc0) == 0x80;
}

size_t cv_utf8_length(const uint8_t *at, size_t len)
{
    if (len >= 1 && at[0] < 0x80)
        return 1;
    if (len >= 2 && at[0] >= 0xc2 && at[0] <= 0xdf)
        return tail(at[1]) ? 2 : 0;
    if (len >= 3 && (at[0] & 0xf0) == 0xe0) {
        if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f))
            return 0;
        return tail(at[1]) && tail(at[2]) ? 3 : 0;
    }
    if (len >= 4 && at[0] >= 0xf0 && at[0] <= 0xf4) {
        if ((at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
            return 0;
        return tail(at[1]) && tail(at[2]) && tail(at[3]) ? 4 : 0;
    }
    return 0;
}

/* True when all eight bytes are ASCII and none is NUL. */
static bool plain8(const uint8_t *at)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    uint64_t word;

    memcpy(&word, at, sizeof(word));
    return ((word | (word - UINT64_C(0x0101010101010101))) & high) == 0;
}

bool cv_utf8_valid(const uint8_t *at, size_t len)
{
    while (len > 0) {
        size_t n;

        if (len >= 8 && plain8(at)) {
            at += 8;
            len -= 8;
            continue;
        }
        if ((uint8_t)(*at - 1) < 0x7f) {
            at++;
            len--;
            continue;
        }
        n = cv_utf8_length(at, len);
        if (n == 0 || *at == 0)
            return false;
        at += n;
        len -= n;
    }
    return true;
}
