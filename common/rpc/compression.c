#include "rpc/compression.h"

#include "base/assert.h"

#include <string.h>

static const char *const NAMES[CV_ENCODING_COUNT] = {"identity", "gzip", "zstd"};

const char *cv_encoding_name(enum cv_encoding encoding)
{
    CV_ASSERT_CMP(encoding, <, CV_ENCODING_COUNT);
    return NAMES[encoding];
}

bool cv_encoding_parse(struct cv_slice name, enum cv_encoding *encoding)
{
    for (unsigned i = 0; i < CV_ENCODING_COUNT; i++) {
        if (cv_slice_is(name, NAMES[i])) {
            *encoding = (enum cv_encoding)i;
            return true;
        }
    }
    return false;
}

static bool is_gap(uint8_t c)
{
    return c == ',' || c == ' ' || c == '\t';
}

unsigned cv_encoding_list(struct cv_slice list)
{
    const uint8_t *at = list.at;
    const uint8_t *end = at + list.len;
    unsigned known = 1u << CV_IDENTITY;

    while (at < end) {
        const uint8_t *from = at;
        enum cv_encoding encoding;

        while (at < end && !is_gap(*at))
            at++;
        if (cv_encoding_parse((struct cv_slice){from, (size_t)(at - from)}, &encoding))
            known |= 1u << encoding;
        while (at < end && is_gap(*at))
            at++;
    }
    return known;
}
