/* What the fuzz targets share. A target is one function, LLVMFuzzerTestOneInput: libFuzzer calls it
 * in the fuzz preset, replay.c with the kept corpus in all others. Each claims properties by
 * CV_ASSERT and never depends on anything but its bytes: time and randomness are virtual. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "base/arena.h"
#include "base/assert.h"
#include "base/buf.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input, taken from its front; what is taken past its end is zero. */
struct fuzz {
    const uint8_t *at;
    const uint8_t *end;
};

static inline size_t fuzz_left(const struct fuzz *fuzz)
{
    return (size_t)(fuzz->end - fuzz->at);
}

static inline uint8_t fuzz_byte(struct fuzz *fuzz)
{
    return fuzz->at == fuzz->end ? 0 : *fuzz->at++;
}

static inline uint32_t fuzz_number(struct fuzz *fuzz, unsigned bytes)
{
    uint32_t value = 0;

    while (bytes-- > 0)
        value = value << 8 | fuzz_byte(fuzz);
    return value;
}

static inline struct cv_slice fuzz_bytes(struct fuzz *fuzz, size_t most)
{
    struct cv_slice bytes = {fuzz->at, fuzz_left(fuzz) < most ? fuzz_left(fuzz) : most};

    fuzz->at += bytes.len;
    return bytes;
}

static inline struct cv_slice fuzz_rest(struct fuzz *fuzz)
{
    return fuzz_bytes(fuzz, fuzz_left(fuzz));
}

/* With a NUL, in the arena; up to the first NUL of the bytes. */
static inline char *fuzz_text(struct cv_slice bytes, struct cv_arena *arena)
{
    size_t len = bytes.len == 0 ? 0 : strnlen((const char *)bytes.at, bytes.len);
    char *text = cv_arena_string_n(arena, len == 0 ? "" : (const char *)bytes.at, len);

    CV_ASSERT(text != NULL);
    return text;
}

static inline bool fuzz_same(struct cv_slice a, struct cv_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

#endif
