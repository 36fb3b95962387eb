/* Numbers and codes off a label: whatever is taken is printable, reads again as itself, and written
 * with blanks is the same. */
#include "fuzz.h"
#include "identifier/identifier.h"

#include <string.h>

static bool read_kind(unsigned kind, const char *text, struct identifier *identifier)
{
    static const char *const CARRIERS[] = {"sf", "ems", "jd", "yto", "sscc", "somebody"};
    const char *place;

    if (kind <= IDENTIFIER_USCC)
        return identifier_read((enum identifier_kind)kind, text, identifier);
    kind -= IDENTIFIER_USCC + 1;
    if (kind < sizeof(CARRIERS) / sizeof(CARRIERS[0]))
        return carrier_number_read(CARRIERS[kind], text, identifier);
    kind -= (unsigned)(sizeof(CARRIERS) / sizeof(CARRIERS[0]));
    return kind == 0 ? incoterm_read(text, identifier, &place)
                     : locode_status_read(text, identifier);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const unsigned incoterm = IDENTIFIER_USCC + 1 + 6;
    struct fuzz fuzz = {data, data + size};
    unsigned kind = fuzz_byte(&fuzz) % (incoterm + 2); /* the last: a status */
    char spaced[2 * IDENTIFIER_MAX + 1] = "";
    struct identifier first;
    struct identifier again;
    struct cv_arena arena;
    size_t len;

    cv_arena_init(&arena, 4 * size + 64 * 1024);
    if (!read_kind(kind, fuzz_text(fuzz_rest(&fuzz), &arena), &first)) {
        CV_ASSERT(first.problem[0] != '\0');
        CV_ASSERT_CMP(strlen(first.problem), <, sizeof(first.problem) - 1); /* not cut */
    } else if (kind != incoterm) {
        len = strlen(first.text);
        CV_ASSERT_EQ(strspn(first.text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"), len);
        CV_ASSERT(read_kind(kind, first.text, &again));
        CV_ASSERT_EQ(strcmp(first.text, again.text), 0);
        CV_ASSERT_EQ(first.warning, again.warning);
        for (size_t i = 0; i < len; i++)
            memcpy(spaced + 2 * i, (char[]){first.text[i], '-'}, 2);
        CV_ASSERT(read_kind(kind, spaced, &again));
        CV_ASSERT_EQ(strcmp(first.text, again.text), 0);
    }
    cv_arena_release(&arena);
    return 0;
}
