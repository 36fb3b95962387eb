#include "rpc/compressor.h"

#include "base/assert.h"
#include "rpc/gzip.h"
#include "rpc/zstd.h"

#include <string.h>

void cv_compressor_free(struct cv_compressor *compressor)
{
    cv_gzip_free(compressor->gzip);
    cv_zstd_free(compressor->zstd);
    *compressor = (struct cv_compressor){0};
}

size_t cv_inflate_claim(enum cv_encoding encoding, struct cv_slice in)
{
    return encoding == CV_GZIP ? cv_gzip_claim(in) : cv_zstd_claim(in);
}

static bool is_over(size_t claimed, size_t max)
{
    return claimed != CV_SIZE_UNKNOWN && claimed > max;
}

/* Into `cap` bytes of `arena`. */
static enum cv_inflated attempt(struct cv_compressor *compressor, enum cv_encoding encoding,
                                struct cv_slice in, size_t cap, struct cv_arena *arena,
                                struct cv_slice *out)
{
    uint8_t *at = cv_arena_alloc(arena, cap + 1);
    enum cv_inflated told;
    size_t len = 0;

    if (at == NULL)
        return CV_INFLATED_NO_MEMORY;
    told = encoding == CV_GZIP ? cv_gzip_inflate(&compressor->gzip, in, at, cap, &len)
                               : cv_zstd_inflate(&compressor->zstd, in, at, cap, &len);
    *out = (struct cv_slice){at, len};
    return told;
}

/* Nothing says how much it is: as much as may be, and what it was is copied. */
static enum cv_inflated inflate_unknown(struct cv_compressor *compressor, enum cv_encoding encoding,
                                        struct cv_slice in, size_t max, struct cv_arena *arena,
                                        struct cv_slice *out)
{
    size_t left = arena->used < arena->budget ? arena->budget - arena->used : 0;
    struct cv_arena room;
    struct cv_slice whole;
    enum cv_inflated told;

    cv_arena_init(&room, SIZE_MAX);
    told = attempt(compressor, encoding, in, max < left ? max : left, &room, &whole);
    if (told == CV_INFLATED_TOO_LARGE && left < max)
        told = CV_INFLATED_NO_MEMORY;
    if (told == CV_INFLATED) {
        uint8_t *at = cv_arena_alloc(arena, whole.len + 1);

        if (at == NULL)
            told = CV_INFLATED_NO_MEMORY;
        else
            *out = (struct cv_slice){memcpy(at, whole.at, whole.len), whole.len};
    }
    cv_arena_release(&room);
    return told;
}

enum cv_inflated cv_inflate(struct cv_compressor *compressor, enum cv_encoding encoding,
                            struct cv_slice in, size_t max, struct cv_arena *arena,
                            struct cv_slice *out)
{
    size_t size = cv_inflate_claim(encoding, in);
    enum cv_inflated told = CV_INFLATED_TOO_LARGE;

    CV_ASSERT(encoding == CV_GZIP || encoding == CV_ZSTD);
    max = max < UINT32_MAX ? max : UINT32_MAX;
    if (size <= max)
        told = attempt(compressor, encoding, in, size, arena, out);
    /* A claim of gzip stands at the end, for the last of its members; zstd's is binding. */
    if (told == CV_INFLATED_TOO_LARGE && size != max &&
        !(encoding == CV_ZSTD && is_over(size, max)))
        told = inflate_unknown(compressor, encoding, in, max, arena, out);
    cv_zstd_trim(compressor->zstd);
    return told;
}

size_t cv_compress(struct cv_compressor *compressor, enum cv_encoding encoding, struct cv_slice in,
                   uint8_t *out, size_t cap)
{
    size_t made;

    CV_ASSERT(encoding == CV_GZIP || encoding == CV_ZSTD);
    if (encoding == CV_GZIP)
        return cv_gzip_compress(&compressor->gzip, in, out, cap);
    made = cv_zstd_compress(&compressor->zstd, in, out, cap);
    cv_zstd_trim(compressor->zstd);
    return made;
}

/* zstd adds up to 1/256 and 64, zlib up to 1/1000 and 31. */
size_t cv_compress_bound(size_t size)
{
    size_t more = (size >> 8) + 128;

    return size < SIZE_MAX - more ? size + more : SIZE_MAX;
}
