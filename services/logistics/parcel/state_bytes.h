/* A parcel's state as bytes in the store, and lists of growing numbers: small, since there are
 * many.
 */
#ifndef LOGISTICS_STATE_BYTES_H
#define LOGISTICS_STATE_BYTES_H

#include "base/buf.h"
#include "parcel/fold.h"

/* ---- numbers of 7 bits a byte, lowest first ---- */
#define VARINT_MAX 10

static inline uint8_t *varint_put(uint8_t *to, uint64_t value)
{
    while (value >= 0x80) {
        *to++ = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    *to++ = (uint8_t)value;
    return to;
}

/* False: the bytes end in the midst of it. */
static inline bool varint_get(struct cv_slice *from, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; shift < 64 && from->len > 0; shift += 7) {
        uint8_t byte = *from->at++;

        from->len--;
        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

/* Small below zero, too. */
static inline uint64_t zigzag(int64_t value)
{
    return ((uint64_t)value << 1) ^ (uint64_t)(value >> 63);
}

static inline int64_t unzigzag(uint64_t value)
{
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

/* ---- the state ---- */
#define STATE_BYTES_MAX ((sizeof(struct parcel_state) / sizeof(int64_t) + 1) * VARINT_MAX)

size_t state_put(uint8_t *to, const struct parcel_state *state);
/* False: these are not the bytes of a state. */
bool state_get(struct cv_slice bytes, struct parcel_state *state);

#endif
