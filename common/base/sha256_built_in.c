#include "base/sha256_blocks.h"

#include "base/assert.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>
#include <stdatomic.h>

enum {
    UNKNOWN,
    NO,
    YES,
};

/* Asking costs a microsecond and more where the machine is a virtual one. */
bool cv_sha256_is_built_in(void)
{
    static atomic_int known = UNKNOWN;
    int is = atomic_load_explicit(&known, memory_order_relaxed);
    unsigned a, b, c, d;

    if (is == UNKNOWN) {
        is = __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0 ? YES : NO;
        atomic_store_explicit(&known, is, memory_order_relaxed);
    }
    return is == YES;
}

/* Four rounds need four words of the schedule; those of later rounds follow from the sixteen before
 * them. The eight sums are held as the instructions want them: two by two, the last first. */
__attribute__((target("sha,sse4.1"))) void
cv_sha256_blocks_built_in(uint32_t sums[8], const uint8_t *at, size_t count)
{
    const __m128i turned = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)sums), 0xb1);
    __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(sums + 4)), 0x1b);
    __m128i abef = _mm_alignr_epi8(abcd, efgh, 8);
    __m128i cdgh = _mm_blend_epi16(efgh, abcd, 0xf0);

    for (; count > 0; count--, at += CV_SHA256_BLOCK) {
        __m128i abef_before = abef;
        __m128i cdgh_before = cdgh;
        __m128i words[4];

        for (size_t i = 0; i < 4; i++)
            words[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(at + 16 * i)), turned);
        for (size_t i = 0; i < 16; i++) {
            __m128i *now = &words[i % 4];
            __m128i last = words[(i + 3) % 4];
            __m128i sum;

            if (i >= 4)
                *now = _mm_sha256msg2_epu32(
                    _mm_add_epi32(_mm_sha256msg1_epu32(*now, words[(i + 1) % 4]),
                                  _mm_alignr_epi8(last, words[(i + 2) % 4], 4)),
                    last);
            sum = _mm_add_epi32(*now, _mm_loadu_si128((const __m128i *)(cv_sha256_added + 4 * i)));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    abcd = _mm_shuffle_epi32(abef, 0x1b);
    efgh = _mm_shuffle_epi32(cdgh, 0xb1);
    _mm_storeu_si128((__m128i *)sums, _mm_blend_epi16(abcd, efgh, 0xf0));
    _mm_storeu_si128((__m128i *)(sums + 4), _mm_alignr_epi8(efgh, abcd, 8));
}

#else

bool cv_sha256_is_built_in(void)
{
    return false;
}

void cv_sha256_blocks_built_in(uint32_t sums[8], const uint8_t *at, size_t count)
{
    (void)sums;
    (void)at;
    (void)count;
    CV_ASSERT(cv_sha256_is_built_in());
}

#endif
