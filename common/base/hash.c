#include "base/hash.h"

#include <string.h>

static uint64_t mix(uint64_t x)
{
    /* The finaliser of splitmix64. */
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

void cv_hash128(struct cv_slice bytes, uint64_t hash[2])
{
    uint64_t a = UINT64_C(0x9e3779b97f4a7c15) ^ bytes.len;
    uint64_t b = UINT64_C(0xd1b54a32d192ed03);

    for (size_t at = 0; at < bytes.len; at += 8) {
        uint64_t word = 0;
        size_t n = bytes.len - at < 8 ? bytes.len - at : 8;

        memcpy(&word, bytes.at + at, n);
        a = mix(a ^ word) + b;
        b = mix(b + word) ^ (a << 1);
    }
    hash[0] = mix(a);
    hash[1] = mix(b ^ a);
}
