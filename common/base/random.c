#include "base/random.h"

#include "base/assert.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>

static atomic_bool seeded;
static _Atomic uint64_t state;

/* splitmix64: one atomic add a number, so any thread may ask. */
static uint64_t next_seeded(void)
{
    uint64_t z = atomic_fetch_add(&state, UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void cv_random_bytes(void *out, size_t len)
{
    uint8_t *at = out;

    while (len > 0) {
        size_t n = len < 256 ? len : 256; /* getrandom gives up to 256 bytes whole, always */

        if (atomic_load_explicit(&seeded, memory_order_relaxed)) {
            uint64_t word = next_seeded();

            n = len < sizeof(word) ? len : sizeof(word);
            memcpy(at, &word, n);
        } else {
            CV_ASSERT_EQ(getrandom(at, n, 0), (ssize_t)n);
        }
        at += n;
        len -= n;
    }
}

uint64_t cv_random_u64(void)
{
    uint64_t value;

    cv_random_bytes(&value, sizeof(value));
    return value;
}

void cv_random_seed(uint64_t seed)
{
    atomic_store(&state, seed);
    atomic_store(&seeded, seed != 0);
}
