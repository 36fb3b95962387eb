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

/* True when all bytes of so many words are ASCII and none is NUL. */
static inline bool plain(const uint8_t *at, size_t words)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t seen = 0;

    for (size_t i = 0; i < words; i++) {
        uint64_t word;

        memcpy(&word, at + i * sizeof(word), sizeof(word));
        seen |= word | (word - ones);
    }
    return (seen & ones << 7) == 0;
}

bool cv_utf8_valid(const uint8_t *at, size_t len)
{
    while (len >= 64 && plain(at, 8)) { /* vectors, in the compiler's hands */
        at += 64;
        len -= 64;
    }
    while (len > 0) {
        size_t n;

        if (len >= 8 && plain(at, 1)) {
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
