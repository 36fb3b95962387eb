/* Compressed messages of anybody: what comes out never passes its limit and does not depend on what
 * was inflated before; and whatever we compress comes back. */
#include "fuzz.h"
#include "rpc/compressor.h"

#define MEMORY (4u * 1024 * 1024)

static struct cv_compressor kept; /* used by all inputs, as a thread does it */

static enum cv_inflated inflate_into(struct cv_compressor *compressor, enum cv_encoding encoding,
                                     struct cv_slice in, size_t max, struct cv_arena *arena,
                                     struct cv_slice *out)
{
    enum cv_inflated told;

    *out = (struct cv_slice){NULL, 0};
    cv_arena_init(arena, MEMORY);
    told = cv_inflate(compressor, encoding, in, max, arena, out);
    CV_ASSERT(told != CV_INFLATED_NO_MEMORY);
    CV_ASSERT_CMP(arena->used, <=, 2 * max + 65536);
    if (told == CV_INFLATED)
        CV_ASSERT_CMP(out->len, <=, max);
    return told;
}

static void inflates_alike(enum cv_encoding encoding, struct cv_slice in, size_t max)
{
    struct cv_compressor fresh = {0};
    struct cv_arena arenas[3];
    struct cv_slice outs[3];
    enum cv_inflated told = inflate_into(&kept, encoding, in, max, &arenas[0], &outs[0]);

    CV_ASSERT_EQ(inflate_into(&fresh, encoding, in, max, &arenas[1], &outs[1]), told);
    cv_compressor_free(&fresh);
    if (told == CV_INFLATED) {
        CV_ASSERT(fuzz_same(outs[0], outs[1]));
        CV_ASSERT_EQ(inflate_into(&kept, encoding, in, outs[0].len, &arenas[2], &outs[2]),
                     CV_INFLATED);
        CV_ASSERT(fuzz_same(outs[0], outs[2]));
        cv_arena_release(&arenas[2]);
        if (outs[0].len > 0) {
            CV_ASSERT_EQ(inflate_into(&kept, encoding, in, outs[0].len - 1, &arenas[2], &outs[2]),
                         CV_INFLATED_TOO_LARGE);
            cv_arena_release(&arenas[2]);
        }
    }
    cv_arena_release(&arenas[0]);
    cv_arena_release(&arenas[1]);
}

static void comes_back(enum cv_encoding encoding, struct cv_slice plain)
{
    size_t cap = cv_compress_bound(plain.len);
    struct cv_arena arena;
    struct cv_arena back;
    struct cv_slice out;
    uint8_t *at;
    size_t made;

    cv_arena_init(&arena, MEMORY);
    at = cv_arena_alloc(&arena, cap);
    CV_ASSERT(at != NULL);
    made = cv_compress(&kept, encoding, plain, at, cap);
    CV_ASSERT(made > 0 && made <= cap);
    CV_ASSERT_EQ(cv_inflate_claim(encoding, (struct cv_slice){at, made}), plain.len);
    CV_ASSERT_EQ(inflate_into(&kept, encoding, (struct cv_slice){at, made}, plain.len, &back, &out),
                 CV_INFLATED);
    CV_ASSERT(fuzz_same(out, plain));
    cv_arena_release(&back);
    CV_ASSERT_EQ(cv_compress(&kept, encoding, plain, at, made - 1), 0);
    cv_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = {data, data + size};
    enum cv_encoding encoding = (fuzz_byte(&fuzz) & 1) == 0 ? CV_GZIP : CV_ZSTD;
    size_t max = fuzz_number(&fuzz, 2);
    struct cv_slice rest = fuzz_rest(&fuzz);

    CV_ASSERT((cv_encoding_list(rest) & 1u << CV_IDENTITY) != 0);
    inflates_alike(encoding, rest, max);
    if (rest.len < MEMORY / 4)
        comes_back(encoding, rest);
    return 0;
}
