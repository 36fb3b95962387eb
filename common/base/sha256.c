#include "base/sha256.h"

#include "base/sha256_blocks.h"

#define BLOCK     CV_SHA256_BLOCK
#define ROUNDS    64
#define LENGTH_AT 56 /* where the length stands in the last block */

static const uint32_t FIRST[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

const uint32_t cv_sha256_added[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t turn(uint32_t word, int bits)
{
    return word >> bits | word << (32 - bits);
}

static void schedule(const uint8_t block[BLOCK], uint32_t words[ROUNDS])
{
    for (size_t i = 0; i < 16; i++)
        words[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
                   (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (size_t i = 16; i < ROUNDS; i++) {
        uint32_t early = words[i - 15];
        uint32_t late = words[i - 2];

        words[i] = words[i - 16] + (turn(early, 7) ^ turn(early, 18) ^ early >> 3) + words[i - 7] +
                   (turn(late, 17) ^ turn(late, 19) ^ late >> 10);
    }
}

/* One round; instead of moving the eight words on, the next one names them in another order. */
#define ROUND(a, b, c, d, e, f, g, h, i)                                                           \
    do {                                                                                           \
        uint32_t one = (h) + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +                            \
                       (((e) & (f)) ^ (~(e) & (g))) + cv_sha256_added[i] + words[i];               \
                                                                                                   \
        (d) += one;                                                                                \
        (h) = one + (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) +                                     \
              (((a) & (b)) ^ ((a) & (c)) ^ ((b) & (c)));                                           \
    } while (0)

static void mix(uint32_t sums[8], const uint8_t block[BLOCK])
{
    uint32_t words[ROUNDS];
    uint32_t a = sums[0], b = sums[1], c = sums[2], d = sums[3];
    uint32_t e = sums[4], f = sums[5], g = sums[6], h = sums[7];

    schedule(block, words);
    for (size_t i = 0; i < ROUNDS; i += 8) {
        ROUND(a, b, c, d, e, f, g, h, i);
        ROUND(h, a, b, c, d, e, f, g, i + 1);
        ROUND(g, h, a, b, c, d, e, f, i + 2);
        ROUND(f, g, h, a, b, c, d, e, i + 3);
        ROUND(e, f, g, h, a, b, c, d, i + 4);
        ROUND(d, e, f, g, h, a, b, c, i + 5);
        ROUND(c, d, e, f, g, h, a, b, i + 6);
        ROUND(b, c, d, e, f, g, h, a, i + 7);
    }
    sums[0] += a;
    sums[1] += b;
    sums[2] += c;
    sums[3] += d;
    sums[4] += e;
    sums[5] += f;
    sums[6] += g;
    sums[7] += h;
}

void cv_sha256_blocks(uint32_t sums[8], const uint8_t *at, size_t count)
{
    for (; count > 0; count--, at += BLOCK)
        mix(sums, at);
}

static void mix_all(uint32_t sums[8], const uint8_t *at, size_t count)
{
    if (cv_sha256_is_built_in())
        cv_sha256_blocks_built_in(sums, at, count);
    else
        cv_sha256_blocks(sums, at, count);
}

struct cv_sha256 cv_sha256_begin(void)
{
    struct cv_sha256 sum;

    memcpy(sum.sums, FIRST, sizeof(sum.sums));
    sum.len = 0;
    return sum;
}

void cv_sha256_add(struct cv_sha256 *sum, struct cv_slice bytes)
{
    size_t held = sum->len % BLOCK;
    size_t blocks;
    size_t at = 0;

    if (bytes.len == 0)
        return;
    sum->len += bytes.len;
    if (held > 0) {
        at = bytes.len < BLOCK - held ? bytes.len : BLOCK - held;
        memcpy(sum->block + held, bytes.at, at);
        if (held + at < BLOCK)
            return;
        mix_all(sum->sums, sum->block, 1);
    }
    blocks = (bytes.len - at) / BLOCK;
    mix_all(sum->sums, bytes.at + at, blocks);
    at += blocks * BLOCK;
    if (at < bytes.len)
        memcpy(sum->block, bytes.at + at, bytes.len - at);
}

void cv_sha256_end(struct cv_sha256 *sum, uint8_t digest[CV_SHA256_BYTES])
{
    uint64_t bits = sum->len * 8;
    size_t held = sum->len % BLOCK;
    uint8_t last[2 * BLOCK] = {0};
    size_t len = held < LENGTH_AT ? BLOCK : sizeof(last);

    memcpy(last, sum->block, held);
    last[held] = 0x80;
    for (size_t i = 0; i < 8; i++)
        last[len - 1 - i] = (uint8_t)(bits >> 8 * i);
    mix_all(sum->sums, last, len / BLOCK);
    for (size_t i = 0; i < CV_SHA256_BYTES; i++)
        digest[i] = (uint8_t)(sum->sums[i / 4] >> (24 - 8 * (i % 4)));
}

void cv_sha256(struct cv_slice bytes, uint8_t digest[CV_SHA256_BYTES])
{
    struct cv_sha256 sum = cv_sha256_begin();

    cv_sha256_add(&sum, bytes);
    cv_sha256_end(&sum, digest);
}
